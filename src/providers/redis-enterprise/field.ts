import { isObject, type JsonObject, member } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

/** AF304: the answer at `source` is not what the REST API reference promises. */
export function odd(source: string, what: string): ProviderError {
  return new ProviderError(`${source} answered unexpectedly: ${what}.`, {
    code: 'AF304',
    trouble: 'refused',
    fix: 'Check that the endpoint is the cluster manager REST API (port 9443) and that nothing in between alters its answers.',
  });
}

/** Throws AF304 unless `value` is an object. */
export function objectOf(value: unknown, source: string, what: string): JsonObject {
  if (!isObject(value)) throw odd(source, `${what} is not an object`);
  return value;
}

/** Throws AF304 unless `value` is an array. */
export function listOf(value: unknown, source: string, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw odd(source, `${what} is not a list`);
  return value;
}

export type FieldReader<T> = (owner: JsonObject, key: string, source: string) => T;

export const text: FieldReader<string> = (owner, key, source) => {
  const value = member(owner, key);
  if (typeof value !== 'string') throw odd(source, `${key} is ${value === undefined ? 'missing' : 'not a string'}`);
  return value;
};

export const flag: FieldReader<boolean> = (owner, key, source) => {
  const value = member(owner, key);
  if (typeof value !== 'boolean')
    throw odd(source, `${key} is ${value === undefined ? 'missing' : 'neither true nor false'}`);
  return value;
};

/** A whole number, 0 or more. */
export const whole: FieldReader<number> = (owner, key, source) => {
  const value = member(owner, key);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw odd(source, `${key} is ${value === undefined ? 'missing' : 'not a whole number'}`);
  }
  return value;
};

export const texts: FieldReader<readonly string[]> = (owner, key, source) => {
  const items = listOf(member(owner, key), source, key);
  return items.map((item) => {
    if (typeof item !== 'string') throw odd(source, `${key} holds something that is not a string`);
    return item;
  });
};

export function oneOf<T extends string>(values: readonly T[]): FieldReader<T> {
  return (owner, key, source) => {
    const value = text(owner, key, source);
    const found = values.find((known) => known === value);
    if (found === undefined) throw odd(source, `${key} is none of ${values.join(', ')}`);
    return found;
  };
}

/** Undefined when the field is not reported; mistyped stays AF304. */
export function maybe<T>(read: FieldReader<T>, owner: JsonObject, key: string, source: string): T | undefined {
  const value = member(owner, key);
  return value === undefined ? undefined : read(owner, key, source);
}
