import type { SimulatedReply, SimulatedRequest, Simulator } from '../../src/sandbox/simulator.ts';
import { type CouchbaseState, createCouchbaseSimulator } from '../../src/sandbox/vendors/couchbase/index.ts';

export const START = Date.parse('2026-01-02T03:04:05Z');
export const SETTLE_MS = 5_000;
export const LOGS = '/opt/couchbase/var/lib/couchbase/logs';
export const OTHER_LOGS = '/var/log/couchbase-audit';
export const ADMIN = 'Administrator:sandbox-couchbase-password';
export const READER = 'auditor:sandbox-couchbase-reader-password';
/** Some of the events that nobody records unless asked to. */
export const OFF_BY_DEFAULT = [
  8255, 20485, 20488, 20489, 20490, 20491, 20493, 28672, 32770, 36867, 40963, 45057, 45070,
];
export const FORM = 'application/x-www-form-urlencoded';

/** What an answer may hold; each test looks at the members its URL has. */
export interface Body {
  readonly disabled: number[];
  readonly uid: string;
  readonly auditdEnabled: boolean;
  readonly disabledUsers: { name: string; domain: string }[];
  readonly logPath?: string;
  readonly pruneAge?: number;
  readonly rotateInterval: number;
  readonly rotateSize: number;
  readonly errors: Record<string, string>;
  readonly [member: string]: unknown;
}

export interface CallOptions {
  readonly node?: number;
  /** `name:password`; null sends no login. */
  readonly login?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One simulator with a clock that the test moves by hand. */
export function openCluster(change: (state: CouchbaseState) => void = () => {}) {
  let now = START;
  const simulator: Simulator = createCouchbaseSimulator({ now: () => now, settleMs: SETTLE_MS });
  simulator.attach(['http://127.0.0.1:7001', 'http://127.0.0.1:7002', 'http://127.0.0.1:7003']);
  const state = () => simulator.state() as CouchbaseState;
  const edit = (how: (state: CouchbaseState) => void) => {
    const edited = state();
    how(edited);
    simulator.restore(edited);
  };
  edit(change);
  const call = (method: string, target: string, options: CallOptions = {}) =>
    simulator.handle(requestOf(method, target, options)) as SimulatedReply;
  const get = (target: string, options: CallOptions = {}) => call('GET', target, options);
  return {
    simulator,
    state,
    edit,
    call,
    get,
    advance: (ms: number) => {
      now += ms;
    },
    post: (form: string, options: CallOptions & { readonly query?: string } = {}) =>
      call('POST', `/settings/audit${options.query ?? ''}`, {
        ...options,
        body: form,
        headers: { 'content-type': FORM, ...options.headers },
      }),
    settings: (node = 0) => get('/settings/audit', { node }).body as Body,
  };
}

function requestOf(method: string, target: string, options: CallOptions): SimulatedRequest {
  const [path = '', ...rest] = target.split('?');
  const login = options.login === undefined ? ADMIN : options.login;
  const authorization = login === null ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return {
    method,
    path,
    rawQuery: rest.join('?'),
    query: new URLSearchParams(rest.join('?')),
    headers: { ...authorization, ...options.headers },
    body: Buffer.from(options.body ?? ''),
    listener: options.node ?? 0,
  };
}

/** The messages of a refused form, by field. */
export function fieldErrors(reply: SimulatedReply): Record<string, string> {
  return (reply.body as Body).errors;
}
