import type { SimulatedReply } from '../../simulator.ts';
import type { RedisEnterpriseState } from './state.ts';

/** A refusal with the body form that the state asks for. Codes without a documented status get the state's. */
export function refuse(state: RedisEnterpriseState, status: number | 'undocumented', code: string, description: string): SimulatedReply {
  const number = status === 'undocumented' ? state.quirks.refusalStatus : status;
  if (state.quirks.errorBody === 'none') return { status: number, body: '' };
  return { status: number, body: { error_code: code, [state.quirks.errorBody === 'error_code+message' ? 'message' : 'description']: description } };
}

export function bare(status: number): SimulatedReply {
  return { status, body: '' };
}
