import type { FactCatalogue } from '../../model/fact.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { isWithin, type JsonPointer, tokens } from '../../model/pointer.ts';
import type { Delta } from '../provider.ts';
import { limitsOf } from './limits.ts';
import { tripleOf } from './place.ts';

export const facts: FactCatalogue = {
  'database.present': 'DB Audit monitors this database.',
};

interface Part {
  readonly verb: string;
  readonly members: readonly string[];
}

const OPTIONS: Part = { verb: 'set-audit-options', members: ['name', 'tags', 'audit_options'] };
const CONNECTION = ['username', 'ssl_mode', 'ssl_ca'];
const PASSWORD = 'password_version';

/**
 * A connection field makes the vendor test the connection, which must not hold up the options. A password goes alone,
 * or with the connection fields that change with it: neither half would pass the test without the other.
 */
function parts(changed: ReadonlySet<string>): readonly Part[] {
  const reconnects = CONNECTION.some((member) => changed.has(member));
  return reconnects
    ? [OPTIONS, { verb: 'set-connection', members: [...CONNECTION, PASSWORD] }]
    : [OPTIONS, { verb: 'set-password', members: [PASSWORD] }];
}

/** Options come first: operations of one target that need nothing of each other run in the order of their ids. */
export function operations(delta: Delta): Operation[] {
  if (delta.ensure === 'absent') return [removal(delta)];
  if (delta.live.presence === 'absent') return [creation(delta)];
  const { id } = limitsOf(delta.live);
  return parts(new Set(delta.changes.map(({ path }) => tokens(path)[0]!))).flatMap(({ verb, members }) => {
    const changes = delta.changes.filter(({ path }) => members.some((member) => isWithin(path, `/${member}`)));
    if (changes.length === 0) return [];
    const body = bodyOf(delta, [...new Set(changes.map(({ path }) => tokens(path)[0]!))]);
    const paths = changes.map(({ path }) => path);
    return [
      {
        ...common(delta, verb),
        summary: `PATCH /databases/${id}: ${Object.keys(body).join(', ')}`,
        input: { id, body, remember: remembered(delta.document, paths) },
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
  const { password_version: _version, ...settings } = delta.document;
  const body = { host: host!, port: port!, database: database!, ...settings };
  const hidden = ['/audit_options', '/ssl_ca', '/ssl_mode', '/tags', `/${PASSWORD}`];
  return {
    ...common(delta, 'create-database'),
    summary: `POST /databases: monitor ${tripleOf(delta.target)}`,
    input: { body, remember: remembered(delta.document, hidden) },
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

/** Changed members only, each as a whole. The session puts the live audit_options under the wanted ones when it sends them. */
function bodyOf(delta: Delta, members: readonly string[]): JsonObject {
  return Object.fromEntries(
    members.map((member): [string, Json] =>
      member === PASSWORD ? ['password', delta.spec.password ?? null] : [member, delta.document[member]!],
    ),
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
