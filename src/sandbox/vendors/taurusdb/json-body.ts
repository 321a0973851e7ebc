import type { SimulatedRequest } from '../../simulator.ts';

export type JsonBody =
  | { readonly object: Readonly<Record<string, unknown>>; readonly fault: null }
  | { readonly object: null; readonly fault: 'content-type' | 'empty' | 'not-an-object' };

const CONTENT_TYPE = /^application\/json(?:\s*;\s*charset="?utf-?8"?)?$/i;

/** The JSON object of a request. Content-Type is mandatory wherever a body is. */
export function jsonBody(request: SimulatedRequest): JsonBody {
  if (!CONTENT_TYPE.test(request.headers['content-type']?.trim() ?? '')) return { object: null, fault: 'content-type' };
  if (request.body.length === 0) return { object: null, fault: 'empty' };
  const value = parsed(request.body);
  if (!isObject(value)) return { object: null, fault: 'not-an-object' };
  return { object: value, fault: null };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the object has these members and, of the optional ones, any. */
export function hasOnly(
  value: Readonly<Record<string, unknown>>,
  needed: readonly string[],
  optional: readonly string[] = [],
): boolean {
  const names = Object.keys(value);
  return (
    needed.every((name) => names.includes(name)) &&
    names.every((name) => needed.includes(name) || optional.includes(name))
  );
}
