/** Both forges' own advice where an answer says nothing: wait a minute. */
const UNSAID_MS = 60_000;

/**
 * Milliseconds that a throttled answer asks us to wait; null: it is no throttling. GitHub throttles with 403 too, and tells
 * it from a missing permission only by these headers or by its text.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function throttleWait(
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  now: number,
): number | null {
  if (status !== 429 && status !== 403) return null;
  const asked = seconds(headers['retry-after']);
  if (asked !== null) return asked * 1000;
  if (headers['x-ratelimit-remaining'] === '0' || (status === 429 && headers['ratelimit-remaining'] === '0')) {
    const reset = seconds(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset']);
    return reset === null ? UNSAID_MS : Math.max(0, reset * 1000 - now);
  }
  return status === 429 || /secondary rate limit|abuse detection/i.test(text) ? UNSAID_MS : null;
}

function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;
}
