import type { Desired, Discovery, OpenConnection, ProviderIo, Session } from '../provider.ts';
import { getDescriptors } from './api.ts';
import { type ClusterReader, createClusterReader } from './cluster-reader.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { verify } from './verify.ts';
import type { Descriptor } from './wire.ts';
import { write } from './write.ts';

export function open(connection: OpenConnection, io: ProviderIo): Session {
  const reader = createClusterReader(connection, io);
  let descriptors: Promise<Descriptor[]> | null = null;
  // The catalogue changes only with an upgrade, so it is read once a run, and only where the manifest names events.
  const events = (wanted: Desired): Promise<Descriptor[]> | null => {
    if (wanted.spec.disabled === undefined) return null;
    descriptors ??= getDescriptors(reader.endpoint).catch((error: unknown) => {
      descriptors = null;
      throw error;
    });
    return descriptors;
  };
  return {
    read: async (wanted) => {
      const reading = await reader.read();
      return observe(wanted, reading, await events(wanted));
    },
    reach: (delta) => reach(reader.endpoint, delta),
    apply: async (operation) => {
      await write(reader, io.clock, io.settleMs, operation);
      return {};
    },
    verify: () => verify(reader, io.clock),
    discover: () => discover(reader),
  };
}

async function* discover(reader: ClusterReader): AsyncGenerator<Discovery> {
  const { cluster, name, nodes } = await reader.read();
  const { auditdEnabled, disabled, disabledUsers, logPath, pruneAge, rotateInterval, rotateSize } = nodes[0]!.settings;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  yield {
    name: plain === '' ? `couchbase-${cluster.uuid.slice(0, 8)}` : plain.slice(0, 200),
    target: { uuid: cluster.uuid },
    spec: { auditdEnabled, disabled: [...disabled], disabledUsers: [...disabledUsers], ...(logPath === null ? {} : { logPath }), ...(pruneAge === null ? {} : { pruneAge }), rotateInterval, rotateSize },
  };
}
