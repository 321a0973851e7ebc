import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { jsonStringReply } from './reply.ts';

/** GET /whoami: answers every valid login, even one without roles. */
export function showCaller({ caller: { id, domain, roles } }: Call): SimulatedReply {
  return { status: 200, body: { id, domain, roles: roles.map((role) => ({ role })) } };
}

/** GET /settings/rbac/users/local/NAME. */
export function showLocalUser({ state, parts }: Call): SimulatedReply {
  const name = parts.at(-1);
  const user = state.credentials.find(({ domain, username }) => domain === 'local' && username === name);
  if (user === undefined) return jsonStringReply(404, 'Unknown user.');
  return { status: 200, body: { id: user.username, domain: 'local', roles: user.roles.map((role) => ({ role })) } };
}
