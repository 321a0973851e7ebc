import { describe, expect, test } from 'vitest';
import { quotaLeft } from '../../src/http/quota-left.ts';
import { retryAfter } from '../../src/http/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['an HTTP date, to the end of its second', { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 10_000],
  ['milliseconds of Alibaba', { 'x-acs-retry-after': '1500' }, 1500],
  ['the rate limit’s seconds', { 'x-ratelimit-reset': '12' }, 12_000],
  ['the rate limit’s epoch, to the end of its second', { 'x-ratelimit-reset': String(now / 1000 + 20) }, 21_000],
  ['the rate limit’s epoch in milliseconds', { 'x-ratelimit-reset': String(now + 2500) }, 2500],
  ['Retry-After before the rate limit', { 'retry-after': '3', 'x-ratelimit-reset': '12' }, 3000],
  ['a minute at most', { 'retry-after': '86400' }, 60_000],
  ['nothing for a date that has passed', { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, null],
  ['nothing for zero', { 'retry-after': '0' }, null],
  ['nothing for nonsense', { 'retry-after': 'soon', 'x-ratelimit-reset': '-5' }, null],
  ['nothing without headers', {}, null],
])('understands %s', (_, headers: Record<string, string>, expected) => {
  expect(retryAfter(headers, now, true)).toBe(expected);
});

test('does not take the rate limit of an ordinary answer for a request to wait', () => {
  expect(retryAfter({ 'x-ratelimit-reset': '12' }, now, false)).toBeNull();
});

/** An answer of a vendor whose clock is so far from ours; it asks for `waitMs`, in each way that tells a time of day. */
function told(skewMs: number, waitMs: number, at = now, round = Math.floor): Record<string, string>[] {
  const [date, end] = [new Date(at + skewMs).toUTCString(), at + skewMs + waitMs];
  return [
    { date, 'retry-after': new Date(round(end / 1000) * 1000).toUTCString() },
    { date, 'x-ratelimit-reset': String(round(end / 1000)) },
    { date, 'x-ratelimit-reset': String(end) },
  ];
}

describe('a time of day', () => {
  const fractions = [0, 1, 250, 500, 999];

  test.each([-3_600_000, -3_000, -1_400, 0, 1_400, 20_000, 3_600_000])(
    'is by the vendor’s clock, which is %i ms from ours: never earlier, and hardly two seconds later',
    (skewMs) => {
      for (const at of fractions.map((ms) => now + ms))
        for (const waitMs of [40, 3_000, 3_333, 30_999])
          for (const round of [Math.floor, Math.ceil])
            for (const headers of told(skewMs, waitMs, at, round)) {
              const asked = retryAfter(headers, at, true);
              expect(asked).toBeGreaterThanOrEqual(waitMs);
              expect(asked).toBeLessThanOrEqual(waitMs + 2_000 + (round === Math.ceil ? 999 : 0));
            }
    },
  );

  test('is by our clock to the millisecond where both show the same second', () => {
    const [date, epoch] = told(0, 5_000, now + 700);
    expect([retryAfter(date!, now + 700, true), retryAfter(epoch!, now + 700, true)]).toEqual([5_300, 5_300]);
  });

  test.each([
    'soon',
    '0',
    '2026-01-01T01:00:00Z',
    'Thu, 01 Jan 2026 25:00:00 GMT',
    'Thu, 01 Jan 2026 01:00:00 GMT, Thu, 01 Jan 2026 01:00:00 GMT',
  ])('is by ours where the answer is of no usable date (%s)', (date) => {
    expect(retryAfter({ date, 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, now, true)).toBe(10_000);
  });

  test('that is over asks for nothing, by whatever clock: a wait of our own is better than none', () => {
    for (const headers of told(20_000, -1_001)) expect(retryAfter(headers, now, true)).toBeNull();
  });

  test('is by the vendor’s clock where an ordinary answer counts down, too', () => {
    const { date } = told(20_000, 0)[0]!;
    const reset = String(now / 1000 + 23);
    const headers = { date: date!, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    expect(quotaLeft(headers, now)).toEqual({ calls: 0, ms: 4_000 });
    expect(quotaLeft({ ...headers, 'x-ratelimit-reset': String(now / 1000 + 18) }, now)).toBeNull();
  });

  test('has nothing to do with seconds that are left', () => {
    expect(retryAfter({ ...told(20_000, 0)[0], 'retry-after': '3' }, now, true)).toBe(3_000);
    expect(retryAfter({ date: told(20_000, 0)[0]!.date!, 'x-ratelimit-reset': '3' }, now, true)).toBe(3_000);
  });
});
