import type { Observation } from '../../model/observation.ts';
import type { Desired, OpenConnection, ProviderIo, Session } from '../provider.ts';
import { getDescriptors, getFixedDescriptors, isWithheld } from './api.ts';
import { createClusterReader } from './cluster-reader.ts';
import { discovered } from './discover.ts';
import { eventsLike, needsCatalogue, writtenEvents } from './event-ids.ts';
import { createLatestReading } from './latest-reading.ts';
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
  const [before, after] = [createLatestReading(io.clock), createLatestReading(io.clock)];
  // The list changes only with an upgrade, and no operation of this provider changes it: once is enough.
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
  const readNow = async (wanted: Desired): Promise<Observation> => {
    const [reading, catalogue] = await reader.readBeside(checkFor(wanted), () => catalogueFor(wanted));
    before.keep(reading);
    return observe(wanted, reading, catalogue);
  };
  /** What a write has just read of all nodes, after it, serves as the reading that follows it. */
  const readAfterWrite = async (wanted: Desired): Promise<Observation | null> => {
    const read = after.take();
    if (read === null) return null;
    checkCluster(wanted, read.reading.cluster);
    before.keep(read.reading, read.at);
    return observe(wanted, read.reading, await catalogueFor(wanted));
  };
  return {
    read: async (wanted) => {
      let live = (await readAfterWrite(wanted)) ?? (await readNow(wanted));
      for (const wait of AGREE_MS) {
        if (!isApart(live)) break;
        await io.clock.sleep(wait);
        live = await readNow(wanted);
      }
      return live;
    },
    reach: (delta) => reach(http, delta),
    apply: (operation, _wanted, writing) =>
      write({ reader, before, after, writing, clock: io.clock, settleMs: io.settleMs }, operation),
    verify: (wanted) => verify(reader, io.clock, checkFor(wanted)),
    discover: async function* () {
      yield discovered(await reader.read());
    },
  };
}
