import type { Provider } from '../provider.ts';
import { check } from './check.ts';
import { normalise } from './normalise.ts';
import { facts, operations } from './operations.ts';
import { tripleOf } from './place.ts';
import { posture } from './posture.ts';
import { open } from './session.ts';

/** DB Audit: one monitored database connection and its audit options. */
export const dbauditProvider: Provider = {
  id: 'dbaudit',
  kind: 'DBAuditDatabase',
  facts,
  writesAtOnce: 1,
  identity: (target, { endpoint }) => `dbaudit/${JSON.stringify(endpoint)}/${tripleOf(target)}`,
  scopes: () => ({}),
  check,
  normalise,
  operations,
  posture,
  open,
};
