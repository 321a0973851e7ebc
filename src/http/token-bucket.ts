/** How far calls may run ahead of an even spacing: makes up for late timers, yet no second holds much more than its rate. */
const BURST_MS = 50;

export interface TokenBucket {
  /** Milliseconds until a call may start; 0: now. */
  wait(now: number): number;
  take(now: number): void;
}

/** `perSecond` is asked anew each time, since the rate can be lowered; infinite: no limit. */
export function createTokenBucket(perSecond: () => number): TokenBucket {
  // When the bucket would be full again, were no more taken from it.
  let fullAt = 0;
  return {
    wait: (now) => Math.max(0, Math.ceil(fullAt - now - BURST_MS)),
    take(now) {
      fullAt = Math.max(fullAt, now) + 1000 / perSecond();
    },
  };
}
