import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { at, type JsonPointer, pointer } from '../model/pointer.ts';
import { type Below, inPlace, keywords } from './schema-keywords.ts';

/** One schema in a schema. */
export interface SchemaNode {
  readonly path: JsonPointer;
  readonly schema: JsonObject;
  /** Schemas that judge the same value as this one, by path. */
  readonly judgesAlso: JsonPointer[];
}

/** No schema is fetched: names are only told apart by it. */
const HOME = 'https://schema.invalid/';

/** All schemas of a schema, those that only a $ref leads to included. What cannot be resolved is left to the compiler. */
export function schemaNodes(root: JsonObject): ReadonlyMap<JsonPointer, SchemaNode> {
  const nodes = new Map<JsonPointer, SchemaNode>();
  /** By absolute URI: of an $id, or of an anchor. */
  const named = new Map<string, JsonPointer>();
  const dynamic = new Map<string, JsonPointer[]>();
  const references: { readonly from: SchemaNode; readonly to: string; readonly base: string }[] = [];

  const walk = (schema: Json, path: JsonPointer, around: string): void => {
    if (!isObject(schema) || nodes.has(path)) return;
    const base = typeof schema.$id === 'string' ? (resolved(schema.$id, around) ?? around) : around;
    const node: SchemaNode = { path, schema, judgesAlso: [] };
    nodes.set(path, node);
    if (base !== around || path === '') named.set(withoutFragment(base), path);
    for (const name of [schema.$anchor, schema.$dynamicAnchor])
      if (typeof name === 'string') named.set(`${withoutFragment(base)}#${name}`, path);
    if (typeof schema.$dynamicAnchor === 'string')
      dynamic.set(schema.$dynamicAnchor, [...(dynamic.get(schema.$dynamicAnchor) ?? []), path]);
    for (const to of [schema.$ref, schema.$dynamicRef])
      if (typeof to === 'string') references.push({ from: node, to, base });
    for (const [keyword, value] of Object.entries(schema)) {
      for (const [token, child] of below(keywords.get(keyword) ?? 'data', value)) {
        const place = path + pointer(keyword, ...token);
        if (inPlace.has(keyword)) node.judgesAlso.push(place);
        walk(child, place, base);
      }
    }
  };

  walk(root, '', HOME);
  // A reference may lead to where no keyword does.
  for (let next = references.shift(); next !== undefined; next = references.shift()) {
    const { from, to, base } = next;
    for (const path of new Set([...found(to, base, named), ...(dynamic.get(to.slice(to.indexOf('#') + 1)) ?? [])])) {
      from.judgesAlso.push(path);
      walk(at(root, path) ?? null, path, base);
    }
  }
  return nodes;
}

function below(kind: Below, value: Json): [token: (string | number)[], child: Json][] {
  if (kind === 'schema') return [[[], value]];
  if (kind === 'list' && Array.isArray(value)) return value.map((child, index) => [[index], child]);
  if (kind === 'map' && isObject(value)) return Object.entries(value).map(([name, child]) => [[name], child]);
  return [];
}

/** Where a reference leads, as far as that is within the schema. */
function found(reference: string, base: string, named: ReadonlyMap<string, JsonPointer>): JsonPointer[] {
  const uri = resolved(reference, base);
  if (uri === null) return [];
  const [home = '', fragment = ''] = uri.split('#');
  const direct = named.get(fragment === '' ? home : uri);
  if (direct !== undefined) return [direct];
  const start = named.get(home);
  return start === undefined || !fragment.startsWith('/') ? [] : [start + unescaped(fragment)];
}

function resolved(reference: string, base: string): string | null {
  return URL.canParse(reference, base) ? new URL(reference, base).href : null;
}

function withoutFragment(uri: string): string {
  return uri.split('#')[0]!;
}

function unescaped(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
