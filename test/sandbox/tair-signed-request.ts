import { createHash, createHmac } from 'node:crypto';
import type { SimulatedReply, SimulatedRequest, Simulator } from '../../src/sandbox/simulator.ts';
import { createTairSimulator, type TairInstance, type TairState } from '../../src/sandbox/vendors/tair/index.ts';

export const START = Date.parse('2026-01-02T03:04:05Z');
export const SETTLE_MS = 5_000;
export const WRITER = { id: 'LTAI-sandbox-writer', secret: 'sandbox-writer-secret' };
export const READER = { id: 'LTAI-sandbox-reader', secret: 'sandbox-reader-secret' };
export const ORDERS = 'r-bp1orders0000001';
export const SESSION = 'r-bp1session000002';
export const LEGACY = 'r-bp1legacy0000003';
export const MEMCACHE = 'm-bp1tokens0000004';
export const PAYMENTS = 'r-gs5payment000005';
export const SEARCH = 'r-gs5search0000006';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** Error and success members that the tests read. */
export interface Body {
  readonly RequestId: string;
  readonly Code?: string;
  readonly [member: string]: unknown;
}

export interface RequestChanges {
  readonly key?: { readonly id: string; readonly secret: string };
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  /** Headers added before signing; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent and signed in place of the query made from the parameters. */
  readonly query?: string;
  /** Headers changed after signing. */
  readonly tampered?: Readonly<Record<string, string | undefined>>;
  /** Query changed after signing. */
  readonly rawQuery?: string;
}

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const encode = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
let nonces = 0;

function without(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
    .join('&');
}

/** A request signed by this file's own reading of the V3 page, not by the simulator's code. */
export function signedRequest(
  action: string,
  parameters: Readonly<Record<string, string>>,
  now: number,
  changes: RequestChanges = {},
): SimulatedRequest {
  const { key = WRITER, method = 'POST', path = '/', body = '' } = changes;
  const query = changes.query ?? queryOf(parameters);
  nonces += 1;
  const headers = without({
    host: '127.0.0.1:18080',
    'x-acs-action': action,
    'x-acs-version': '2015-01-01',
    'x-acs-date': `${new Date(now).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': `nonce-${nonces}`,
    'x-acs-content-sha256': sha256(body),
    ...changes.headers,
  });
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = [method, path, query, ...lines, '', names.join(';'), sha256(body)].join('\n');
  const toSign = `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
  const signature = createHmac('sha256', key.secret).update(toSign).digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  const rawQuery = changes.rawQuery ?? query;
  return {
    method,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: without({ ...headers, accept: 'application/json', authorization, ...changes.tampered }),
    body: Buffer.from(body),
    listener: 0,
  };
}

export interface Sandbox {
  readonly simulator: Simulator;
  now(): number;
  advance(milliseconds: number): void;
  call(action: string, parameters?: Readonly<Record<string, string>>, changes?: RequestChanges): Promise<Answer>;
  send(request: SimulatedRequest): Promise<Answer>;
  state(): TairState;
  edit(change: (state: TairState) => void): void;
}

export function answerOf(reply: SimulatedReply): Answer {
  return { status: reply.status, headers: reply.headers ?? {}, body: reply.body as Body };
}

export function tairSandbox(change: (state: TairState) => void = () => {}): Sandbox {
  let now = START;
  const simulator = createTairSimulator({ now: () => now, settleMs: SETTLE_MS });
  simulator.attach(['http://127.0.0.1:18080']);
  const state = () => simulator.state() as TairState;
  const send = async (request: SimulatedRequest) => answerOf(await simulator.handle(request));
  const edit = (apply: (state: TairState) => void) => {
    const copy = state();
    apply(copy);
    simulator.restore(copy);
  };
  edit(change);
  return {
    simulator,
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    call: (action, parameters = {}, changes = {}) => send(signedRequest(action, parameters, now, changes)),
    send,
    state,
    edit,
  };
}

export function instanceOf(state: TairState, instanceId: string): TairInstance {
  const found = state.instances.find((instance) => instance.instanceId === instanceId);
  if (!found) throw new Error(`no instance ${instanceId}`);
  return found;
}

/** Status and code in one word, as the tests compare refusals. */
export function refusal(answer: Answer): string {
  return `${answer.status} ${answer.body.Code ?? 'accepted'}`;
}
