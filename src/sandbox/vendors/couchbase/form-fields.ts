import { DESCRIPTORS } from './descriptors.ts';
import { type AuditSettings, atLeast, type CouchbaseState } from './state.ts';

export interface Judged {
  readonly values: Partial<AuditSettings>;
  readonly errors: Readonly<Record<string, string>>;
}

const INTERNAL = ['@ns_server', '@cbq-engine', '@projector', '@goxdcr', '@index', '@fts', '@eventing', '@cbas'];

/** Checks every field of a form; all errors come back together. */
export function judge(state: CouchbaseState, node: number, pairs: readonly (readonly [string, string])[]): Judged {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  const seen = new Set<string>();
  for (const [key, text] of pairs) {
    if (seen.has(key) && atLeast(state, 7, 6)) errors[key] = 'Key specified more than once';
    seen.add(key);
    const field = Object.hasOwn(FIELDS, key) ? FIELDS[key]! : null;
    if (field === null || (key === 'pruneAge' && !atLeast(state, 7, 2, 4))) {
      errors[key] = 'Unsupported key';
      continue;
    }
    const value = field(text, state, node);
    if (typeof value === 'object' && value !== null && 'error' in value) errors[key] = String(value.error);
    else values[key] = value;
  }
  if (pairs.length === 0 && (!atLeast(state, 7, 0) || atLeast(state, 7, 6))) errors._ = 'Request should have parameters';
  return { values: values as Partial<AuditSettings>, errors };
}

type Field = (text: string, state: CouchbaseState, node: number) => unknown;
const wrong = (error: string) => ({ error });

const FIELDS: Readonly<Record<string, Field>> = {
  auditdEnabled: (text) => (text === 'true' ? true : text === 'false' ? false : wrong('The value must be one of the following: [true,false]')),
  logPath: (text, state, node) => (state.nodes[node]!.folders.includes(text.replace(/(.)\/$/, '$1')) ? text : wrong('The value must be a valid directory')),
  rotateInterval: (text) => {
    if (!isWhole(text)) return wrong('The value must be an integer');
    if (Number(text) < 900 || Number(text) > 604800) return wrong('The value must be in range from 15 minutes to 7 days');
    return Number(text) % 60 === 0 ? Number(text) : wrong('Value must not be a fraction of minute');
  },
  rotateSize: (text, state) => inRange(text, atLeast(state, 8, 0) ? 1048576 : 0, 524288000),
  pruneAge: (text) => inRange(text, 0, 35791394),
  disabled: (text, state) => {
    const items = text.split(',').filter((item) => item !== '');
    if (!items.every(isWhole)) return wrong("All event id's must be integers");
    const known = new Set([...DESCRIPTORS, ...state.addedDescriptors].map(({ id }) => id));
    const unknown = items.filter((item) => !known.has(Number(item)));
    if (unknown.length > 0) return wrong(`Following events are either unknown or not modifiable: ${unknown.join(',')}`);
    return [...new Set(items.map(Number))].sort((left, right) => left - right);
  },
  disabledUsers: (text, state) => {
    const items = text.split(',').map((item) => item.trim()).filter((item) => item !== '');
    const bad = items.filter((item) => !isUser(item, state));
    if (bad.length > 0) return wrong(`Unrecognized users: ${bad.join(',')}`);
    return items.map((item) => ({ name: item.slice(0, item.lastIndexOf('/')), domain: item.slice(item.lastIndexOf('/') + 1) }));
  },
};

function isUser(item: string, state: CouchbaseState): boolean {
  const [name = '', domain = '', ...rest] = item.split('/');
  if (rest.length > 0 || name === '') return false;
  if (domain === 'external') return true;
  if (domain === 'unknown') return atLeast(state, 7, 6);
  const internal = atLeast(state, 7, 0) ? [...INTERNAL, '@backup'] : INTERNAL;
  return domain === 'local' && (state.localUsers.includes(name) || internal.includes(name));
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function inRange(text: string, least: number, most: number): unknown {
  if (!isWhole(text)) return wrong('The value must be an integer');
  return Number(text) >= least && Number(text) <= most ? Number(text) : wrong(`The value must be in range from ${least} to ${most} (inclusive)`);
}
