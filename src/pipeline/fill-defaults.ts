import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/annotations.ts';

/** `null` asks for the vendor's default: it becomes the schema's `default` where there is one. */
export function fillDefaults(value: Json, node: SchemaNode | null): Json {
  if (value === null) return (node?.schema.default as Json | undefined) ?? null;
  if (Array.isArray(value))
    return value.map((item: Json, index) => fillDefaults(item, node?.child(String(index)) ?? null));
  if (!isObject(value)) return value;
  const filled: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value as JsonObject))
    filled[key] = fillDefaults(item, node?.child(key) ?? null);
  return filled;
}
