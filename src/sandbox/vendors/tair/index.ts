import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { sha256Hex } from './acs-signature.ts';
import { ApiFault } from './api-fault.ts';
import { answerRequest } from './api-request.ts';
import { defaultTairState } from './default-state.ts';
import { restoredState } from './restored-state.ts';
import { settle } from './settle.ts';
import type { TairState } from './state.ts';

export { defaultTairState } from './default-state.ts';
export type * from './state.ts';

/** Looks like the vendor's, and is the same on every run. */
function requestId(count: number): string {
  const hex = sha256Hex(`tair ${count}`).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function faultReply(fault: ApiFault, id: string, host: string): SimulatedReply {
  return {
    status: fault.status,
    headers: { 'x-acs-request-id': id, ...fault.headers },
    body: {
      RequestId: id,
      HostId: host,
      Code: fault.code,
      Message: fault.message,
      Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(fault.code)}&product=R-kvstore&requestId=${id}`,
      ...fault.detail,
    },
  };
}

function asFault(error: unknown): ApiFault {
  if (error instanceof ApiFault) return error;
  return new ApiFault(500, 'InternalError', 'The request processing has failed due to some unknown error.');
}

/** Alibaba Cloud Tair / ApsaraDB for Redis (R-kvstore 2015-01-01): audit log settings and what surrounds them. */
export function createTairSimulator(options: SimulatorOptions): Simulator {
  let state: TairState = defaultTairState(options.now());

  function handle(request: SimulatedRequest): SimulatedReply {
    settle(state, options.now());
    state.requestCount += 1;
    const id = requestId(state.requestCount);
    try {
      const answer = answerRequest(state, request, options);
      return { status: 200, headers: { 'x-acs-request-id': id }, body: { RequestId: id, ...answer } };
    } catch (error) {
      return faultReply(asFault(error), id, request.headers.host ?? '');
    }
  }

  const [writer, reader] = state.credentials;
  return {
    id: 'tair',
    listeners: 1,
    attach() {
      // Nothing in an answer speaks of this server's own address.
    },
    handle,
    state() {
      settle(state, options.now());
      return structuredClone(state);
    },
    restore(value) {
      state = restoredState(value, options.now());
    },
    environment: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: writer?.accessKeyId ?? '',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: writer?.accessKeySecret ?? '',
      ALIBABA_CLOUD_READER_ACCESS_KEY_ID: reader?.accessKeyId ?? '',
      ALIBABA_CLOUD_READER_ACCESS_KEY_SECRET: reader?.accessKeySecret ?? '',
    },
  };
}
