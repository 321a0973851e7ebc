import type { LimiterLoad } from './vendor-progress.ts';

export interface Remaining {
  readonly total: number;
  /** Done or failed. */
  readonly finished: number;
  /** Begun, not finished: taken as half done. */
  readonly running: number;
  readonly elapsedMs: number;
  readonly limiters: readonly LimiterLoad[];
}

/**
 * Seconds that a vendor's work still takes: the calls still to make ÷ the calls a second that its limiters allow. How many
 * calls one target takes is learnt from those that are finished or begun. Where no rate is in force, the pace so far decides.
 * Null while nothing is finished.
 */
export function secondsLeft({ total, finished, running, elapsedMs, limiters }: Remaining): number | null {
  const left = total - finished;
  const calls = sum(limiters.map((limiter) => limiter.calls));
  const open = sum(limiters.map((limiter) => limiter.open));
  const pause = Math.max(0, ...limiters.map(({ pausedMs }) => pausedMs)) / 1000;
  if (left <= 0 && open === 0) return 0;
  if (finished === 0) return null;
  const begun = finished + Math.min(running, left) / 2;
  const toMake = Math.max(open, (calls / begun) * total - calls);
  const limited = limiters.filter(({ rate }) => Number.isFinite(rate));
  if (limited.length > 0) {
    // Limiters of one vendor work side by side, each on its share of the calls.
    const each = limited.map(({ rate, calls: own }) => (toMake * share(own, calls, limited.length)) / rate);
    return Math.max(...each) + pause;
  }
  return ((elapsedMs / begun) * (total - begun)) / 1000 + pause;
}

function share(own: number, all: number, limiters: number): number {
  return all === 0 ? 1 / limiters : own / all;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
