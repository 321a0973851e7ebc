import { isObject, type Json } from '../model/json.ts';

const LONGEST = 100;

/** A value for a message, on one line. What refers to a secret is not spelled out. */
export function shortly(value: Json): string {
  const text = JSON.stringify(value, (_key, part: Json) =>
    isObject(part) && (Object.hasOwn(part, 'fromEnv') || Object.hasOwn(part, 'fromFile')) ? '(secret)' : part,
  );
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
