import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { schemas } from './generated/schemas.ts';

/**
 * Sentences for people about a change of one member. In them `{change}` is `before → after`, `{before}` and `{after}` are
 * the values, `{member}` the members that come into or go out of a set; `[will be|was]` is what is planned and what
 * happened already.
 */
export interface Words {
  /** Any change that no other sentence fits. */
  readonly change?: string;
  /** When it becomes, or was, this value, written as JSON or as the plain string. */
  readonly to?: Readonly<Record<string, string>>;
  readonly from?: Readonly<Record<string, string>>;
  /** Members of a set; a sentence for the direction goes before one for what happens. */
  readonly strengthens?: string;
  readonly weakens?: string;
  readonly added?: string;
  readonly removed?: string;
  /** Goes before every sentence about an item of a keyed list; `{item}` is what it is known by. */
  readonly item?: string;
  /** What single values mean. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What `x-audit` in a schema says about one member. Everything is optional. */
export interface Annotation {
  /** An array whose order and repeats mean nothing. */
  readonly set?: boolean;
  /** An array of objects, each known by this member. */
  readonly key?: string;
  /** Identifies an item; never a setting. */
  readonly identity?: boolean;
  /** Which value audits more; a list goes from weak to strong; `unchanged`: any change weakens. Left out: neutral. */
  readonly stronger?:
    | boolean
    | 'higher'
    | 'lower'
    | 'more'
    | 'fewer'
    | 'present'
    | 'unchanged'
    | 'unknown'
    | readonly string[];
  /** The direction turns round when this sibling has this value. */
  readonly reversedBy?: Readonly<Record<string, string>>;
  /** It has an effect only while these siblings have these values: changing it otherwise is neutral. */
  readonly while?: Readonly<Record<string, string>>;
  /** Number that means switched off: weaker than every other. */
  readonly off?: number;
  /** Number that means without limit: more than every other. */
  readonly unlimited?: number;
  /** The vendor deletes records when the value goes down (`lower`), or becomes this value. */
  readonly historyLoss?: 'lower' | boolean;
  /** The vendor never shows it. */
  readonly hidden?: boolean;
  /** Hidden counter: only a higher value than the last one written is a change. */
  readonly version?: boolean;
  readonly secret?: boolean;
  readonly unit?: string;
  /** Members of the common posture that it decides. */
  readonly posture?: readonly string[];
  /** The value is one for all targets of this scope, such as `region`. */
  readonly scope?: string;
  readonly words?: Words;
}

/** A schema node with its references followed. */
export interface SchemaNode {
  readonly schema: JsonObject;
  readonly annotation: Annotation;
  /** Node of a member, of an array's items (any token), or null where the schema has none. */
  readonly child: (token: string) => SchemaNode | null;
}

const cache = new WeakMap<JsonObject, SchemaNode>();

/** Root node of the schema with this $id. Throws when there is none: that is a bug, not bad input. */
export function schemaNode(id: string): SchemaNode {
  const schema = schemas[id];
  if (schema === undefined) throw new Error(`no schema ${id}`);
  return node(schema as JsonObject, schema as JsonObject);
}

function node(raw: JsonObject, home: JsonObject): SchemaNode {
  const known = cache.get(raw);
  if (known !== undefined) return known;
  const { schema, base } = follow(raw, home);
  const children = new Map<string, SchemaNode | null>();
  const made: SchemaNode = {
    schema,
    annotation: (isObject(schema['x-audit']) ? schema['x-audit'] : {}) as Annotation,
    child: (token) => {
      if (!children.has(token)) children.set(token, childOf(schema, base, token));
      return children.get(token)!;
    },
  };
  cache.set(raw, made);
  return made;
}

function childOf(schema: JsonObject, home: JsonObject, token: string): SchemaNode | null {
  const properties = schema.properties;
  if (isObject(properties) && Object.hasOwn(properties, token)) return node(properties[token] as JsonObject, home);
  if (isObject(schema.items)) return node(schema.items, home);
  for (const branch of Array.isArray(schema.anyOf) ? (schema.anyOf as Json[]) : []) {
    const found = isObject(branch) ? node(branch, home).child(token) : null;
    if (found !== null) return found;
  }
  return null;
}

function follow(raw: JsonObject, home: JsonObject): { schema: JsonObject; base: JsonObject } {
  if (typeof raw.$ref !== 'string') return { schema: raw, base: home };
  const [id = '', path = ''] = raw.$ref.split('#');
  const base = id === '' ? home : (schemas[id] as JsonObject);
  const found = path
    .split('/')
    .slice(1)
    .reduce<Json>((here, key) => (here as JsonObject)[key]!, base) as JsonObject;
  const { $ref, ...rest } = raw;
  const next = follow(found, base);
  // What is said beside a reference adds to what is said there: leaving out `secret` here must not unmask it.
  const [there, here] = [next.schema['x-audit'], rest['x-audit']];
  const audit = isObject(there) && isObject(here) ? { 'x-audit': { ...there, ...here } } : {};
  return { schema: { ...next.schema, ...rest, ...audit }, base: next.base };
}

/** Node at a path of tokens below a root, or null. */
export function nodeAt(root: SchemaNode, path: readonly string[]): SchemaNode | null {
  let here: SchemaNode | null = root;
  for (const token of path) here = here?.child(token) ?? null;
  return here;
}
