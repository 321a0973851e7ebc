import type { CouchbaseState } from './state.ts';
import { clusterIs } from './version.ts';

/** `login`: any valid one. `role`: any that holds a role. */
export type Need = 'login' | 'role' | 'security read' | 'security write' | 'logs read' | 'stats export';

/** What a 403 names. */
export const PERMISSION_NAMES: Readonly<Record<Exclude<Need, 'login' | 'role'>, string>> = {
  'security read': 'cluster.admin.security!read',
  'security write': 'cluster.admin.security!write',
  'logs read': 'cluster.logs!read',
  'stats export': 'cluster.stats_export!read',
};

export function mayDo(state: CouchbaseState, roles: readonly string[], need: Need): boolean {
  if (need === 'login') return true;
  if (need === 'role') return roles.length > 0;
  return roles.some((role) => holders(state, need).includes(role));
}

function holders(state: CouchbaseState, need: keyof typeof PERMISSION_NAMES): readonly string[] {
  const writers = securityWriters(state);
  const readers = [...writers, clusterIs(state, 8, 0) ? 'ro_security_admin' : 'ro_admin'];
  switch (need) {
    case 'security write':
      return writers;
    case 'security read':
      return readers;
    case 'logs read':
      return [...readers, 'ro_admin', 'cluster_admin'];
    case 'stats export': {
      const few = ['admin', 'external_stats_reader'];
      return state.quirks.statsExport === 'admins' ? few : [...few, ...readers];
    }
  }
}

/** The security role was one until 6.6, two by kind of user in 7.x, and is one again from 8.0 (menelaus_roles.erl). */
function securityWriters(state: CouchbaseState): string[] {
  const split = clusterIs(state, 7, 0) && !clusterIs(state, 8, 0);
  return ['admin', ...(split ? ['security_admin_local', 'security_admin_external'] : ['security_admin'])];
}
