import type { AdaptiveRate, RateWindow } from '../../src/http/adaptive-rate.ts';
import { Lane } from '../../src/http/lane.ts';

/** Whether a vendor lets a call through that comes at this time. */
export type Vendor = (now: number) => boolean;

/** At most so many calls in any stretch of `ms`. */
export function slidingWindow({ calls, ms }: RateWindow): Vendor {
  const taken: number[] = [];
  return (now) => {
    while (taken.length > 0 && taken[0]! <= now - ms) taken.shift();
    if (taken.length >= calls) return false;
    taken.push(now);
    return true;
  };
}

/** At most so many calls from one full stretch of `ms` to the next. */
export function fixedWindow({ calls, ms }: RateWindow): Vendor {
  let [begun, used] = [0, 0];
  return (now) => {
    if (now >= begun + ms) [begun, used] = [now - (now % ms), 0];
    used += 1;
    return used <= calls;
  };
}

/** A bucket of `size` tokens into which `perSecond` flow. */
export function leakyBucket(size: number, perSecond: number): Vendor {
  let [tokens, at] = [size, 0];
  return (now) => {
    tokens = Math.min(size, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** At most so many at a time, each of which takes so long. */
export function inFlight(most: number, latencyMs: number): Vendor {
  let ends: number[] = [];
  return (now) => {
    ends = ends.filter((end) => end > now);
    if (ends.length >= most) return false;
    ends.push(now + latencyMs);
    return true;
  };
}

export interface Simulation {
  readonly vendor: Vendor;
  readonly forMs: number;
  readonly ceiling?: number;
  readonly concurrency?: number;
  readonly latencyMs?: number;
  /** Says how long to wait, and whether in so many words. */
  readonly retryAfterMs?: number;
  readonly window?: RateWindow;
  /** Whether anybody wants to call at this time; left out: always. */
  readonly wanted?: (now: number) => boolean;
}

export interface Simulated {
  readonly accepted: readonly number[];
  readonly throttled: readonly number[];
  readonly rate: AdaptiveRate;
}

/** As many workers as there are places call as fast as the lane lets them, in simulated time from 0 on. */
export function simulate(simulation: Simulation): Simulated {
  const { vendor, forMs, ceiling, concurrency = 8, latencyMs = 5, retryAfterMs, window } = simulation;
  const { wanted = () => true } = simulation;
  const lane = new Lane();
  lane.limit({ concurrency, ...(ceiling === undefined ? {} : { requestsPerSecond: ceiling }) });
  const accepted: number[] = [];
  const throttled: number[] = [];
  const flying: { readonly startedAt: number; readonly endsAt: number; readonly ok: boolean }[] = [];
  for (let now = 0; now < forMs; now += 1) {
    while (flying[0] !== undefined && flying[0].endsAt <= now) {
      const { startedAt, ok } = flying.shift()!;
      lane.leave();
      (ok ? accepted : throttled).push(startedAt);
      if (ok) lane.rate.accepted(startedAt, now);
      else {
        const waitMs = retryAfterMs ?? 200;
        lane.throttled({ startedAt, waitMs, asked: retryAfterMs !== undefined, window: window ?? null }, now);
      }
    }
    while (wanted(now) && !lane.full && lane.wait(now) === 0) {
      lane.take(now);
      flying.push({ startedAt: now, endsAt: now + latencyMs, ok: vendor(now) });
    }
  }
  return { accepted, throttled, rate: lane.rate };
}
