import type { CallObserver } from '../http/call-observer.ts';
import type { WatchedLimiter } from '../connection/run-watch.ts';
import type { LimiterLoad } from './vendor-progress.ts';

/** Counts of one vendor's calls, over all of its limiters. */
export interface CallCounts {
  inFlight: number;
  waiting: number;
  calls: number;
  throttled: number;
  /** When the first attempt was sent; null: none was. */
  firstAt: number | null;
  /** When a call went on the wire while there was no other. */
  busySince: number;
  /** When the last call ended. */
  lastAt: number;
}

/** Counts what goes through the limiter of one account. */
export interface LimiterTally {
  readonly observer: CallObserver;
  load(): LimiterLoad;
  /**
   * Least milliseconds that the attempts so far can take: one after another at the rate allowed at the time, or those of
   * one operation at its own rate where that takes longer. 0 without a rate.
   */
  floorMs(): number;
}

export function createLimiterTally(counts: CallCounts, limiter: WatchedLimiter, now: () => number): LimiterTally {
  let [calls, open, pausedUntil] = [0, 0, Number.NEGATIVE_INFINITY];
  const floors = new Map<string | null, number>();
  // Division by an infinite rate gives 0.
  const spend = (operation: string | null) =>
    floors.set(operation, (floors.get(operation) ?? 0) + 1000 / limiter.requestsPerSecond(operation));
  return {
    observer: {
      begin({ operation, elsewhere = false }) {
        let place: 'waiting' | 'inFlight' | null = null;
        if (!elsewhere) open += 1;
        const move = (next: typeof place) => {
          if (place !== null) counts[place] -= 1;
          if (next === 'inFlight' && counts.inFlight === 0) counts.busySince = now();
          if (next !== null) counts[next] += 1;
          place = next;
        };
        return {
          waiting: () => move('waiting'),
          sending() {
            move('inFlight');
            counts.calls += 1;
            counts.firstAt ??= now();
            // A login takes nothing of what the account may send.
            if (elsewhere) return;
            calls += 1;
            spend(null);
            if (operation !== null) spend(operation);
          },
          throttled(waitMs) {
            counts.throttled += 1;
            if (!elsewhere) pausedUntil = Math.max(pausedUntil, now() + waitMs);
          },
          ended() {
            move(null);
            if (!elsewhere) open -= 1;
            counts.lastAt = now();
          },
        };
      },
    },
    load: () => {
      const pausedMs = Math.max(0, pausedUntil - now(), limiter.pausedMs());
      return { calls, open, rate: limiter.requestsPerSecond(null), pausedMs };
    },
    floorMs: () => Math.max(0, ...floors.values()),
  };
}
