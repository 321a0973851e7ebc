import { describe, expect, test } from 'vitest';
import { createPace } from '../../src/http/pace.ts';
import { numbersFrom } from './numbers-from.ts';

/** Starts as many calls as it may for so long; each wait ends up to `late` ms late. */
function run(rate: number, ms: number, late: () => number): number[] {
  const pace = createPace(() => rate);
  const starts: number[] = [];
  for (let now = 1_000_000; now < 1_000_000 + ms; ) {
    const wait = pace.wait(now);
    if (wait > 0) {
      now += wait + late();
      continue;
    }
    pace.take(now);
    starts.push(now);
  }
  return starts;
}

function mostWithin(starts: readonly number[], ms: number): number {
  return Math.max(...starts.map((from) => starts.filter((at) => at >= from && at <= from + ms).length));
}

describe('calls at a rate', () => {
  const lateness = numbersFrom(7);
  test.each([1, 2, 5, 16, 40, 100, 333])('of %d a second are never more in any second, and hardly fewer', (rate) => {
    for (const most of [0, 1, 5, 40, 200]) {
      const starts = run(rate, 10_000, () => Math.floor(lateness() * most));
      expect(mostWithin(starts, 1038)).toBeLessThanOrEqual(rate);
      if (most <= 5) expect(starts.length).toBeGreaterThanOrEqual(Math.floor(rate * 9.2));
    }
  });

  test('of less than one a second keep to it in longer stretches', () => {
    const starts = run(0.25, 120_000, () => 1);
    expect(mostWithin(starts, 20_000)).toBe(5);
    expect(starts.length).toBeGreaterThanOrEqual(28);
  });

  test('do not catch up after a rest', () => {
    const pace = createPace(() => 10);
    pace.take(0);
    const starts: number[] = [];
    for (let now = 60_000; now < 61_000; now += 1) {
      if (pace.wait(now) > 0) continue;
      pace.take(now);
      starts.push(now);
    }
    expect(starts.length).toBeLessThanOrEqual(10);
  });
});

test('a call that was long on its way counts from its end', () => {
  const pace = createPace(() => 5);
  pace.take(0);
  pace.late(150);
  expect(pace.wait(150)).toBe(204);
  pace.late(100);
  expect(pace.wait(150)).toBe(204);
});

test('without a rate nothing waits', () => {
  const pace = createPace(() => Number.POSITIVE_INFINITY);
  for (let call = 0; call < 1000; call += 1) {
    expect(pace.wait(5)).toBe(0);
    pace.take(5);
  }
});
