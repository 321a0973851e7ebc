/** JSON values as the pipeline passes them on: plain data, no classes, no `undefined` inside. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
  const pieces: string[] = [];
  writeCanonical(value, (text) => pieces.push(text));
  return pieces.join('');
}

/** As `canonical`, piece by piece. */
export function writeCanonical(value: Json, write: (text: string) => void): void {
  if (Array.isArray(value)) {
    value.forEach((item: Json, index) => {
      write(index === 0 ? '[' : ',');
      writeCanonical(item, write);
    });
    write(value.length === 0 ? '[]' : ']');
  } else if (isObject(value)) {
    const keys = Object.keys(value).sort();
    keys.forEach((key, index) => {
      write(`${index === 0 ? '{' : ','}${JSON.stringify(key)}:`);
      writeCanonical(value[key]!, write);
    });
    write(keys.length === 0 ? '{}' : '}');
  } else write(JSON.stringify(value));
}
