import { ApiFault } from './api-fault.ts';
import type { TairState } from './state.ts';

const MINUTE = 60_000;

function refusal(state: TairState, waitMs: number): ApiFault {
  const headers = state.quirks.retryAfterHeader ? { 'x-acs-retry-after': String(waitMs) } : {};
  return state.quirks.throttlingStatus === 403
    ? new ApiFault(403, 'Throttling.Api', 'Request was denied due to api flow control.', headers)
    : new ApiFault(400, 'Throttling.User', 'Request was denied due to user flow control.', headers);
}

/** Counts a call against the account's limit. The limit is on admitted calls: a refused one does not prolong the wait. */
export function throttle(state: TairState, action: string, now: number): void {
  const limit = Object.hasOwn(state.limits.callsPerMinute, action) ? state.limits.callsPerMinute[action] : undefined;
  if (limit === undefined) return;
  const recent = (state.recentCalls[action] ?? []).filter((at) => at > now - MINUTE && at <= now);
  state.recentCalls[action] = recent;
  if (recent.length >= limit) throw refusal(state, Math.max(1, (recent[recent.length - limit] ?? now) + MINUTE - now));
  recent.push(now);
}
