import type { SimulatedRequest } from '../../simulator.ts';
import type { RedisEnterpriseState, RedisUser } from './state.ts';

/** The user of a Basic login, or null: wrong, unknown and locked all look alike (401 without a body). */
export function login(state: RedisEnterpriseState, request: SimulatedRequest, now: number): RedisUser | null {
  const given = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '');
  if (given === null) return null;
  const text = Buffer.from(given[1]!, 'base64').toString('utf8');
  const [username, password] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  const user = state.users.find((candidate) => candidate.username === username);
  if (user === undefined || user.lockedUntil > now) return null;
  if (user.password === password) {
    user.failures = [];
    return user;
  }
  user.failures = [...user.failures.filter((time) => time > now - state.lockout.withinMs), now];
  if (user.failures.length >= state.lockout.threshold) [user.lockedUntil, user.failures] = [now + state.lockout.lockMs, []];
  return null;
}

const MAY: Readonly<Record<RedisUser['role'], readonly string[]>> = {
  admin: ['view', 'cluster', 'bdb'],
  cluster_member: ['view', 'bdb'],
  cluster_viewer: ['view'],
  db_member: ['view', 'bdb'],
  db_viewer: ['view'],
  none: [],
};

export function may(user: RedisUser, what: 'view' | 'cluster' | 'bdb'): boolean {
  return MAY[user.role].includes(what);
}
