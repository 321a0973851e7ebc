import fc from 'fast-check';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import { specNode } from '../../src/pipeline/diff.ts';
import type { SchemaNode } from '../../src/schema/annotations.ts';
import { object } from './document-arbitrary.ts';

export function target(kind: string, spec: JsonObject): Target {
  const origin = { file: 'x.yaml', line: 1, column: 1 };
  return {
    address: `${kind}/a`,
    kind,
    name: 'a',
    labels: {},
    connection: {} as Target['connection'],
    target: {},
    spec,
    ensure: 'present',
    waivers: [],
    origin,
    locate: () => origin,
  };
}

export function observation(kind: string, document: JsonObject | null, hidden: readonly string[] = []): Observation {
  return {
    address: `${kind}/a`,
    identity: 'i',
    presence: document === null ? 'absent' : 'present',
    document,
    hidden,
    facts: [],
    limits: {},
    settled: true,
    token: null,
    notes: [],
  };
}

/** Without what a vendor never shows. */
export function visible(value: Json, node: SchemaNode | null): Json {
  if (Array.isArray(value)) return value.map((item: Json, index) => visible(item, node?.child(String(index)) ?? null));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const child = node?.child(name) ?? null;
      return child?.annotation.hidden || child?.annotation.secret ? [] : [[name, visible(item, child)]];
    }),
  );
}

/** A live document shows every keyed list; the wish names members of it. Either may say null where the schema does. */
export function pairs(kind: string): fc.Arbitrary<{ live: JsonObject; wanted: JsonObject }> {
  const node = specNode(kind);
  const names = Object.keys(node.schema.properties as JsonObject);
  const lists = names.filter((name) => node.child(name)?.annotation.key);
  const nullable = names.filter((name) => [node.child(name)!.schema.type].flat().includes('null'));
  const gone = fc.subarray(nullable);
  return fc.tuple(object(node), object(node), gone, gone).map(([live, wanted, notThere, notWanted]) => {
    const shown: Record<string, Json> = { ...live };
    const wish: Record<string, Json> = { ...wanted };
    for (const list of lists) {
      shown[list] ??= [];
      if (Array.isArray(wish[list])) wish[list] = wish[list].slice(0, (shown[list] as Json[]).length);
    }
    for (const name of notThere) shown[name] = null;
    for (const name of notWanted) wish[name] = null;
    return { live: visible(shown, node) as JsonObject, wanted: visible(wish, node) as JsonObject };
  });
}
