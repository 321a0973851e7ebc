import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import type { DbauditState } from './state.ts';

/** An answer other than success. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The Databases page gives each of these four a meaning; bodies are documented nowhere. */
export const badRequest = (why: string): Refusal => new Refusal(400, 'invalid_request', `Invalid request: ${why}.`);

export const notFound = (): Refusal =>
  new Refusal(404, 'not_found', 'Database connection with the specified ID does not exist.');

export const conflict = (): Refusal =>
  new Refusal(409, 'conflict', 'A database with the same host/port/database combination already exists.');

export const connectionTestFailed = (): Refusal =>
  new Refusal(422, 'connection_test_failed', 'Connection test failed. Check credentials and network connectivity.');

function echoed(refusal: Refusal, request: SimulatedRequest): string {
  const sent =
    refusal.status === 401 || refusal.status === 403 ? request.headers.authorization : request.body.toString('utf8');
  return sent === undefined || sent === '' ? '' : ` Received: ${sent}`;
}

export function refusalReply(state: DbauditState, refusal: Refusal, request: SimulatedRequest): SimulatedReply {
  const { status, code, headers } = refusal;
  const message = refusal.message + (state.quirks.echoInput ? echoed(refusal, request) : '');
  switch (state.quirks.errorBody) {
    case 'error':
      return { status, headers, body: { error: { code, message } } };
    case 'message':
      return { status, headers, body: { message } };
    case 'detail':
      return { status, headers, body: { detail: message } };
    case 'text':
      return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: message };
  }
}
