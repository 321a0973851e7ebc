import type { JsonObject } from '../../model/json.ts';
import type { Finding } from '../provider.ts';
import { warning } from './finding.ts';

const MINUTES_A_DAY = 1440;
const SECONDS_A_DAY = 86_400;
/** Retention times that people ask for, in days. */
const usualDays = new Set([1, 7, 14, 28, 30, 31, 90, 91, 182, 183, 365, 366, 400, 730, 1095, 1825, 2190, 2555, 3650]);

/** "Configure Auditing" once gave pruneAge in minutes; the server counts seconds, so such a value deletes logs too early. */
export function check(spec: JsonObject): Finding[] {
  const age = spec.pruneAge;
  if (typeof age !== 'number' || !looksLikeMinutes(age)) return [];
  const days = age / MINUTES_A_DAY;
  const hours = Math.round(age / 360) / 10;
  return [
    warning(
      'AF213',
      '/spec/pruneAge',
      `pruneAge is in seconds: ${age} deletes rotated logs after ${hours} hours, but it is what ${days === 1 ? 'a day' : `${days} days`} would be in minutes.`,
      `For ${days === 1 ? 'a day' : `${days} days`} write ${fits(age * 60) ? age * 60 : '35791394 (the longest) or 0 (for ever)'}.`,
    ),
  ];
}

function looksLikeMinutes(age: number): boolean {
  return age > 0 && age % SECONDS_A_DAY !== 0 && usualDays.has(age / MINUTES_A_DAY);
}

function fits(age: number): boolean {
  return age <= 35_791_394;
}
