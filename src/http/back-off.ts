const FIRST_MS = 200;
const LONGEST_MS = 5000;

/** Full jitter: a random part of a doubling wait, so that many clients do not come back all at once. `attempt` from 1. */
export function backOff(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)));
}
