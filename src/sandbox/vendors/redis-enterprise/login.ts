import type { SimulatedRequest } from '../../simulator.ts';
import { statusOnly } from './refusal.ts';
import type { RedisCredential, RedisEnterpriseState } from './state.ts';
import { hasAuditSettings } from './version.ts';

/** Who calls. Wrong, unknown, locked and expired all look alike: 401 without a body. */
export function login(state: RedisEnterpriseState, request: SimulatedRequest, now: number): RedisCredential {
  const { scheme, value } = authorization(request);
  if (scheme !== 'basic') return tokenLogin(state, scheme, value, now);
  if (hasAuditSettings(state) && !state.cluster.control_plane_basic_authentication) throw statusOnly(401);
  return basicLogin(state, request, now);
}

export function basicLogin(state: RedisEnterpriseState, request: SimulatedRequest, now: number): RedisCredential {
  const { scheme, value } = authorization(request);
  const bytes = Buffer.from(value, 'base64');
  const text = bytes.toString('utf8');
  const colon = text.indexOf(':');
  if (scheme !== 'basic' || bytes.toString('base64') !== value || colon < 0) throw statusOnly(401);
  return passwordLogin(state, text.slice(0, colon), text.slice(colon + 1), now);
}

function authorization({ headers }: SimulatedRequest): { readonly scheme: string; readonly value: string } {
  const [scheme = '', value = '', ...rest] = (headers.authorization ?? '').split(' ');
  if (rest.length > 0 || value === '') throw statusOnly(401);
  return { scheme: scheme.toLowerCase(), value };
}

/** Five failures in 15 minutes lock for 30 (login lock-out page): the numbers are in the policy. */
export function passwordLogin(
  state: RedisEnterpriseState,
  username: string,
  password: string,
  now: number,
): RedisCredential {
  const user = state.credentials.find((candidate) => candidate.username === username);
  if (user === undefined || isLocked(user, now)) throw statusOnly(401);
  if (user.password !== password) {
    countFailure(state, user, now);
    throw statusOnly(401);
  }
  user.failures = [];
  return user;
}

function isLocked(user: RedisCredential, now: number): boolean {
  if (user.lock === null) return false;
  if (user.lock.until === null || user.lock.until > now) return true;
  user.lock = null;
  return false;
}

function countFailure(state: RedisEnterpriseState, user: RedisCredential, now: number): void {
  const { login_lockout_threshold, login_lockout_counter_reset_after, login_lockout_duration } = state.policy;
  if (login_lockout_threshold === 0) return;
  const recent = user.failures.filter((time) => time > now - login_lockout_counter_reset_after * 1_000);
  user.failures = [...recent, now];
  if (user.failures.length < login_lockout_threshold) return;
  user.failures = [];
  user.lock = { until: login_lockout_duration === 0 ? null : now + login_lockout_duration * 1_000 };
}

/** The refresh page says `JWT <token>`, the page on disabling Basic says bearer. */
function tokenLogin(state: RedisEnterpriseState, scheme: string, token: string, now: number): RedisCredential {
  const schemes = state.quirks.jwtScheme === 'both' ? ['jwt', 'bearer'] : [state.quirks.jwtScheme.toLowerCase()];
  if (!schemes.includes(scheme)) throw statusOnly(401);
  const known = state.tokens.find((candidate) => candidate.token === token && candidate.expiresAt > now);
  const user = state.credentials.find(({ username }) => username === known?.username);
  if (user === undefined) throw statusOnly(401);
  return user;
}
