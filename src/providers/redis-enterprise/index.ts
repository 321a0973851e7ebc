import type { JsonObject } from '../../model/json.ts';
import type { Connection } from '../../model/manifest.ts';
import type { Provider } from '../provider.ts';
import { check } from './check.ts';
import { facts } from './facts.ts';
import { canonicalHost } from './network-address.ts';
import { normalise } from './normalise.ts';
import { operations } from './operations.ts';
import { posture } from './posture.ts';
import { openSession } from './session.ts';

/** Redis Enterprise Software (Redis Software): audit sink, cluster policy and databases over the cluster's REST API. */
export const redisEnterpriseProvider: Provider = {
  id: 'redis-enterprise',
  kind: 'RedisEnterpriseCluster',
  facts,
  writesAtOnce: 4,
  identity,
  scopes: () => ({}),
  check,
  normalise,
  operations,
  posture,
  open: openSession,
};

/** The cluster's name where the manifest has it, else its endpoint. */
function identity(target: JsonObject, connection: Connection): string {
  const { name } = target;
  if (typeof name === 'string') return `redis-enterprise/${canonicalHost(name)}`;
  const { endpoint } = connection;
  if (endpoint === null) return `redis-enterprise/connection/${connection.name ?? ''}`;
  if (typeof endpoint !== 'string') return `redis-enterprise/env/${endpoint.fromEnv}`;
  return `redis-enterprise/${URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint}`;
}
