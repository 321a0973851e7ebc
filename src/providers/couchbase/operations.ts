import type { FactCatalogue } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta } from '../provider.ts';
import { listed } from './finding.ts';
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

/** `disabled` is the inverse of what people think of, and ids say little: which events start and which stop, with names. */
function events({ changes, document, live }: Delta): string {
  const { descriptors } = limitsOf(live);
  const moved = changes.filter(({ path }) => path.startsWith('/disabled/'));
  const named = (stops: boolean) =>
    moved
      .filter(({ after }) => (after !== null) === stops)
      .map(({ path }) => Number(tokens(path)[1]))
      .sort((left, right) => left - right)
      .map((id) => {
        const event = descriptors?.find((candidate) => candidate.id === id);
        return event === undefined ? id : `${id} ${event.module}/${event.name}`;
      });
  const [starts, stops] = [named(false), named(true)];
  const on = document.auditdEnabled ?? live.document?.auditdEnabled;
  const told = [
    ...(stops.length === 0 ? [] : [`no longer recorded: ${listed(stops)}`]),
    ...(starts.length === 0 ? [] : [`recorded ${on ? 'from now on' : 'once auditing is on'}: ${listed(starts)}`]),
  ];
  return told.length === 0 ? '' : ` (${told.join('; ')})`;
}

/** As the server's form: lists with commas, an empty list as an empty value. */
export function formOf(fields: JsonObject): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    form.set(name, Array.isArray(value) ? value.join(',') : String(value));
  return form.toString();
}
