import type { Simulator, SimulatorOptions } from '../../simulator.ts';
import { defaultCouchbaseState } from './default-state.ts';
import { handle } from './handle.ts';
import { serverError } from './reply.ts';
import { restoredState } from './restored-state.ts';

export { defaultCouchbaseState } from './default-state.ts';
export type * from './state.ts';

/** Couchbase Server: three listeners are the three nodes of one cluster. */
export function createCouchbaseSimulator(options: SimulatorOptions): Simulator {
  let state = defaultCouchbaseState(options.now());
  let origins: readonly string[] = [];
  const [writer, reader] = state.credentials;
  return {
    id: 'couchbase',
    listeners: 3,
    attach: (given) => {
      origins = [...given];
    },
    handle: (request) => {
      try {
        return handle(state, origins, request, options);
      } catch {
        return serverError();
      }
    },
    state: () => structuredClone(state),
    restore: (value) => {
      state = restoredState(value);
    },
    environment: {
      COUCHBASE_USERNAME: writer?.username ?? '',
      COUCHBASE_PASSWORD: writer?.password ?? '',
      COUCHBASE_READER_USERNAME: reader?.username ?? '',
      COUCHBASE_READER_PASSWORD: reader?.password ?? '',
    },
  };
}
