import { Refusal } from './refusal.ts';
import type { DbauditCredential, DbauditState } from './state.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Counts the call and gives the headers of its answer (API page: X-RateLimit-Remaining, X-RateLimit-Reset).
 * A window begins with the first call after the one before has ended; calls refused with 429 do not count.
 */
export function spendCall(state: DbauditState, credential: DbauditCredential, now: number): Headers {
  const { limit, windowMs } = state.rate;
  if (limit === 'none') return {};
  const bucket = state.quirks.rateLimitPer === 'key' ? credential.key : 'account';
  state.rateWindows = state.rateWindows.filter((window) => now < window.startedAt + windowMs);
  let window = state.rateWindows.find((candidate) => candidate.bucket === bucket);
  if (window === undefined) {
    window = { bucket, startedAt: now, used: 0 };
    state.rateWindows.push(window);
  }
  const endsAt = window.startedAt + windowMs;
  if (window.used >= limit) {
    const headers = { ...limitHeaders(state, 0, endsAt, now), ...retryAfter(state, endsAt, now) };
    throw new Refusal(429, 'rate_limited', 'Rate limit exceeded.', headers);
  }
  window.used += 1;
  return limitHeaders(state, limit - window.used, endsAt, now);
}

/** Rounded up, so that a client that waits until then finds the window over. */
function limitHeaders(state: DbauditState, remaining: number, endsAt: number, now: number): Headers {
  const reset = state.quirks.resetHeader === 'epoch' ? endsAt : endsAt - now;
  return { 'X-RateLimit-Remaining': String(remaining), 'X-RateLimit-Reset': String(Math.ceil(reset / 1_000)) };
}

function retryAfter(state: DbauditState, endsAt: number, now: number): Headers {
  return state.quirks.retryAfterHeader ? { 'Retry-After': String(Math.ceil((endsAt - now) / 1_000)) } : {};
}
