import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Discovery } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { type Database, documentOf, limitsOf, type Sink } from './document.ts';

/**
 * The one cluster of this connection with its sink, policy and databases as they are; nothing when it does not
 * support auditing. Left out: internal and Active-Active databases and those whose creation failed.
 */
export async function* discoverCluster(read: (wanted: Desired) => Promise<Observation>): AsyncIterable<Discovery> {
  const live = await read({
    address: 'RedisEnterpriseCluster/discovered',
    target: {},
    spec: {},
    ensure: 'present',
  }).catch(unsupported);
  if (live === null) return;
  const { clusterName } = limitsOf(live);
  const { db_conns, policy, bdbs = [] } = documentOf(live);
  const managed = new Set(
    limitsOf(live)
      .databases.filter((state) => !state.internal && !state.crdt && state.status !== 'creation-failed')
      .map((state) => state.uid),
  );
  const spec: JsonObject = {
    // A cluster without sink is left unmanaged rather than pinned to having none.
    ...(db_conns == null ? {} : { db_conns: writable(db_conns) }),
    ...(policy === undefined ? {} : { policy }),
    bdbs: bdbs.filter((database) => managed.has(database.uid)).map(item),
  };
  yield { name: manifestName(clusterName ?? ''), target: clusterName === null ? {} : { name: clusterName }, spec };
}

/** An interval of 0, which some clusters hold, is no value that a manifest may ask for. */
function writable({ audit_reconnect_interval, ...sink }: Sink): JsonObject {
  return audit_reconnect_interval ? { ...sink, audit_reconnect_interval } : sink;
}

/** The name is a guard beside the uid, where the schema takes it. */
function item(database: Database): JsonObject {
  const { name, ...rest } = database;
  return name.length > 0 && name.length <= 63 && name !== '*' ? { name, ...rest } : rest;
}

function manifestName(clusterName: string): string {
  const name = clusterName
    .toLowerCase()
    .replace(/[^-a-z0-9.]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return name === '' ? 'redis-enterprise' : name;
}

function unsupported(error: unknown): null {
  if (isProviderError(error) && error.code === 'AF306') return null;
  throw error;
}
