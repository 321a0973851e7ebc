import { expect, test } from 'vitest';
import { retryAfter } from '../../src/http/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['an HTTP date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
  ['milliseconds of Alibaba', { 'x-acs-retry-after': '1500' }, 1500],
  ['the rate limit’s seconds', { 'x-ratelimit-reset': '12' }, 12_000],
  ['the rate limit’s epoch', { 'x-ratelimit-reset': String(now / 1000 + 20) }, 20_000],
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
