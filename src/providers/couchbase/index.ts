import type { JsonObject } from '../../model/json.ts';
import type { Connection } from '../../model/manifest.ts';
import type { Provider } from '../provider.ts';
import { check } from './check.ts';
import { normalise } from './normalise.ts';
import { facts, operations } from './operations.ts';
import { posture } from './posture.ts';
import { open } from './session.ts';

/** Couchbase Server: event auditing of one cluster over its management API. */
export const couchbaseProvider: Provider = {
  id: 'couchbase',
  kind: 'CouchbaseCluster',
  facts,
  writesAtOnce: 1,
  identity,
  scopes: () => ({}),
  check,
  normalise,
  operations,
  posture,
  open,
};

/** The cluster's uuid where the manifest has it, else its endpoint. */
function identity({ uuid }: JsonObject, { endpoint, name }: Connection): string {
  if (typeof uuid === 'string') return `couchbase/${uuid.toLowerCase()}`;
  if (endpoint === null) return `couchbase/connection/${name ?? ''}`;
  if (typeof endpoint !== 'string') return `couchbase/env/${endpoint.fromEnv}`;
  return `couchbase/${URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint}`;
}
