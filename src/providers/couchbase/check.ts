import type { JsonObject } from '../../model/json.ts';
import type { Finding } from '../provider.ts';

/** Whole days and months in minutes: the older page gave pruneAge in minutes, the server counts seconds. */
const LIKE_MINUTES: Readonly<Record<number, string>> = { 1440: 'a day', 10080: 'a week', 43200: 'thirty days', 44640: 'a month', 525600: 'a year' };

export function check(spec: JsonObject): Finding[] {
  const age = spec.pruneAge;
  const meant = typeof age === 'number' ? LIKE_MINUTES[age] : undefined;
  if (meant === undefined) return [];
  return [
    {
      code: 'AF213',
      severity: 'warning',
      message: `pruneAge is seconds: ${age} keeps rotated logs ${Math.round(Number(age) / 360) / 10} hours, though it looks like ${meant} in minutes.`,
      path: '/spec/pruneAge',
      fix: `For ${meant} write ${Number(age) * 60}.`,
    },
  ];
}
