import type { SimulatedRequest } from '../../simulator.ts';
import type { TaurusdbState } from './state.ts';

/** One request with all it is answered from. */
export interface Call {
  readonly state: TaurusdbState;
  readonly request: SimulatedRequest;
  readonly now: number;
  readonly settleMs: number;
  /** Of the first listener; log files are downloaded from there. */
  readonly origin: string;
  /** Goes out as X-Request-Id, and in the body of the gateway's refusals. */
  readonly requestId: string;
}
