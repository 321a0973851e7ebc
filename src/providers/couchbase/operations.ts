import type { FactCatalogue } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta } from '../provider.ts';
import { limitsOf } from './limits.ts';

export const facts: FactCatalogue = {
  'audit.enabled': 'Event auditing is on at every node (auditdEnabled).',
};

/** One write of just the fields that differ; `disabled` and `disabledUsers` are whole sets to the vendor. */
export function operations(delta: Delta): Operation[] {
  const { address, changes, document, live } = delta;
  const changed = [...new Set(changes.map(({ path }) => tokens(path)[0]!))].sort();
  const { auditdEnabled } = document;
  // With it the server answers only when its own audit process has taken the change; where auditing is on it changes nothing.
  const sent = auditdEnabled === true ? [...new Set(['auditdEnabled', ...changed])] : changed;
  const { uuid } = limitsOf(live);
  return [
    {
      id: `${address}/set-audit-settings`,
      address,
      summary: `POST /settings/audit: ${changed.join(', ')}${events(delta)}`,
      input: { uuid, fields: Object.fromEntries(sent.map((field) => [field, document[field]!])) },
      realises: changes.map(({ id }) => id),
      requires: [],
      ensures: typeof auditdEnabled === 'boolean' ? [{ fact: 'audit.enabled', holds: auditdEnabled }] : [],
      repeatable: true,
      exclusive: `couchbase/${uuid.toLowerCase()}`,
    },
  ];
}

/** `disabled` is the inverse of what people think of: how many events start, and how many stop, being recorded. */
function events({ changes, document, live }: Delta): string {
  const moved = changes.filter(({ path }) => path.startsWith('/disabled/'));
  const stops = moved.filter(({ after }) => after !== null).length;
  const starts = moved.length - stops;
  const on = document.auditdEnabled ?? live.document?.auditdEnabled;
  const counted = (count: number) => `${count} event${count === 1 ? '' : 's'}`;
  const told = [
    ...(stops === 0 ? [] : [`${counted(stops)} no longer recorded`]),
    ...(starts === 0 ? [] : [`${counted(starts)} recorded ${on ? 'from now on' : 'once auditing is on'}`]),
  ];
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

/** As the server's form: lists with commas, an empty list as an empty value. */
export function formOf(fields: JsonObject): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    form.set(name, Array.isArray(value) ? value.join(',') : String(value));
  return form.toString();
}
