import type { Provider } from '../provider.ts';
import { check } from './check.ts';
import { normalise } from './normalise.ts';
import { facts, operations } from './operations.ts';
import { posture } from './posture.ts';
import { open } from './session.ts';

/** Couchbase Server: event auditing of one cluster. */
export const couchbaseProvider: Provider = {
  id: 'couchbase',
  kind: 'CouchbaseCluster',
  facts,
  writesAtOnce: 1,
  identity: (target, { endpoint }) => `couchbase/${typeof target.uuid === 'string' ? target.uuid.toLowerCase() : JSON.stringify(endpoint)}`,
  scopes: () => ({}),
  check,
  normalise,
  operations,
  posture,
  open,
};
