import type { SimulatedRequest } from './simulator.ts';

const MAX_LOGGED_BYTES = 4096;

/** One request as the control plane shows it. Headers that carry credentials are only said to be present. */
export interface LoggedRequest {
  /** When it had arrived whole. */
  readonly at: number;
  readonly listener: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Null when the connection was broken instead of answered. */
  readonly status: number | null;
  readonly fault: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** As text, the first 4 KiB. */
  readonly body: string;
}

export interface Ending {
  readonly at: number;
  readonly status: number | null;
  readonly fault: string | null;
}

export function loggedRequest(request: SimulatedRequest, { at, status, fault }: Ending): LoggedRequest {
  return {
    at,
    listener: request.listener,
    method: request.method,
    path: request.path,
    query: request.rawQuery,
    status,
    fault,
    headers: withoutCredentials(request.headers),
    body: request.body.toString('utf8', 0, MAX_LOGGED_BYTES),
  };
}

const CREDENTIAL_HEADER = /authori[sz]ation|token|cookie|signature|api-?key|secret|password/;

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, CREDENTIAL_HEADER.test(name) ? '(present)' : value]),
  );
}
