import type { CallObserver } from '../http/call-observer.ts';
import type { LimiterLoad } from './vendor-progress.ts';

/** Counts of one vendor's calls, over all of its limiters. */
export interface CallCounts {
  inFlight: number;
  waiting: number;
  calls: number;
  throttled: number;
  /** When the first attempt was sent; null: none was. */
  firstAt: number | null;
  /** When the last call ended. */
  lastAt: number;
}

/** Counts what goes through the limiter of one connection. */
export interface LimiterTally {
  readonly observer: CallObserver;
  load(): LimiterLoad;
  /** Least milliseconds that the attempts so far can take: one after another at the rate allowed at the time. 0 without a rate. */
  floorMs(): number;
}

export function createLimiterTally(counts: CallCounts, rate: () => number, now: () => number): LimiterTally {
  let [calls, open, floorMs, pausedUntil] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  return {
    observer: {
      begin() {
        let place: 'waiting' | 'inFlight' | null = null;
        open += 1;
        const move = (next: typeof place) => {
          if (place !== null) counts[place] -= 1;
          if (next !== null) counts[next] += 1;
          place = next;
        };
        return {
          waiting: () => move('waiting'),
          sending() {
            move('inFlight');
            calls += 1;
            counts.calls += 1;
            counts.firstAt ??= now();
            // Division by an infinite rate gives 0.
            floorMs += 1000 / rate();
          },
          throttled(waitMs) {
            counts.throttled += 1;
            pausedUntil = Math.max(pausedUntil, now() + waitMs);
          },
          ended() {
            move(null);
            open -= 1;
            counts.lastAt = now();
          },
        };
      },
    },
    load: () => ({ calls, open, rate: rate(), pausedMs: Math.max(0, pausedUntil - now()) }),
    floorMs: () => floorMs,
  };
}
