import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

/** AF304: the answer is not what Couchbase Server documents. */
export function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`${response.source} answered unexpectedly: ${what}.`, {
    code: 'AF304',
    trouble: 'refused',
    status: response.status,
    fix: 'Check that the endpoint is a Couchbase Server management port (8091 or 18091) and that nothing in between alters its answers.',
  });
}

export function objectOf(response: HttpResponse): JsonObject {
  const body = response.json();
  if (!isObject(body)) throw odd(response, 'the body is not an object');
  return body;
}

export function listOf(response: HttpResponse): readonly Json[] {
  const body = response.json();
  if (!Array.isArray(body)) throw odd(response, 'the body is not a list');
  return body as readonly Json[];
}

/** A whole number, 0 or more. */
export function whole(value: Json | undefined, name: string, response: HttpResponse): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw odd(response, `${name} is ${missing(value) ?? 'not a whole number'}`);
}

export function missing(value: Json | undefined): string | null {
  return value === undefined ? 'missing' : null;
}
