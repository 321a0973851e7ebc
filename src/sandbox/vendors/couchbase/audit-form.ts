import { auditField } from './audit-fields.ts';
import type { FormPairs } from './form-pairs.ts';
import type { AuditSettings, CouchbaseState } from './state.ts';
import { clusterIs } from './version.ts';

export interface JudgedForm {
  readonly changes: Partial<AuditSettings>;
  readonly errors: Readonly<Record<string, string>>;
}

/** Judges the whole form: all errors come back together, and one is enough to refuse everything. */
export function judgeForm(state: CouchbaseState, node: number, pairs: FormPairs): JudgedForm {
  // A map, since a key such as `__proto__` must be reported like any other.
  const errors = new Map<string, string>();
  let changes: Partial<AuditSettings> = {};
  for (const [key, value] of distinctPairs(state, pairs)) {
    const judged = auditField(state, key)?.(value, state, node) ?? { error: 'Unsupported key' };
    if ('error' in judged) errors.set(key, judged.error);
    else changes = { ...changes, ...judged.changes };
  }
  if (clusterIs(state, 7, 6)) reportRepeated(state, pairs, errors);
  if (pairs.length === 0 && emptyIsError(state)) errors.set('_', 'Request should have parameters');
  return { changes, errors: Object.fromEntries(errors) };
}

function distinctPairs(state: CouchbaseState, pairs: FormPairs): ReadonlyMap<string, string> {
  return new Map(state.quirks.duplicateKeys === 'first' ? pairs.toReversed() : pairs);
}

/** Releases after 8.0 name the repeated keys together. */
function reportRepeated(state: CouchbaseState, pairs: FormPairs, errors: Map<string, string>): void {
  const keys = pairs.map(([key]) => key);
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
  if (repeated.length === 0) return;
  if (clusterIs(state, 8, 1)) errors.set('_', `Keys specified multiple times: ${repeated.join(',')}`);
  else for (const key of repeated) errors.set(key, 'Key specified more than once');
}

/** 7.0 to 7.5 let an empty request pass (validator.erl has_params per branch). */
function emptyIsError(state: CouchbaseState): boolean {
  return clusterIs(state, 7, 6) || !clusterIs(state, 7, 0);
}
