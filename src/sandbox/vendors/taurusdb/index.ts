import { createHash } from 'node:crypto';
import type { SimulatedReply, Simulator, SimulatorOptions } from '../../simulator.ts';
import { defaultTaurusdbState } from './default-state.ts';
import { handle } from './handle.ts';
import { restoredState } from './restored-state.ts';
import { settle } from './settle.ts';
import type { TaurusdbState } from './state.ts';

export { defaultTaurusdbState } from './default-state.ts';
export type { TaurusdbInstance, TaurusdbLimits, TaurusdbQuirks, TaurusdbState } from './state.ts';

/**
 * Huawei Cloud TaurusDB in one region: listener 0 is the service, listener 1 is IAM. The first answers IAM's
 * paths too, for clients that know one address only, and stands in for the object storage that holds log files.
 */
export function createTaurusdbSimulator(options: SimulatorOptions): Simulator {
  let state = defaultTaurusdbState(options.now());
  let origin = '';
  return {
    id: 'taurusdb',
    listeners: 2,
    attach: (origins) => {
      origin = origins[0] ?? '';
    },
    handle: (request) => {
      const now = options.now();
      settle(state, now);
      state.requestCount += 1;
      const requestId = createHash('sha256').update(`request ${state.requestCount}`).digest('hex').slice(0, 32);
      const reply = handle({ state, request, now, settleMs: options.settleMs, origin, requestId });
      return withRequestId(reply, requestId);
    },
    state: () => {
      settle(state, options.now());
      return structuredClone(state);
    },
    restore: (value) => {
      state = restoredState(value);
    },
    environment: environmentOf(state),
  };
}

function withRequestId(reply: SimulatedReply, requestId: string): SimulatedReply {
  return { ...reply, headers: { ...reply.headers, 'X-Request-Id': requestId } };
}

function environmentOf({ projects, credentials }: TaurusdbState): Record<string, string> {
  const [writer, reader] = credentials.keys;
  const [user] = credentials.users;
  return {
    HUAWEICLOUD_SDK_AK: writer?.accessKey ?? '',
    HUAWEICLOUD_SDK_SK: writer?.secretKey ?? '',
    HUAWEICLOUD_SDK_PROJECT_ID: projects[0]?.id ?? '',
    HUAWEICLOUD_IAM_USERNAME: user?.name ?? '',
    HUAWEICLOUD_IAM_PASSWORD: user?.password ?? '',
    HUAWEICLOUD_IAM_DOMAIN: user?.domain ?? '',
    HUAWEICLOUD_READER_AK: reader?.accessKey ?? '',
    HUAWEICLOUD_READER_SK: reader?.secretKey ?? '',
  };
}
