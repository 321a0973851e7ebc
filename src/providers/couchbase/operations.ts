import type { FactCatalogue } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta } from '../provider.ts';
import { limitsOf } from './limits.ts';

export const facts: FactCatalogue = {
  'audit.enabled': 'Event auditing is on (auditdEnabled).',
};

/** One write with just the fields that differ; `disabled` and `disabledUsers` are whole lists to the vendor. */
export function operations(delta: Delta): Operation[] {
  const { address, changes, document, live } = delta;
  const fields = [...new Set(changes.map(({ path }) => tokens(path)[0]!))].sort();
  const enabled = (document.auditdEnabled ?? live.document?.auditdEnabled) === true;
  // With it the server answers only when the change is in force, and it changes nothing where auditing is on already.
  const sent = document.auditdEnabled === true && !fields.includes('auditdEnabled') ? ['auditdEnabled', ...fields] : fields;
  const { uuid } = limitsOf(live);
  return [
    {
      id: `${address}/set-audit-settings`,
      address,
      summary: `POST /settings/audit: ${fields.join(', ')}`,
      input: { uuid, fields: Object.fromEntries(sent.map((field) => [field, document[field]!])) },
      realises: changes.map(({ id }) => id),
      requires: [],
      ensures: [{ fact: 'audit.enabled', holds: enabled }],
      repeatable: true,
      exclusive: `couchbase/${uuid}`,
    },
  ];
}

/** The fields as the server's form: lists with commas, an empty list as an empty value. */
export function formOf(fields: Readonly<Record<string, Json>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) form.set(name, Array.isArray(value) ? value.join(',') : String(value));
  return form.toString();
}
