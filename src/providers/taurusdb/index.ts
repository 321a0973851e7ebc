import type { Provider } from '../provider.ts';
import { check } from './check.ts';
import { identityOf } from './identity.ts';
import { normalise } from './normalise.ts';
import { facts, operations } from './operations.ts';
import { posture } from './posture.ts';
import { open } from './session.ts';

/** Huawei Cloud TaurusDB: the SQL audit log policy of one instance. */
export const taurusdbProvider: Provider = {
  id: 'taurusdb',
  kind: 'TaurusDBInstance',
  facts,
  writesAtOnce: 1,
  identity: identityOf,
  scopes: () => ({}),
  check,
  normalise,
  operations,
  posture,
  open,
};
