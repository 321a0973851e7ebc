import { auditUser } from './audit-users.ts';
import { filterableEvents } from './live-events.ts';
import type { AuditSettings, CouchbaseState } from './state.ts';
import { clusterIs } from './version.ts';

export type JudgedField = { readonly changes: Partial<AuditSettings> } | { readonly error: string };

/** Reads one field as the node `node` would; messages of menelaus_web_audit.erl and validator.erl. */
type Field = (text: string, state: CouchbaseState, node: number) => JudgedField;

const INTEGER = /^[+-]?\d+$/;
const NOT_AN_INTEGER = { error: 'The value must be an integer' };

export function auditField(state: CouchbaseState, key: string): Field | null {
  if (key === 'pruneAge' && !clusterIs(state, 7, 2, 4)) return null;
  return FIELDS.get(key) ?? null;
}

const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['auditdEnabled', auditdEnabled],
  ['logPath', logPath],
  ['rotateInterval', rotateInterval],
  ['rotateSize', rotateSize],
  ['pruneAge', pruneAge],
  ['disabled', disabled],
  ['disabledUsers', disabledUsers],
]);

function auditdEnabled(text: string): JudgedField {
  if (text !== 'true' && text !== 'false') return { error: 'The value must be one of the following: [true,false]' };
  return { changes: { auditdEnabled: text === 'true' } };
}

function logPath(text: string, state: CouchbaseState, node: number): JudgedField {
  const exists = state.nodes[node]?.directories.includes(text.replace(/(?<=[^/])\/+$/, '')) ?? false;
  return exists ? { changes: { logPath: text } } : { error: 'The value must be a valid directory' };
}

function rotateInterval(text: string): JudgedField {
  if (!INTEGER.test(text)) return NOT_AN_INTEGER;
  const value = Number(text);
  if (value < 900 || value > 604800) return { error: 'The value must be in range from 15 minutes to 7 days' };
  if (value % 60 !== 0) return { error: 'Value must not be a fraction of minute' };
  return { changes: { rotateInterval: value } };
}

/** The minimum came with 8.0 (MB-62014). */
function rotateSize(text: string, state: CouchbaseState): JudgedField {
  return ranged(text, clusterIs(state, 8, 0) ? 1048576 : 0, 524288000, (value) => ({ rotateSize: value }));
}

function pruneAge(text: string): JudgedField {
  return ranged(text, 0, 35791394, (value) => ({ pruneAge: value }));
}

function ranged(text: string, low: number, high: number, of: (value: number) => Partial<AuditSettings>): JudgedField {
  if (!INTEGER.test(text)) return NOT_AN_INTEGER;
  // Plus zero: `-0` is 0.
  const value = Number(text) + 0;
  if (value < low || value > high) return { error: `The value must be in range from ${low} to ${high} (inclusive)` };
  return { changes: of(value) };
}

/** Every filterable event that is not named is from now on explicitly enabled (menelaus_web_audit.erl pre_process_post). */
function disabled(text: string, state: CouchbaseState): JudgedField {
  const items = text.split(',').filter((item) => item !== '');
  if (!items.every((item) => INTEGER.test(item))) return { error: "All event id's must be integers" };
  const live = filterableEvents(state).map(({ id }) => id);
  const unknown = items.filter((item) => !live.includes(Number(item)));
  if (unknown.length > 0) {
    const shown = unknown.map((item) => item.replace(/^\+?(-?)0*(?=\d)/, '$1')).join(',');
    return { error: `Following events are either unknown or not modifiable: ${shown}` };
  }
  const off = new Set(items.map(Number));
  const changes = { disabled: live.filter((id) => off.has(id)), enabled: live.filter((id) => !off.has(id)) };
  return { changes };
}

function disabledUsers(text: string, state: CouchbaseState): JudgedField {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const unknown = items.filter((item) => auditUser(state, item) === null);
  if (unknown.length > 0) return { error: `Unrecognized users: ${unknown.join(',')}` };
  return { changes: { disabledUsers: items.flatMap((item) => auditUser(state, item) ?? []) } };
}
