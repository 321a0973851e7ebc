import { describe, expect, test } from 'vitest';
import { secondsLeft } from '../../src/progress/seconds-left.ts';
import { spokenDuration } from '../../src/progress/spoken-duration.ts';

const limiter = { calls: 0, open: 0, rate: Number.POSITIVE_INFINITY, pausedMs: 0 };
const start = { total: 100, finished: 0, running: 0, elapsedMs: 0, limiters: [limiter] };

describe('time left', () => {
  test('is the calls still to make, divided by the rate that the limiter allows', () => {
    // Two calls a target so far, so 150 for the other 75, at 5 a second; how slow it went until now does not matter.
    const limiters = [{ ...limiter, calls: 50, rate: 5 }];
    expect(secondsLeft({ ...start, finished: 25, elapsedMs: 1, limiters })).toBe(30);
    expect(secondsLeft({ ...start, finished: 25, elapsedMs: 999_999, limiters })).toBe(30);
  });

  test('counts what is begun as half done, so that its calls are not laid to those that are finished', () => {
    const limiters = [{ ...limiter, calls: 20, rate: 5 }];
    expect(secondsLeft({ ...start, finished: 2, running: 16, limiters })).toBe((20 * 10 - 20) / 5);
  });

  test('is at least what the calls in line take', () => {
    expect(secondsLeft({ ...start, finished: 100, limiters: [{ ...limiter, calls: 100, open: 10, rate: 5 }] })).toBe(2);
  });

  test('adds what the vendor told us to wait', () => {
    const limiters = [{ ...limiter, calls: 50, rate: 5, pausedMs: 7000 }];
    expect(secondsLeft({ ...start, finished: 25, limiters })).toBe(37);
  });

  test('is that of the limiter that takes longest, each with its share of the calls', () => {
    const limiters = [
      { ...limiter, calls: 25, rate: 5 },
      { ...limiter, calls: 25, rate: 1 },
    ];
    expect(secondsLeft({ ...start, finished: 25, limiters })).toBe(75);
  });

  test('goes by the pace so far where no rate is in force', () => {
    expect(secondsLeft({ ...start, finished: 25, elapsedMs: 10_000, limiters: [{ ...limiter, calls: 50 }] })).toBe(30);
  });

  test('is unknown while nothing is finished, and nothing when all is', () => {
    expect(secondsLeft({ ...start, running: 16, limiters: [{ ...limiter, calls: 9, rate: 5 }] })).toBeNull();
    expect(secondsLeft({ ...start, finished: 100, elapsedMs: 1000 })).toBe(0);
  });
});

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [59.5, '1 min'],
  [200, '3 min 20 s'],
  [3600, '1 h'],
  [7530, '2 h 6 min'],
])('%d seconds are spoken as %s', (seconds, spoken) => {
  expect(spokenDuration(seconds)).toBe(spoken);
});
