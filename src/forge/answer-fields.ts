import { isObject } from '../model/json.ts';
import { ForgeError } from './forge-error.ts';

/** An object of an answer; anything else is an odd answer, never an empty one. */
export function objectIn(value: unknown, what: string): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : odd(what);
}

export function listIn(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : odd(what);
}

export function textIn(value: unknown, key: string): string {
  const found = objectIn(value, key)[key];
  return typeof found === 'string' ? found : odd(key);
}

/** Bodies may be null where nobody has written anything. */
export function textOrNone(value: unknown, key: string): string {
  const found = objectIn(value, key)[key];
  return found === null || found === undefined ? '' : typeof found === 'string' ? found : odd(key);
}

export function numberIn(value: unknown, key: string): number {
  const found = objectIn(value, key)[key];
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : odd(key);
}

function odd(what: string): never {
  throw new ForgeError(
    `The forge answered with something that its documentation does not promise (${what})`,
    'Check that the address of the API is the forge itself.',
  );
}
