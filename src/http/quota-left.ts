import { capWait, resetIn } from './retry-after.ts';

/** What is left of the account's quota, and for how many milliseconds. */
export interface QuotaLeft {
  readonly calls: number;
  readonly ms: number;
}

/** X-RateLimit-Remaining and X-RateLimit-Reset of an ordinary answer; null: they say nothing usable. */
export function quotaLeft(headers: Readonly<Record<string, string>>, now: number): QuotaLeft | null {
  const text = headers['x-ratelimit-remaining'];
  if (text === undefined || !/^\s*\d{1,15}\s*$/.test(text)) return null;
  const ms = capWait(resetIn(headers, now) ?? 0);
  return ms === null ? null : { calls: Number(text), ms };
}
