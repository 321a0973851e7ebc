import { digest } from '../../model/digest.ts';
import type { Json } from '../../model/json.ts';
import type { Connection } from '../../model/manifest.ts';
import type { Provider } from '../provider.ts';
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
  identity: (target) => `tair/${String(target.InstanceId)}`,
  scopes: (_target, connection) => ({ region: regionKey(connection) }),
  check: () => [],
  normalise,
  operations,
  posture: (document) => posture(document),
  open,
};

/** Retention is one value per account and region; offline the account shows only through the key that is used. */
function regionKey({ region, endpoint, credentials }: Connection): string {
  const account = { endpoint, key: credentials?.accessKeyId ?? null } as unknown as Json;
  return `tair/${region ?? ''}/${digest(account).slice(7, 19)}`;
}
