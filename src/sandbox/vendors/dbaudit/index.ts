import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { authenticate } from './authenticate.ts';
import type { Clock } from './clock.ts';
import { defaultDbauditState, FLEET_PASSWORD } from './default-state.ts';
import { spendCall } from './rate-limit.ts';
import { Refusal, refusalReply } from './refusal.ts';
import { restoredState } from './restored-state.ts';
import { answerCall } from './routes.ts';
import type { DbauditState } from './state.ts';

export { defaultDbauditState } from './default-state.ts';
export type { DbauditQuirks } from './quirks.ts';
export type * from './state.ts';

/** DB Audit's Databases API (dbaudit.ai): every path is below `/v1`. */
export function createDbauditSimulator(options: SimulatorOptions): Simulator {
  let state = defaultDbauditState(options.now());
  const [writer, reader] = state.credentials;
  return {
    id: 'dbaudit',
    listeners: 1,
    attach() {
      // No answer speaks of this server's own address.
    },
    handle: (request) => answer(state, request, { now: options.now(), settleMs: options.settleMs }),
    state: () => structuredClone(state),
    restore(value) {
      state = restoredState(value);
    },
    environment: {
      DBAUDIT_API_KEY: writer?.key ?? '',
      DBAUDIT_READ_API_KEY: reader?.key ?? '',
      DBAUDIT_DATABASE_PASSWORD: FLEET_PASSWORD,
    },
  };
}

/** Limits belong to a key, so a call without a valid one neither counts nor carries their headers. */
function answer(state: DbauditState, request: SimulatedRequest, clock: Clock): SimulatedReply {
  let limits: Readonly<Record<string, string>> = {};
  try {
    const credential = authenticate(state, request);
    limits = spendCall(state, credential, clock.now);
    const reply = answerCall({ state, credential, request, clock });
    return { ...reply, headers: { ...limits, ...reply.headers } };
  } catch (error) {
    const known = error instanceof Refusal;
    const refusal = known ? error : new Refusal(500, 'internal_error', 'Internal server error.');
    const reply = refusalReply(state, refusal, request);
    return { ...reply, headers: { ...limits, ...reply.headers } };
  }
}
