import type { Clock } from '../../src/providers/provider.ts';

export interface SteppedClock extends Clock {
  /** Time passes from one sleeper to the next until the work is done; whatever can happen without time happens first. */
  until<T>(work: Promise<T>): Promise<T>;
}

/** For what sleeps side by side, where the order of waking counts. */
export function steppedClock(): SteppedClock {
  let now = Date.UTC(2026, 0, 1);
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms) => new Promise((wake) => void sleepers.push({ at: now + ms, wake })),
    async until(work) {
      let done = false;
      const end = () => {
        done = true;
      };
      work.then(end, end);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (done) return work;
        sleepers.sort((left, right) => left.at - right.at);
        const next = sleepers.shift();
        if (next === undefined) continue;
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
