import { expect, test } from 'vitest';
import { createInterrupts } from '../../src/commands/interrupts.ts';

/** A run that is told of signals at these milliseconds. */
function after(...signals: readonly number[]) {
  let now = 0;
  const timers: { readonly at: number; readonly job: () => void }[] = [];
  const interrupts = createInterrupts(
    () => now,
    (ms, job) => void timers.push({ at: now + ms, job }),
  );
  for (const signal of signals) {
    now = signal;
    interrupts.interrupt();
  }
  const state = () => [interrupts.stop.aborted, interrupts.abort.aborted, interrupts.cut.aborted];
  return { state, timers };
}

const [STOPPED, CUT] = [
  [true, false, false],
  [true, true, true],
];

test('the first signal stops what has not begun, and gives the rest ten seconds', () => {
  const { state, timers } = after(0);
  expect(state()).toEqual(STOPPED);
  expect(timers.map(({ at }) => at)).toEqual([10_000]);
  timers[0]!.job();
  expect(state()).toEqual([true, true, false]);
});

test('the second one lets go of what is in flight', () => {
  expect(after(0, 300).state()).toEqual(CUT);
  expect(after(0, 30_000).state()).toEqual(CUT);
});

test('the echo of one Ctrl-C, which npx and node both get and npx passes on, is no second one', () => {
  expect(after(0, 30).state()).toEqual(STOPPED);
  expect(after(0, 5, 30, 249).state()).toEqual(STOPPED);
  expect(after(0, 30, 300).state()).toEqual(CUT);
});
