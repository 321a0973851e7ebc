import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { jsonStringReply, textReply } from './reply.ts';
import type { CouchbaseCredential, CouchbaseState } from './state.ts';
import { clusterIs } from './version.ts';

export interface Caller {
  readonly id: string;
  readonly domain: string;
  readonly roles: readonly string[];
}

/** A node that was never set up lets anybody do anything (menelaus_roles.erl). */
const ANONYMOUS: Caller = { id: '', domain: 'anonymous', roles: ['admin'] };
const DOMAINS = ['admin', 'local', 'external'] as const;

export function authenticate(
  state: CouchbaseState,
  request: SimulatedRequest,
): { caller: Caller } | { refusal: SimulatedReply } {
  const header = request.headers.authorization;
  if (state.uuid === null && (header === undefined || state.quirks.unprovisionedLogin === 'accept')) {
    return { caller: ANONYMOUS };
  }
  const login = basicLogin(header ?? '');
  if (login === null) return { refusal: unauthorized() };
  const found = credentialOf(state, login.username, login.password);
  if (found === 'unreachable') {
    return { refusal: jsonStringReply(503, 'Temporary error occurred. Please try again later.') };
  }
  if (found === null) return { refusal: unauthorized() };
  const refusal = expired(found) ?? overLimit(state, found);
  return refusal === null ? { caller: { ...found, id: found.username } } : { refusal };
}

/** Wrong logins and logins without any role get the same answer (menelaus_auth.erl check_authz). */
export function unauthorized(): SimulatedReply {
  return textReply(401, '', { 'WWW-Authenticate': 'Basic realm="Couchbase Server Admin / REST"' });
}

function basicLogin(header: string): { username: string; password: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? null : { username: text.slice(0, at), password: text.slice(at + 1) };
}

function credentialOf(
  state: CouchbaseState,
  username: string,
  password: string,
): CouchbaseCredential | 'unreachable' | null {
  for (const domain of DOMAINS) {
    if (domain === 'external' && state.externalLogin === 'down') return 'unreachable';
    const found = state.credentials.find(
      (one) => one.domain === domain && one.username === username && one.password === password,
    );
    if (found !== undefined) return found;
  }
  return null;
}

function expired({ passwordExpired }: CouchbaseCredential): SimulatedReply | null {
  return passwordExpired ? { status: 403, body: { message: 'Password expired', passwordExpired: true } } : null;
}

/** Per-user limits existed in 7.1 and 7.2 only (user_request_throttler.erl). */
function overLimit(state: CouchbaseState, { exceededLimits }: CouchbaseCredential): SimulatedReply | null {
  if (exceededLimits.length === 0 || !clusterIs(state, 7, 1) || clusterIs(state, 7, 3)) return null;
  return textReply(429, `Limit(s) exceeded [${exceededLimits.join(',')}]`);
}
