import type { Pulse } from '../../src/progress/pulse.ts';

export interface FakePulse extends Pulse {
  /** Lets time pass, with a tick whenever one is due. */
  pass(ms: number): void;
  /** Who still wants ticks. */
  readonly listeners: () => number;
}

/** Time that passes only when told. */
export function fakePulse(columns: number | null = null): FakePulse {
  let now = 5_000_000;
  const timers = new Set<{ readonly ms: number; readonly tick: () => void; due: number }>();
  return {
    now: () => now,
    every(ms, tick) {
      const timer = { ms, tick, due: now + ms };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    columns: () => columns,
    pass(ms) {
      const until = now + ms;
      for (;;) {
        const next = [...timers].sort((left, right) => left.due - right.due)[0];
        if (next === undefined || next.due > until) break;
        now = next.due;
        next.due += next.ms;
        next.tick();
      }
      now = until;
    },
    listeners: () => timers.size,
  };
}
