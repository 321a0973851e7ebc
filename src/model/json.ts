/** JSON values as the pipeline passes them on: plain data, no classes, no `undefined` inside. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For members of any name: in it `__proto__` is a name like any other. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

/** Own members only: a key such as `constructor` never answers with what the prototype holds. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Equal as JSON: key order is irrelevant, array order is not. */
export function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]))
  );
}

/** JSON text with sorted keys and no blanks: equal values give equal bytes. */
export function canonical(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let inside = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) inside += inside === '' ? canonical(item) : `,${canonical(item)}`;
    return `[${inside}]`;
  }
  const object = value as JsonObject;
  for (const key of sortedKeys(object))
    inside += `${inside === '' ? '' : ','}${quoted(key)}:${canonical(object[key]!)}`;
  return `{${inside}}`;
}

/** So many are sorted faster one by one. */
const FEW = 32;
const PLAIN = /^[ !#-[\]-~]*$/;

/** JSON.stringify of a text takes longer than all else here; most need nothing but the quotes. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** In place, for objects have few members; the built-in sort copies them first, for every object of every plan. */
function sortedKeys(object: JsonObject): string[] {
  const keys = Object.keys(object);
  if (keys.length > FEW) return keys.sort();
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next]!;
    let at = next;
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
  return keys;
}

/** As `canonical`, in pieces: what lies so many levels below is one. */
export function writeCanonical(value: Json, levels: number, write: (piece: string) => void): void {
  if (levels === 0 || typeof value !== 'object' || value === null) return write(canonical(value));
  let comma = '';
  if (Array.isArray(value)) {
    write('[');
    for (const item of value as readonly Json[]) {
      write(comma);
      writeCanonical(item, levels - 1, write);
      comma = ',';
    }
    return write(']');
  }
  const object = value as JsonObject;
  write('{');
  for (const key of sortedKeys(object)) {
    write(`${comma}${quoted(key)}:`);
    writeCanonical(object[key]!, levels - 1, write);
    comma = ',';
  }
  write('}');
}
