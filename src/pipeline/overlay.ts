import { isObject, type Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/annotations.ts';
import { keyOf } from './keyed.ts';

/** The live document as it will be: managed members replaced, keyed lists item by item, all else as it is. */
export function overlay(live: Json | undefined, wanted: Json, node: SchemaNode | null): Json {
  const key = node?.annotation.key;
  if (key !== undefined && Array.isArray(live) && Array.isArray(wanted)) {
    const item = node!.child('0');
    const over = new Map((wanted as readonly Json[]).map((other) => [keyOf(other, key), other]));
    const kept = (live as readonly Json[]).map((old) => {
      const next = over.get(keyOf(old, key));
      over.delete(keyOf(old, key));
      return next === undefined ? old : overlay(old, next, item);
    });
    return [...kept, ...over.values()];
  }
  if (!isObject(live) || !isObject(wanted)) return wanted;
  const merged: Record<string, Json> = { ...live };
  for (const [name, value] of Object.entries(wanted))
    merged[name] = overlay(Object.hasOwn(live, name) ? live[name] : undefined, value, node?.child(name) ?? null);
  return merged;
}
