import type { SimulatedReply } from '../../simulator.ts';
import type { DbauditState } from './state.ts';

/** An error with the body form of the state; the vendor does not document one. */
export function refuse(state: DbauditState, status: number, message: string, sent = ''): SimulatedReply {
  const text = state.quirks.echoInput && sent !== '' ? `${message} Received: ${sent}` : message;
  switch (state.quirks.errorBody) {
    case 'error':
      return { status, body: { error: { code: `E${status}`, message: text } } };
    case 'message':
      return { status, body: { message: text } };
    case 'detail':
      return { status, body: { detail: text } };
    case 'text':
      return { status, headers: { 'content-type': 'text/plain' }, body: text };
  }
}
