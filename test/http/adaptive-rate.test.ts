import { beforeEach, describe, expect, test } from 'vitest';
import { createAdaptiveRate } from '../../src/http/adaptive-rate.ts';
import { numbersFrom } from './numbers-from.ts';
import { fixedWindow, inFlight, leakyBucket, simulate, slidingWindow } from './simulate-limit.ts';

const later = (times: readonly number[], from: number) => times.filter((at) => at > from);
const perSecond = (times: readonly number[], from: number, to: number) =>
  times.filter((at) => at > from && at <= to).length / ((to - from) / 1000);

describe('a limit of the vendor that nobody told us', () => {
  let next = 0;
  beforeEach(() => {
    next = 0;
  });
  /** Somebody who calls once a second. */
  const oneASecond = (now: number) => {
    if (now < next) return false;
    next = now + 1000;
    return true;
  };
  const second = (calls: number) => ({ calls, ms: 1000 });
  test.each([
    { what: '20 in any second', vendor: () => slidingWindow(second(20)), limit: 20 },
    { what: '20 a second by the clock', vendor: () => fixedWindow(second(20)), limit: 20 },
    { what: '100 in any second', vendor: () => slidingWindow(second(100)), limit: 100 },
    { what: 'a bucket of 20 with 20 a second', vendor: () => leakyBucket(20, 20), limit: 20 },
    { what: '10 in any second', vendor: () => slidingWindow(second(10)), limit: 10 },
  ])('of $what is met once, and then used to nine tenths without meeting it again', ({ vendor, limit }) => {
    const { accepted, throttled } = simulate({ vendor: vendor(), forMs: 20_000, retryAfterMs: 1000 });
    expect(throttled.length).toBeGreaterThan(0);
    expect(later(throttled, 1000)).toEqual([]);
    expect(perSecond(accepted, 2000, 20_000)).toBeGreaterThanOrEqual(0.9 * limit);
  });

  test('is found also where the vendor does not say how long to wait, by many calls at a time', () => {
    for (const concurrency of [8, 50]) {
      const vendor = slidingWindow({ calls: 40, ms: 1000 });
      const { accepted, throttled } = simulate({ vendor, forMs: 20_000, concurrency });
      expect(later(throttled, 1000)).toEqual([]);
      expect(perSecond(accepted, 2000, 20_000)).toBeGreaterThanOrEqual(0.9 * 40);
    }
  });

  test('is found where little was asked for at first: what a busy second took counts, not what an idle minute did', () => {
    const { accepted, throttled } = simulate({
      vendor: slidingWindow({ calls: 40, ms: 1000 }),
      forMs: 40_000,
      concurrency: 50,
      wanted: (now) => now >= 20_000 || oneASecond(now),
    });
    expect(throttled.length).toBeGreaterThan(0);
    expect(later(throttled, 21_000)).toEqual([]);
    expect(perSecond(accepted, 22_000, 40_000)).toBeGreaterThanOrEqual(0.9 * 40);
  });

  test('is found below the ceiling of the connection too', () => {
    const vendor = slidingWindow({ calls: 10, ms: 1000 });
    const { accepted, throttled } = simulate({ vendor, forMs: 20_000, ceiling: 16, retryAfterMs: 1000 });
    expect(later(throttled, 1500)).toEqual([]);
    expect(perSecond(accepted, 3000, 20_000)).toBeGreaterThanOrEqual(9);
  });

  test('is not tried again while little is asked for: nothing was throttled then because nothing was there to throttle', () => {
    const busy = (now: number) => now < 5_000 || now >= 300_000;
    const { accepted, throttled } = simulate({
      vendor: slidingWindow({ calls: 40, ms: 1000 }),
      forMs: 305_000,
      concurrency: 50,
      wanted: (now) => busy(now) || oneASecond(now),
    });
    expect(later(throttled, 1000)).toEqual([]);
    expect(perSecond(accepted, 301_000, 305_000)).toBeGreaterThanOrEqual(0.9 * 40);
  });

  test('is tried again ever more rarely, and never far beyond', () => {
    const { accepted, throttled } = simulate({
      vendor: slidingWindow({ calls: 20, ms: 1000 }),
      forMs: 600_000,
      retryAfterMs: 1000,
    });
    expect(throttled.length / accepted.length).toBeLessThan(0.01);
    expect(perSecond(accepted, 2000, 600_000)).toBeGreaterThanOrEqual(18);
  });

  test('that is raised is used within minutes', () => {
    const [before, raised] = [slidingWindow({ calls: 5, ms: 1000 }), slidingWindow({ calls: 50, ms: 1000 })];
    const { accepted } = simulate({
      vendor: (now) => (now < 30_000 ? before(now) : raised(now)),
      forMs: 300_000,
      ceiling: 50,
      retryAfterMs: 1000,
    });
    expect(perSecond(accepted, 280_000, 300_000)).toBeGreaterThanOrEqual(45);
  });
});

describe('a limit that the first burst does not show', () => {
  test.each([
    { what: 'a bucket of 1 with 50 a second', vendor: () => leakyBucket(1, 50), latencyMs: 5, can: 50 },
    { what: 'a bucket of 4 with 50 a second', vendor: () => leakyBucket(4, 50), latencyMs: 5, can: 50 },
    { what: 'one at a time, each 5 ms', vendor: () => inFlight(1, 5), latencyMs: 5, can: 200 },
    { what: 'two at a time, each 50 ms', vendor: () => inFlight(2, 50), latencyMs: 50, can: 40 },
    { what: 'four at a time, each 50 ms', vendor: () => inFlight(4, 50), latencyMs: 50, can: 80 },
  ])('$what: is felt for within seconds, and used to more than half', ({ vendor, latencyMs, can }) => {
    const { accepted, throttled } = simulate({ vendor: vendor(), forMs: 30_000, latencyMs });
    expect(perSecond(accepted, 6_000, 30_000)).toBeGreaterThan(0.5 * can);
    expect(throttled.length / accepted.length).toBeLessThan(0.05);
  });

  test('nor its pause: a few calls, nothing for seconds, then 40 a second: is still felt for', () => {
    const [few, then] = [slidingWindow({ calls: 4, ms: 60_000 }), slidingWindow({ calls: 40, ms: 1000 })];
    const vendor = (now: number) => (now < 4_000 ? few(now) : then(now));
    const { accepted, throttled } = simulate({ vendor, forMs: 30_000 });
    expect(perSecond(accepted, 12_000, 30_000)).toBeGreaterThanOrEqual(0.9 * 40);
    expect(later(throttled, 12_000)).toEqual([]);
  });

  test.each([20, 5, 3, 2])('%i a second from the middle of the run on: is found in some rounds', (limit) => {
    const vendor = slidingWindow({ calls: limit, ms: 1000 });
    const { accepted, throttled } = simulate({
      vendor: (now) => (now < 1_500 ? true : vendor(now)),
      forMs: 60_000,
      latencyMs: 20,
      concurrency: 8,
    });
    expect(later(throttled, 15_000).length).toBeLessThanOrEqual(2);
    expect(perSecond(accepted, 10_000, 60_000)).toBeGreaterThanOrEqual(0.7 * limit);
  });

  test.each([['60 in any 20 seconds', slidingWindow({ calls: 60, ms: 20_000 })]])(
    '%s, without a word: most calls are let through',
    (_what, vendor) => {
      const { accepted, throttled } = simulate({ vendor, forMs: 300_000, latencyMs: 20 });
      expect(throttled.length / accepted.length).toBeLessThan(0.2);
    },
  );
});

describe('a window that the vendor names', () => {
  test('of seconds becomes the rate', () => {
    const window = { calls: 5, ms: 1000 };
    const vendor = slidingWindow(window);
    const { accepted, throttled, rate } = simulate({ vendor, forMs: 20_000, ceiling: 8, window });
    expect(rate.perSecond(20_000)).toBe(5);
    expect(later(throttled, 1000)).toEqual([]);
    expect(perSecond(accepted, 1000, 20_000)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['in any', slidingWindow],
    ['by the clock', fixedWindow],
  ])('of minutes is waited out once, %s', (_, vendorOf) => {
    const window = { calls: 200, ms: 300_000 };
    const { accepted, throttled } = simulate({
      vendor: vendorOf(window),
      forMs: 1_200_000,
      ceiling: 5,
      concurrency: 4,
      window,
    });
    expect(throttled.length).toBeLessThanOrEqual(4);
    expect(accepted.length).toBeGreaterThanOrEqual(0.9 * 800);
  });

  test('that our own calls did not fill is not taken for our rate', () => {
    const rate = createAdaptiveRate(() => 5);
    for (let call = 0; call < 12; call += 1) rate.accepted(call * 200, call * 200 + 5);
    expect(rate.throttled(2400, 2405, { calls: 200, ms: 300_000 })).toBeNull();
    expect(rate.perSecond(2405)).toBeGreaterThan(4);
  });

  test('never raises the rate above the ceiling', () => {
    const rate = createAdaptiveRate(() => 5);
    for (let call = 0; call < 5; call += 1) rate.accepted(call * 200, call * 200 + 5);
    rate.throttled(900, 905, { calls: 9, ms: 1000 });
    expect(rate.perSecond(905)).toBe(5);
  });
});

describe('narrowing', () => {
  test('happens once for a burst, however many of its calls are throttled', () => {
    const rate = createAdaptiveRate(() => Number.POSITIVE_INFINITY);
    for (let call = 0; call < 100; call += 1) rate.accepted(call, call + 5);
    for (let call = 0; call < 50; call += 1) rate.throttled(100, 200 + call, null);
    expect(rate.perSecond(300)).toBe(97);
  });

  test('halves when nothing is let through again and again, but never down to nothing', () => {
    const rate = createAdaptiveRate(() => 40);
    rate.throttled(0, 5, null);
    expect(rate.perSecond(5)).toBe(40);
    rate.throttled(2000, 2005, null);
    expect(rate.perSecond(2005)).toBe(20);
    for (let turn = 2; turn < 50; turn += 1) rate.throttled(turn * 2000, turn * 2000 + 5, null);
    expect(rate.perSecond(100_005)).toBe(1);
  });

  test('of a rate below one a second leaves it', () => {
    const rate = createAdaptiveRate(() => 0.5);
    for (let turn = 0; turn < 50; turn += 1) rate.throttled(turn * 2000, turn * 2000 + 5, null);
    expect(rate.perSecond(100_000)).toBe(0.5);
  });

  test('that does not help ends, since the pace is not what is minded', () => {
    const random = numbersFrom(4);
    const { accepted } = simulate({ vendor: () => random() > 0.05, forMs: 60_000, latencyMs: 20 });
    expect(perSecond(accepted, 0, 60_000)).toBeGreaterThan(5);
  });
});

test('whatever happens, the rate is more than nothing and no more than the ceiling', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = numbersFrom(seed);
    const ceiling = random() < 0.3 ? Number.POSITIVE_INFINITY : 0.1 + random() * 200;
    const rate = createAdaptiveRate(() => ceiling);
    const windows = [null, null, { calls: 5, ms: 1000 }, { calls: 200, ms: 300_000 }];
    const narrowest = Math.min(1, ceiling, 200 / 300);
    for (let now = 0, step = 0; step < 200; step += 1, now += Math.floor(random() * 3000)) {
      const startedAt = now - Math.floor(random() * 50);
      if (random() < 0.7) rate.accepted(startedAt, now);
      else rate.throttled(startedAt, now, windows[Math.floor(random() * windows.length)]!);
      const found = rate.perSecond(now);
      expect(found).toBeGreaterThanOrEqual(narrowest);
      expect(found).toBeLessThanOrEqual(ceiling);
    }
  }
});
