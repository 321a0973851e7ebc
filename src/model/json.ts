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
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  let members = '';
  for (const key of Object.keys(value).sort())
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonical(value[key]!)}`;
  return `{${members}}`;
}

/** As `canonical`, in pieces: what lies so many levels below is one. */
export function* canonicalPieces(value: Json, levels: number): Generator<string> {
  const isArray = Array.isArray(value);
  if (levels === 0 || (!isArray && !isObject(value))) return yield canonical(value);
  yield isArray ? '[' : '{';
  const keys = isArray ? [...value.keys()] : Object.keys(value).sort();
  for (const [index, key] of keys.entries()) {
    const comma = index === 0 ? '' : ',';
    yield isArray ? comma : `${comma}${JSON.stringify(key)}:`;
    yield* canonicalPieces((value as Readonly<Record<string | number, Json>>)[key]!, levels - 1);
  }
  yield isArray ? ']' : '}';
}
