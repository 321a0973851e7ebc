import type { SimulatedReply } from '../../simulator.ts';
import type { RedisEnterpriseState } from './state.ts';

/** Thrown to end a request. `undocumented`: the code is the vendor's, the status our best guess. */
export class Refusal extends Error {
  readonly status: number;
  /** Null: the vendor gives a status only. */
  readonly code: string | null;
  readonly undocumented: boolean;

  constructor(status: number, code: string | null, text: string, undocumented: boolean) {
    super(text);
    this.status = status;
    this.code = code;
    this.undocumented = undocumented;
  }
}

export function refusal(status: number, code: string, text: string): Refusal {
  return new Refusal(status, code, text, false);
}

export function undocumentedRefusal(likelyStatus: number, code: string, text: string): Refusal {
  return new Refusal(likelyStatus, code, text, true);
}

/** 401, 403 and the like come without a documented body. */
export function statusOnly(status: number): Refusal {
  return new Refusal(status, null, '', false);
}

export function invalidSchema(text: string): Refusal {
  return refusal(400, 'invalid_schema', text);
}

/** The REST pages name `error_code` and `message`; the OpenAPI file and live clusters have `description`. */
export function refusalReply(
  state: RedisEnterpriseState,
  { status, code, message, undocumented }: Refusal,
): SimulatedReply {
  const { errorBody, undocumentedStatus } = state.quirks;
  const sent = undocumented && undocumentedStatus !== 'likely' ? undocumentedStatus : status;
  const headers: Record<string, string> =
    status === 401 ? { 'www-authenticate': 'Basic realm="Redis Enterprise"' } : {};
  if (code === null || errorBody === 'empty') return { status: sent, headers, body: '' };
  if (errorBody === 'text')
    return { status: sent, headers: { ...headers, 'content-type': 'text/plain' }, body: message };
  return { status: sent, headers, body: { error_code: code, [errorBody]: message } };
}
