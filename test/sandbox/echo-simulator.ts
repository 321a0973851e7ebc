import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../src/sandbox/simulator.ts';

export interface EchoState {
  counter: number;
  startedAt: number;
  labels: Record<string, unknown>;
}

/** A made-up vendor: `POST /count` counts, `/settled` is a function of the clock, other paths show the request. */
export function createEchoSimulator(options: SimulatorOptions, id = 'echo', listeners = 1): Simulator {
  let state: EchoState = { counter: 0, startedAt: options.now(), labels: {} };
  return {
    id,
    listeners,
    attach: () => undefined,
    handle: (request) => {
      if (request.path === '/settled') {
        return { status: 200, body: { settled: options.now() >= state.startedAt + options.settleMs } };
      }
      if (request.path === '/count') state.counter += 1;
      return ANSWERS[request.path]?.() ?? { status: 200, body: shown(request, state.counter) };
    },
    state: () => structuredClone(state),
    restore: (value) => {
      state = restored(value);
    },
    environment: { ECHO_TOKEN: 'sandbox-echo-token' },
  };
}

const ANSWERS: Readonly<Record<string, () => SimulatedReply>> = {
  '/list': () => ({ status: 200, body: [1, 2] }),
  '/null': () => ({ status: 200, body: null }),
  '/text': () => ({ status: 202, headers: { 'Content-Type': 'text/csv' }, body: 'a,b' }),
  '/bytes': () => ({ status: 200, headers: { 'content-type': 'image/x' }, body: new Uint8Array([0, 255, 1]) }),
  '/problem': () => ({ status: 400, headers: { 'Content-Type': 'application/problem+json' }, body: { title: 'no' } }),
  '/nothing': () => ({ status: 204, body: { left: 'out' } }),
  '/unchanged': () => ({ status: 304, body: 'left out' }),
  '/throws': () => {
    throw new Error('a bug in the simulator');
  },
  '/cyclic': () => {
    const body: Record<string, unknown> = {};
    body.itself = body;
    return { status: 200, body };
  },
  '/bad-header': () => ({ status: 200, headers: { location: 'a\r\nx: y' }, body: '' }),
  '/bad-status': () => ({ status: 99, body: '' }),
};

function shown(request: SimulatedRequest, counter: number): object {
  const { method, path, rawQuery, query, headers, body, listener } = request;
  return { method, path, rawQuery, query: [...query], headers, body: body.toString('utf8'), listener, counter };
}

function restored(value: unknown): EchoState {
  const { counter, startedAt, labels } = (value ?? {}) as Partial<EchoState>;
  if (typeof counter !== 'number' || typeof startedAt !== 'number' || typeof labels !== 'object') {
    throw new TypeError('counter and startedAt are numbers, labels is an object');
  }
  return structuredClone({ counter, startedAt, labels });
}
