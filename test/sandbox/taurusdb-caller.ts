import { createHash, createHmac } from 'node:crypto';
import type { SimulatedReply, SimulatedRequest, Simulator } from '../../src/sandbox/simulator.ts';
import {
  createTaurusdbSimulator,
  type TaurusdbInstance,
  type TaurusdbQuirks,
  type TaurusdbState,
} from '../../src/sandbox/vendors/taurusdb/index.ts';

/** On a half hour, so that log files begin and end at round times. */
export const START = Date.parse('2026-01-02T03:00:00Z');
export const SETTLE_MS = 5_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const PROJECT = '054e292c9880d4992f02c0196d3ea468';
export const ELSEWHERE = '165f3a3d0991e5a03f13d12a7e4fb579';
export const FOREIGN = '27604b4e1aa2f6b14024e23b8f50c68a';
export const LEDGER = '3d39c18788b54a919bab633874c159dfin07';
export const ORDERS = '4e40d29899c65ba2acbc744985d260e0in07';
export const REPORTS = '5f51e3a9aad76cb3bdcd855a96e371f1in07';
export const LEGACY = '60620fbabbe87dc4cede966ba7f48202in07';
export const NOWHERE = '00000000000000000000000000000000in07';
export const WRITER = { id: 'SANDBOXTAURUSACCESS1', secret: 'sandbox-taurus-secret-key-operate-0001' };
export const READER = { id: 'SANDBOXTAURUSREADER1', secret: 'sandbox-taurus-secret-key-reading-0001' };
export const ORIGIN = 'http://127.0.0.1:18080';

export const instancePath = (id = LEDGER, suffix = '', project = PROJECT) => `/v3/${project}/instances/${id}${suffix}`;
export const policyPath = (id = LEDGER) => instancePath(id, '/audit-log-policy');

export type Headers = Readonly<Record<string, string | undefined>>;

export interface CallOptions {
  /** Sent as JSON unless it is text or bytes. */
  readonly body?: unknown;
  readonly key?: { readonly id: string; readonly secret: string };
  /** Sent in place of a signature. */
  readonly token?: string;
  /** Neither signature nor token. */
  readonly anonymous?: boolean;
  /** Laid over the usual headers before signing; undefined removes one. */
  readonly headers?: Headers;
  /** Laid over the signed headers. */
  readonly tampered?: Headers;
  /** Sent in place of the signed path and query. */
  readonly sentAs?: string;
  readonly listener?: number;
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
  set(id: string, policy: unknown, options?: CallOptions): Promise<Answer>;
  policy(id?: string): Promise<Answer>;
  advance(ms: number): void;
  now(): number;
  state(): TaurusdbState;
  edit(change: (state: TaurusdbState) => void): void;
}

/** A simulator with the given readings of what the vendor leaves open, on a clock that stands still. */
export function taurusdbCaller(quirks: Partial<TaurusdbQuirks> = {}): Caller {
  let now = START;
  const simulator = createTaurusdbSimulator({ now: () => now, settleMs: SETTLE_MS });
  simulator.attach([ORIGIN, 'http://127.0.0.1:18081']);
  const caller: Caller = {
    simulator,
    call: async (method, target, options = {}) =>
      answerOf(await simulator.handle(request(method, target, now, options))),
    get: (target, options) => caller.call('GET', target, options),
    set: (id, body, options) => caller.call('PUT', policyPath(id), { ...options, body }),
    policy: (id) => caller.get(policyPath(id)),
    advance: (ms) => {
      now += ms;
    },
    now: () => now,
    state: () => simulator.state() as TaurusdbState,
    edit: (change) => {
      const state = caller.state();
      change(state);
      simulator.restore(state);
    },
  };
  caller.edit((state) => Object.assign(state.quirks, quirks));
  return caller;
}

export const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const encode = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export function parts(target: string): { path: string; rawQuery: string } {
  const [path = '', ...rest] = target.split('?');
  return { path, rawQuery: rest.join('?') };
}

function present(headers: Headers): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
}

function bytes(body: unknown): Buffer {
  if (body instanceof Buffer) return body;
  return Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}

export const sdkDate = (time: number) => `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** A request as the SDKs send it, signed by this file's own reading of the signing guide. */
export function request(method: string, target: string, now: number, options: CallOptions): SimulatedRequest {
  const body = bytes(options.body);
  const signs = options.token === undefined && options.anonymous !== true;
  const headers = present({
    host: '127.0.0.1:18080',
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(signs ? { 'x-sdk-date': sdkDate(now) } : {}),
    ...(options.token === undefined ? {} : { 'x-auth-token': options.token }),
    ...options.headers,
  });
  const { path, rawQuery } = parts(options.sentAs ?? target);
  return {
    method,
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: present({
      ...headers,
      ...(signs ? { authorization: authorization(method, target, headers, body, options.key) } : {}),
      ...options.tampered,
    }),
    body,
    listener: options.listener ?? 0,
  };
}

export function authorization(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  key = WRITER,
): string {
  const { path, rawQuery } = parts(target);
  const pairs = rawQuery === '' ? [] : rawQuery.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
  const query = pairs.map(([name = '', value = '']) => `${encode(name)}=${encode(value)}`).sort();
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const slashed = path.endsWith('/') ? path : `${path}/`;
  const hash = headers['x-sdk-content-sha256'] ?? sha256(body);
  const canonical = [method, slashed, query.join('&'), lines, names.join(';'), hash].join('\n');
  const toSign = `SDK-HMAC-SHA256\n${headers['x-sdk-date']}\n${sha256(canonical)}`;
  const signature = createHmac('sha256', key.secret).update(toSign).digest('hex');
  return `SDK-HMAC-SHA256 Access=${key.id}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

export function answerOf({ status, headers = {}, body }: SimulatedReply): Answer {
  return { status, headers, body };
}

/** Status and code in one word, as the tests compare refusals. */
export function refusal({ status, body }: Answer): string {
  return `${status} ${body?.error_code ?? 'accepted'}`;
}

export function instanceOf(state: TaurusdbState, id: string): TaurusdbInstance {
  const found = state.instances.find((instance) => instance.id === id);
  if (found === undefined) throw new Error(`no instance ${id}`);
  return found;
}

/** The body of a password login, scoped to the project unless told otherwise. */
export function loginBody(changes: { user?: object; scope?: unknown; methods?: unknown } = {}) {
  const user = { name: 'auditform', password: 'sandbox-taurus-password', domain: { name: 'sandbox-account' } };
  return {
    auth: {
      identity: { methods: changes.methods ?? ['password'], password: { user: { ...user, ...changes.user } } },
      ...('scope' in changes ? { scope: changes.scope } : { scope: { project: { id: PROJECT } } }),
    },
  };
}

export function login(caller: Caller, body: unknown = loginBody(), options: CallOptions = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json;charset=utf8', ...options.headers };
  return caller.call('POST', '/v3/auth/tokens?nocatalog=true', {
    anonymous: true,
    listener: 1,
    ...options,
    headers,
    body,
  });
}

/** The token of a login that must succeed. */
export async function tokenOf(caller: Caller, body: unknown = loginBody()): Promise<string> {
  const { status, headers } = await login(caller, body);
  const token = headers['X-Subject-Token'];
  if (status !== 201 || token === undefined) throw new Error(`login answered ${status}`);
  return token;
}
