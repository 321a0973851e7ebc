/** Longest wait that an answer can talk us into. */
const CAP_MS = 60_000;

/**
 * Milliseconds the answer asks us to wait, at most a minute; null when it says nothing usable.
 * X-RateLimit-Reset stands on ordinary answers too, so it only counts when the call was throttled.
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number, throttled: boolean): number | null {
  const asked =
    milliseconds(headers['x-acs-retry-after']) ??
    secondsOrDate(headers['retry-after'], now) ??
    (throttled ? resetIn(headers['x-ratelimit-reset'], now) : null);
  return asked === null ? null : capWait(asked);
}

/** Null for waits of nothing or less: then our own back-off decides, since five attempts at once help nobody. */
export function capWait(ms: number): number | null {
  return ms > 0 ? Math.min(ms, CAP_MS) : null;
}

function milliseconds(text: string | undefined): number | null {
  return number(text);
}

function secondsOrDate(text: string | undefined, now: number): number | null {
  const seconds = number(text);
  if (seconds !== null) return seconds * 1000;
  const date = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? null : date - now;
}

/** Milliseconds until X-RateLimit-Reset. Vendors send the epoch in seconds, in milliseconds, or the seconds left; the sizes cannot be confused. */
export function resetIn(text: string | undefined, now: number): number | null {
  const value = number(text);
  if (value === null) return null;
  if (value > 1e11) return value - now;
  return value > 1e9 ? value * 1000 - now : value * 1000;
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
