import type { DbauditQuirks } from './quirks.ts';

/** The time of one request. */
export interface Clock {
  readonly now: number;
  readonly settleMs: number;
}

export function shownTime(quirks: DbauditQuirks, ms: number): string {
  const shown = new Date(ms).toISOString();
  return quirks.timestamps === 'seconds' ? shown.replace(/\.\d{3}Z$/, 'Z') : shown;
}
