import type { SimulatedReply } from '../../simulator.ts';

/** `{error_code, error_msg}`, as the service answers; the gateway adds a request id. */
export function refuse(status: number, code: string, message: string): SimulatedReply {
  const gateway = code.startsWith('APIGW.') ? { request_id: '3c6f8d2e5b1a4c7d9e0f1a2b3c4d5e6f' } : {};
  return { status, headers: { 'X-Request-Id': '3c6f8d2e5b1a4c7d9e0f1a2b3c4d5e6f' }, body: { error_code: code, error_msg: message, ...gateway } };
}

export function answer(body: unknown): SimulatedReply {
  return { status: 200, body };
}
