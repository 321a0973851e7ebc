import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { atLeast, type CouchbaseState } from './state.ts';

export type Role = CouchbaseState['users'][number]['role'];

/** The role of a Basic login, or the 401 that wrong logins and logins without any role get alike. */
export function login(state: CouchbaseState, request: SimulatedRequest): Role | SimulatedReply {
  const given = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '');
  const text = given === null ? '' : Buffer.from(given[1]!, 'base64').toString('utf8');
  const user = state.users.find(({ username, password }) => text === `${username}:${password}`);
  if (user === undefined || user.role === 'none') return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="Couchbase Server Admin / REST"' }, body: '' };
  return user.role;
}

/** Null, or the 403 that names the missing permission. */
export function forbidden(state: CouchbaseState, role: Role, what: 'read' | 'write'): SimulatedReply | null {
  const readers: readonly Role[] = atLeast(state, 8, 0) ? ['admin', 'security_admin', 'ro_security_admin'] : ['admin', 'security_admin', 'ro_security_admin', 'ro_admin'];
  const allowed = what === 'read' ? readers : (['admin', 'security_admin'] as readonly Role[]);
  if (allowed.includes(role)) return null;
  return { status: 403, body: { message: 'Forbidden. User needs the following permissions', permissions: [`cluster.admin.security!${what}`] } };
}
