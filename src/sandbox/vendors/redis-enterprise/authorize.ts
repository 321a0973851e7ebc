import { createHash } from 'node:crypto';
import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { checkHeaders, objectBody } from './call.ts';
import { basicLogin, passwordLogin } from './login.ts';
import { invalidSchema, statusOnly } from './refusal.ts';
import type { RedisEnterpriseState } from './state.ts';
import { hasBasicAuthorize } from './version.ts';

const DEFAULT_TTL = 300;
const LONGEST_TTL = 86_400;

/** POST /v1/users/authorize: a token for a password, which is in the Basic header from 7.8 and in the body before. */
export function authorize(state: RedisEnterpriseState, request: SimulatedRequest, now: number): SimulatedReply {
  checkHeaders(state, request);
  const body = request.body.length === 0 ? {} : objectBody(request);
  const inHeader = hasBasicAuthorize(state);
  const known = inHeader ? ['ttl'] : ['ttl', 'username', 'password'];
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalidSchema(`Additional properties are not allowed ('${unknown}' was unexpected)`);
  const { username } = inHeader
    ? basicLogin(state, request, now)
    : passwordLogin(state, textOf(body.username), textOf(body.password), now);
  const token = newToken(state, username, now);
  state.tokens = state.tokens.filter(({ expiresAt }) => expiresAt > now);
  state.tokens.push({ token, username, expiresAt: now + ttlOf(body.ttl) * 1_000 });
  return { status: 200, body: { access_token: token } };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw statusOnly(400);
  return value;
}

function ttlOf(value: unknown): number {
  if (value === undefined) return DEFAULT_TTL;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > LONGEST_TTL) {
    throw invalidSchema('ttl is not valid');
  }
  return value;
}

/** Has the look of a token, and is the same on every run. */
function newToken(state: RedisEnterpriseState, username: string, now: number): string {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const signature = createHash('sha256').update(`${username} ${now} ${state.tokens.length}`).digest('base64url');
  return `${part('{"alg":"HS256"}')}.${part(JSON.stringify({ sub: username, n: state.tokens.length }))}.${signature}`;
}
