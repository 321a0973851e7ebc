import type { Provider } from '../provider.ts';
import { check } from './check.ts';
import { identityOf, regionKey } from './identity.ts';
import { normalise } from './normalise.ts';
import { facts, operations } from './operations.ts';
import { posture } from './posture.ts';
import { open } from './session.ts';

/** Alibaba Cloud Tair (Redis OSS-compatible): the audit log switch of an instance and its region's retention. */
export const tairProvider: Provider = {
  id: 'tair',
  kind: 'TairInstance',
  facts,
  writesAtOnce: 1,
  identity: (target, connection) => identityOf(target, connection.region),
  scopes: (_target, connection) => ({ region: regionKey(connection) }),
  check,
  normalise,
  operations,
  posture: (document) => posture(document),
  open,
};
