import type { SimulatedRequest } from '../../simulator.ts';
import type { Caller } from './authenticate.ts';
import type { FormPairs } from './form-pairs.ts';
import type { CouchbaseNode, CouchbaseState } from './state.ts';

/** One authorised request, with all that an answer may depend on. */
export interface Call {
  readonly state: CouchbaseState;
  readonly request: SimulatedRequest;
  /** Decoded parts of the path. */
  readonly parts: readonly string[];
  readonly query: FormPairs;
  readonly caller: Caller;
  /** The node that took the request. */
  readonly index: number;
  readonly node: CouchbaseNode;
  readonly origins: readonly string[];
  readonly now: number;
  readonly settleMs: number;
}
