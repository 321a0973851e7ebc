import { statusOnly } from './refusal.ts';
import type { RedisCredential, RedisDatabase, RedisEnterpriseState, RedisRole } from './state.ts';
import { hasAuditSettings } from './version.ts';

/** `anyone` still has to log in. */
export type Permission = 'anyone' | 'view' | 'update_cluster' | 'update_bdb';

/** REST API permissions page. Cluster members, for all their name, may not update the cluster. */
const GRANTED: Readonly<Record<RedisRole, readonly Permission[]>> = {
  admin: ['anyone', 'view', 'update_cluster', 'update_bdb'],
  cluster_member: ['anyone', 'view', 'update_bdb'],
  cluster_viewer: ['anyone', 'view'],
  db_member: ['anyone', 'view', 'update_bdb'],
  db_viewer: ['anyone', 'view'],
  none: ['anyone'],
};

export function checkPermission(user: RedisCredential, needed: Permission): void {
  if (!GRANTED[user.role].includes(needed)) throw statusOnly(403);
}

/** Scoped roles are of 8.2; before, every role sees every database. */
export function visibleDatabases(state: RedisEnterpriseState, user: RedisCredential): readonly RedisDatabase[] {
  const scope = hasAuditSettings(state) ? user.uids : null;
  return state.databases.filter(
    ({ internal, uid }) => (!internal || state.policy.show_internals) && (scope === null || scope.includes(uid)),
  );
}
