import type { Clock } from '../../src/providers/provider.ts';

export interface FakeClock extends Clock {
  /** Every wait asked for, in order. */
  readonly sleeps: number[];
}

/** Waiting costs no time here: it only moves `now`. */
export function fakeClock(): FakeClock {
  let now = Date.UTC(2026, 0, 1);
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    async sleep(ms) {
      sleeps.push(ms);
      now += ms;
    },
  };
}
