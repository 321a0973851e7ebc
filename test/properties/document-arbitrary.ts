import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { SchemaNode } from '../../src/schema/annotations.ts';

type Typed = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly JsonObject[];
};

/** Values of the normal form that a schema describes: sets sorted and without repeats, keyed lists by uid, no null. */
export function documentArbitrary(node: SchemaNode): fc.Arbitrary<Json> {
  const { schema, annotation } = node;
  const { type, enum: listed, anyOf } = schema as Typed;
  if (annotation.secret) return fc.constant({ fromEnv: 'CANARY' });
  if (listed !== undefined) return fc.constantFrom(...listed.filter((value) => value !== null));
  const types = [type ?? []].flat().filter((name) => name !== 'null');
  if (annotation.key !== undefined) return keyedList(node, annotation.key);
  switch (types[0]) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return whole(schema);
    case 'string':
      return text(schema);
    case 'array':
      return set(node);
    case 'object':
      return object(node);
    default:
      // Of the forms an item may have, the normal form keeps the first one: ids, not names.
      return documentArbitrary({ ...node, schema: anyOf![0]! });
  }
}

/** An object with any choice of its members. */
export function object(node: SchemaNode): fc.Arbitrary<JsonObject> {
  const names = Object.keys(node.schema.properties as JsonObject);
  const members = Object.fromEntries(names.map((name) => [name, documentArbitrary(node.child(name)!)]));
  const needed = (node.schema.required ?? []) as string[];
  return fc.record(members, { requiredKeys: needed, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
}

function whole({ minimum, maximum, multipleOf }: JsonObject): fc.Arbitrary<number> {
  const step = Number(multipleOf ?? 1);
  const [low, high] = [Math.ceil(Number(minimum) / step), Math.floor(Number(maximum) / step)];
  // Sentinels such as 0 stand at the ends, which fast-check prefers.
  return fc.integer({ min: low, max: high }).map((value) => value * step);
}

function text({ minLength, maxLength, pattern }: JsonObject): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(String(pattern))).filter((value) => value.length < 60);
  return fc.string({ minLength: Number(minLength ?? 0), maxLength: Math.min(Number(maxLength ?? 12), 12) });
}

function set(node: SchemaNode): fc.Arbitrary<Json> {
  return fc
    .uniqueArray(documentArbitrary(node.child('0')!), { maxLength: 5, selector: String })
    .map((items) =>
      items.filter((item) => item !== '__proto__').sort((left, right) => (String(left) < String(right) ? -1 : 1)),
    );
}

function keyedList(node: SchemaNode, key: string): fc.Arbitrary<Json> {
  return fc
    .uniqueArray(object(node.child('0')!), { maxLength: 3 })
    .map((items) => items.map((item, index) => ({ ...item, [key]: index + 1, name: `item ${index + 1}` })));
}
