import type { SimulatedRequest } from '../../simulator.ts';
import { Refusal } from './refusal.ts';
import type { DbauditCredential, DbauditState } from './state.ts';

/** `Authorization: Bearer KEY` on every call (authentication page). */
export function authenticate(state: DbauditState, request: SimulatedRequest): DbauditCredential {
  const sent = request.headers.authorization;
  const credential = state.credentials.find(({ key }) => sent === `Bearer ${key}`);
  if (credential !== undefined) return credential;
  const message = sent === undefined ? 'Missing API key.' : 'Invalid API key.';
  throw new Refusal(401, 'unauthorized', message, { 'www-authenticate': 'Bearer' });
}

export function requireScope(credential: DbauditCredential, scope: string): void {
  if (!credential.scopes.includes(scope)) throw new Refusal(403, 'forbidden', `Missing scope ${scope}.`);
}

/** What a key cannot see does not exist for it, but still collides. */
export function canSee(credential: DbauditCredential, id: string): boolean {
  return credential.visibleIds === null || credential.visibleIds.some((pattern) => matches(pattern, id));
}

function matches(pattern: string, id: string): boolean {
  const literal = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`, 's').test(id);
}
