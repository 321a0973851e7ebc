import { vendorTime } from './vendor-time.ts';

/** Longest wait that an answer can talk us into. */
const CAP_MS = 60_000;

/**
 * Milliseconds the answer asks us to wait, at most a minute; null when it says nothing usable.
 * X-RateLimit-Reset stands on ordinary answers too, so it only counts when the call was throttled.
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number, throttled: boolean): number | null {
  const asked =
    milliseconds(headers['x-acs-retry-after']) ??
    secondsOrDate(headers, now) ??
    (throttled ? resetIn(headers, now) : null);
  return asked === null ? null : capWait(asked);
}

/** Null for waits of nothing or less: then our own back-off decides, since five attempts at once help nobody. */
export function capWait(ms: number): number | null {
  return ms > 0 ? Math.min(ms, CAP_MS) : null;
}

function milliseconds(text: string | undefined): number | null {
  return number(text);
}

function secondsOrDate(headers: Readonly<Record<string, string>>, now: number): number | null {
  const text = headers['retry-after'];
  const seconds = number(text);
  if (seconds !== null) return seconds * 1000;
  const date = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? null : endOfSecond(date) - vendorTime(headers, now);
}

/** Milliseconds until X-RateLimit-Reset. Vendors send the epoch in seconds, in milliseconds, or the seconds left; the sizes cannot be confused. */
export function resetIn(headers: Readonly<Record<string, string>>, now: number): number | null {
  const value = number(headers['x-ratelimit-reset']);
  if (value === null) return null;
  if (value > 1e11) return value - vendorTime(headers, now);
  return value > 1e9 ? endOfSecond(value * 1000) - vendorTime(headers, now) : value * 1000;
}

/** A time told in whole seconds has most likely lost its fraction: only at the end of that second it is surely over. */
function endOfSecond(ms: number): number {
  return ms % 1000 === 0 ? ms + 1000 : ms;
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
