import type { SimulatedRequest } from '../../simulator.ts';
import { badRequest } from './refusal.ts';
import { isObject } from '../../shape.ts';

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

export function jsonBody(request: SimulatedRequest): Readonly<Record<string, unknown>> {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw badRequest('Content-Type must be application/json');
  const body = parsed(request.body);
  if (!isObject(body)) throw badRequest('the body must be a JSON object');
  return body;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw badRequest('the body is not JSON');
  }
}

/** Only POST and PATCH of the object itself are documented with a body. */
export function refuseBody(request: SimulatedRequest): void {
  if (request.body.length > 0) throw badRequest('this call takes no body');
}

/** Only the listing is documented with a query. */
export function refuseQuery(request: SimulatedRequest): void {
  if (request.rawQuery !== '') throw badRequest('this call takes no query parameters');
}
