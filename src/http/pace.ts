/**
 * Calls are spaced a little wider than the rate, and may run so far ahead of an even spacing that late timers are made up
 * for. Together: no stretch of a second, nor of a longer window, ever holds more calls than the rate, though they arrive
 * up to 20 ms early or late; and 96 % of the rate are used.
 */
const SLACK = 1.04;
const CATCH_UP_MS = 20;

/** Spaces calls evenly. */
export interface Pace {
  /** Milliseconds until a call may start; 0: now. */
  wait(now: number): number;
  take(now: number): void;
}

/** `perSecond` is asked anew each time, since rates change; infinite: no spacing. */
export function createPace(perSecond: (now: number) => number): Pace {
  let nextAt = 0;
  return {
    wait: (now) => (nextAt <= now ? 0 : Math.max(0, Math.ceil(nextAt - now - CATCH_UP_MS))),
    take(now) {
      nextAt = Math.max(nextAt, now) + (SLACK * 1000) / perSecond(now);
    },
  };
}
