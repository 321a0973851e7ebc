import { isObject, type Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/annotations.ts';

/**
 * The document with sets as `{ member: true }` and keyed lists as `{ key: item }`, so that a JSON Patch names members
 * and not positions.
 */
export function keyed(value: Json, node: SchemaNode | null): Json {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const key = node?.annotation.key;
    if (node?.annotation.set) return Object.fromEntries(items.map((item) => [String(item), true]));
    if (key !== undefined)
      return Object.fromEntries(items.map((item) => [keyOf(item, key), keyed(item, node!.child('0'))]));
    return items.map((item, index) => keyed(item, node?.child(String(index)) ?? null));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, keyed(item, node?.child(name) ?? null)]),
  );
}

export function keyOf(item: Json, key: string): string {
  return String(isObject(item) ? item[key] : item);
}
