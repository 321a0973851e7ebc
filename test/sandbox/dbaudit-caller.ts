import { expect } from 'vitest';
import type { SimulatedReply, Simulator } from '../../src/sandbox/simulator.ts';
import {
  createDbauditSimulator,
  type DbauditQuirks,
  type DbauditState,
} from '../../src/sandbox/vendors/dbaudit/index.ts';

export const START = Date.parse('2026-01-02T03:04:05.678Z');
export const SETTLE_MS = 5_000;
export const WRITER = 'dbaudit_live_sandbox_0000000000000001';
export const READER = 'dbaudit_live_sandbox_0000000000000002';
export const PRODUCTION = '/v1/databases/db_abc123';
export const BILLING = '/v1/databases/db_def456';
export const WAREHOUSE = '/v1/databases/db_fed789';

/** A create that the default state accepts. */
export const LEDGER = {
  name: 'Ledger',
  type: 'postgresql',
  host: 'Ledger.example.com',
  port: 5432,
  database: 'ledger',
  username: 'dbaudit_reader',
  password: 'hunter2-ledger',
};

export interface CallOptions {
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
  readonly key?: string;
  /** Laid over the usual headers; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many forms
  readonly body: any;
}

export interface Caller {
  readonly simulator: Simulator;
  call(method: string, target: string, options?: CallOptions): Promise<Answer>;
  get(target: string, options?: CallOptions): Promise<Answer>;
  patch(target: string, body: unknown, options?: CallOptions): Promise<Answer>;
  create(changes?: object, options?: CallOptions): Promise<Answer>;
  advance(ms: number): void;
  state(): DbauditState;
  /** Edits the state and puts it back. */
  edit(change: (state: DbauditState) => void): void;
}

/** A simulator with the given readings of what the vendor leaves open, on a clock that stands still. */
export function dbauditCaller(quirks: Partial<DbauditQuirks> = {}): Caller {
  let now = START;
  const simulator = createDbauditSimulator({ now: () => now, settleMs: SETTLE_MS });
  const caller: Caller = {
    simulator,
    call: async (method, target, options = {}) => answerOf(await simulator.handle(request(method, target, options))),
    get: (target, options) => caller.call('GET', target, options),
    patch: (target, body, options) => caller.call('PATCH', target, { ...options, body }),
    create: (changes = {}, options) =>
      caller.call('POST', '/v1/databases', { ...options, body: { ...LEDGER, ...changes } }),
    advance: (ms) => {
      now += ms;
    },
    state: () => simulator.state() as DbauditState,
    edit: (change) => {
      const state = caller.state();
      change(state);
      simulator.restore(state);
    },
  };
  caller.edit((state) => Object.assign(state.quirks, quirks));
  return caller;
}

function request(method: string, target: string, { body, key = WRITER, headers }: CallOptions) {
  const [path = '', rawQuery = ''] = target.split('?');
  const all = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  return {
    method,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    body:
      body instanceof Buffer
        ? body
        : Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
    listener: 0,
  };
}

function answerOf({ status, headers = {}, body }: SimulatedReply): Answer {
  return { status, headers, body };
}

/** Status and code of an error in the default form. */
export function refusal({ status, body }: Answer): string {
  expect(Object.keys(body)).toEqual(['error']);
  expect(Object.keys(body.error)).toEqual(['code', 'message']);
  return `${status} ${body.error.code}`;
}

/** Status and message of an error in the default form. */
export const said = ({ status, body }: Answer): string => `${status} ${body?.error?.message}`;
