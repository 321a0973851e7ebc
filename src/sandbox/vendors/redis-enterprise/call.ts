import type { SimulatedRequest } from '../../simulator.ts';
import { invalidSchema, statusOnly } from './refusal.ts';
import type { RedisCredential, RedisEnterpriseState } from './state.ts';

/** One authenticated request. */
export interface Call {
  readonly state: RedisEnterpriseState;
  readonly request: SimulatedRequest;
  readonly user: RedisCredential;
  readonly now: number;
  readonly settleMs: number;
}

/** The REST API page: a bad Accept or Content-Type header is a 400, an x-api-version it does not know a 505. */
export function checkHeaders(state: RedisEnterpriseState, request: SimulatedRequest): void {
  if (request.headers['x-api-version'] !== undefined) throw statusOnly(505);
  const accepted = (request.headers.accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  const wildcard = state.quirks.acceptHeader === 'wildcard' && (accepted.includes('*/*') || accepted.includes(''));
  if (!accepted.includes('application/json') && !wildcard) throw statusOnly(400);
  if (request.method === 'PUT' && !isJson(request)) throw statusOnly(400);
  if (request.method === 'POST' && request.body.length > 0 && !isJson(request)) throw statusOnly(400);
}

function isJson({ headers }: SimulatedRequest): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === 'application/json';
}

export function objectBody({ body }: SimulatedRequest): Readonly<Record<string, unknown>> {
  const value = parsed(body);
  if (!isObject(value)) throw invalidSchema('The request body must be a JSON object');
  return value;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every accepted write: into the log, and a new cluster-state-id. */
export function logWrite({ state, request, now }: Call, summary: unknown): void {
  state.log.push({ at: now, method: request.method, path: request.path, summary: JSON.stringify(summary) });
  state.stateId += 1;
}
