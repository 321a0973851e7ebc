import type { FactCatalogue } from '../../model/fact.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { isWithin, type JsonPointer, tokens } from '../../model/pointer.ts';
import type { Delta } from '../provider.ts';
import { optionsOf } from './audit-options.ts';
import { tripleOf } from './host.ts';
import { limitsOf } from './limits.ts';

export const facts: FactCatalogue = {
  'database.present': 'DB Audit monitors this database.',
};

/** What goes into one write: a connection field makes the vendor test the connection, so it must not hold up the rest. */
const SPLIT = [
  { verb: 'set-audit-options', members: ['name', 'tags', 'audit_options'], what: 'audit options, name and tags' },
  { verb: 'set-connection', members: ['username', 'ssl_mode', 'ssl_ca'], what: 'connection settings' },
  { verb: 'set-password', members: ['password_version'], what: 'the password' },
] as const;

/** Tightening comes first: operations of one target that need nothing of each other run in the order of their ids. */
export function operations(delta: Delta): Operation[] {
  if (delta.ensure === 'absent') return [removal(delta)];
  if (delta.live.presence === 'absent') return [creation(delta)];
  return SPLIT.flatMap(({ verb, members, what }) => {
    const changes = delta.changes.filter(({ path }) => members.some((member) => isWithin(path, `/${member}`)));
    if (changes.length === 0) return [];
    const body = bodyOf(delta, [...new Set(changes.map(({ path }) => tokens(path)[0]!))]);
    const { id } = limitsOf(delta.live);
    return [
      {
        ...common(delta, verb),
        summary: `PATCH /databases/${id}: ${what} (${Object.keys(body).join(', ')})`,
        input: {
          id,
          body,
          remember: remembered(
            delta.document,
            changes.map(({ path }) => path),
          ),
        },
        realises: changes.map((change) => change.id),
        requires: [{ fact: 'database.present', holds: true }],
        ensures: [],
        repeatable: true,
      },
    ];
  });
}

function common({ address, target }: Delta, verb: string) {
  return { id: `${address}/${verb}`, address, exclusive: `dbaudit/${tripleOf(target)}` };
}

function creation(delta: Delta): Operation {
  const { host, port, database } = delta.target;
  const { password_version: version, ...settings } = delta.document;
  const body = { host: host!, port: port!, database: database!, ...settings };
  return {
    ...common(delta, 'create-database'),
    summary: `POST /databases: monitor ${tripleOf(delta.target)}`,
    input: {
      body,
      remember: remembered(delta.document, ['/audit_options', '/ssl_ca', '/ssl_mode', '/tags', '/password_version']),
    },
    realises: delta.changes.map(({ id }) => id),
    requires: [{ fact: 'database.present', holds: false }],
    ensures: [{ fact: 'database.present', holds: true }],
    // A second POST could make a second object: the session looks for the first one instead.
    repeatable: false,
  };
}

function removal(delta: Delta): Operation {
  const { id } = limitsOf(delta.live);
  return {
    ...common(delta, 'remove-database'),
    summary: `DELETE /databases/${id}: stop monitoring ${tripleOf(delta.target)}, which cannot be undone`,
    input: { id },
    realises: delta.changes.map((change) => change.id),
    requires: [{ fact: 'database.present', holds: true }],
    ensures: [{ fact: 'database.present', holds: false }],
    repeatable: true,
  };
}

/** audit_options go whole, the live ones under the wanted ones: whether the vendor merges or replaces is not documented. */
function bodyOf(delta: Delta, members: readonly string[]): JsonObject {
  return Object.fromEntries(
    members.map((member): [string, Json] => {
      if (member === 'audit_options')
        return [member, { ...limitsOf(delta.live).options, ...optionsOf(delta.document) }];
      if (member === 'password_version') return ['password', delta.spec.password ?? null];
      return [member, delta.document[member]!];
    }),
  );
}

/** Leaves of the wish at and below the paths. */
function remembered(document: JsonObject, paths: readonly JsonPointer[]): Record<JsonPointer, Json> {
  const leaves: [JsonPointer, Json][] = Object.entries(document).flatMap(([name, value]) =>
    name === 'audit_options'
      ? Object.entries(value as JsonObject).map(([key, option]): [string, Json] => [`/audit_options/${key}`, option])
      : [[`/${name}`, value]],
  );
  return Object.fromEntries(
    leaves.filter(([pointer]) => paths.some((path) => isWithin(pointer, path) || isWithin(path, pointer))),
  );
}
