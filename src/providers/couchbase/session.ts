import type { Desired, OpenConnection, ProviderIo, Session } from '../provider.ts';
import { getDescriptors, getFixedDescriptors, isWithheld } from './api.ts';
import { createClusterReader } from './cluster-reader.ts';
import { discovered } from './discover.ts';
import { eventsLike, needsCatalogue, writtenEvents } from './event-ids.ts';
import { type Catalogue, checkCluster, isApart, observe } from './observe.ts';
import { reach } from './reach.ts';
import { verify } from './verify.ts';
import type { Cluster, Descriptor } from './wire.ts';
import { write } from './write.ts';

/** Somebody's change reaches all nodes within moments: nodes that differ are looked at again before it counts as drift. */
const AGREE_MS = [250, 500, 1_000, 1_250];

/** One cluster's management API. Throws AF216 without endpoint. */
export function open(connection: OpenConnection, io: ProviderIo): Session {
  const reader = createClusterReader(connection, io);
  const http = reader.endpoint;
  let known: Promise<Descriptor[]> | null = null;
  // The list changes only with an upgrade: once until the first write is enough.
  const descriptors = (): Promise<Descriptor[]> => {
    known ??= getDescriptors(http).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
  const catalogueFor = async ({ spec }: Desired): Promise<Catalogue> => {
    const { disabled } = spec;
    if (disabled === undefined) return { descriptors: null, fixed: null };
    const events = await descriptors().catch((error: unknown) => {
      if (isWithheld(error) && !needsCatalogue(disabled)) return null;
      throw error;
    });
    if (events === null) return { descriptors: null, fixed: null };
    const strange = writtenEvents(disabled).some((event) => eventsLike(event, events).length === 0);
    return { descriptors: events, fixed: strange ? await getFixedDescriptors(http) : null };
  };
  const checkFor = (wanted: Desired) => (cluster: Cluster) => checkCluster(wanted, cluster);
  return {
    read: async (wanted) => {
      const once = async () => {
        const reading = await reader.read(checkFor(wanted));
        return observe(wanted, reading, await catalogueFor(wanted));
      };
      let live = await once();
      for (const wait of AGREE_MS) {
        if (!isApart(live)) break;
        await io.clock.sleep(wait);
        live = await once();
      }
      return live;
    },
    reach: (delta) => reach(http, delta),
    apply: (operation) => {
      known = null;
      return write({ reader, clock: io.clock, settleMs: io.settleMs }, operation);
    },
    verify: (wanted) => verify(reader, io.clock, checkFor(wanted)),
    discover: async function* () {
      yield discovered(await reader.read());
    },
  };
}
