import type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from '../../src/http/http-client.ts';
import type { Change } from '../../src/model/change.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Connection, Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import { diff } from '../../src/pipeline/diff.ts';
import type { Delta, OpenConnection, ProviderIo, Session } from '../../src/providers/provider.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { taurusdbProvider } from '../../src/providers/taurusdb/index.ts';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, all else as JSON. */
  readonly body?: unknown;
}
export type Query = Readonly<Record<string, string>>;
/** One reply for ever, or several in turn (the last one stays), or computed. */
export type Route = Reply | readonly Reply[] | Computed;
type Computed = (query: Query, request: HttpRequest) => Reply;
export type Routes = Readonly<Record<string, Route>>;

export const PROJECT = '054e292c9880d4992f02c0196d3ea468';
export const ID = '3d39c18788b54a919bab633874c159dfin07';
export const address = 'TaurusDBInstance/orders';
/** Of the vendor's example, its repeated name included. */
export const ACTIONS = {
  DCL: 'CREATE_USER,DROP_USER,GRANT,REVOKE',
  DDL: 'CREATE,ALTER,DROP',
  DML: 'INSERT,DELETE,UPDATE,REPLACE,SELECT',
  OTHER: 'BEGIN/COMMIT/ROLLBACK,UNINSTALL_PLUGIN,UNINSTALL_PLUGIN,XA',
};
export const GROUPS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(ACTIONS).map(([group, text]) => [group, [...new Set(text.split(','))]]),
);
export const ALL = Object.values(GROUPS).flat().sort();

export const ok = (body: unknown): Reply => ({ body });
export const refused = (status: number, error_code: string, error_msg = ''): Reply => ({
  status,
  body: { error_code, error_msg },
});
export const policy = (keep_days: unknown, audit_types: unknown = [], actions: unknown = JSON.stringify(ACTIONS)) =>
  ok({ keep_days, audit_types, all_audit_log_action: actions });
export const instance = (id: string = ID, more: JsonObject = {}): JsonObject => ({
  id,
  name: 'orders',
  status: 'ACTIVE',
  datastore: { type: 'gaussdb-mysql', version: '8.0', kernel_version: '2.0.60.241200' },
  ...more,
});
/** A well-behaved list: `offset` counts items, `limit` is 1 to 100. */
export function inventory(instances: readonly JsonObject[]): Computed {
  return ({ id, offset = '0', limit = '100' }) => {
    if (!(Number(limit) >= 1 && Number(limit) <= 100)) return refused(400, 'DBS.280439');
    const chosen = id === undefined ? instances : instances.filter((each) => each.id === id);
    const page = chosen.slice(Number(offset), Number(offset) + Number(limit));
    return ok({ instances: page, total_count: chosen.length });
  };
}

const usual: Routes = {
  'GET policy': policy(0),
  'PUT policy': ok({ result: 'COMPLETED', job_id: 'b0d4d1a6' }),
  'GET instances': inventory([instance()]),
  'GET instance': ok({ instance: instance() }),
  'GET details': { status: 404, body: { error_code: 'APIGW.0101', error_msg: '' } },
  'GET audit-logs': ok({ audit_logs: [], total_count: 0 }),
  'POST token': { status: 201, headers: { 'x-subject-token': 'MIItoken' }, body: { token: {} } },
};

export interface Call {
  readonly route: string;
  readonly query: Query;
  readonly request: HttpRequest;
}
export interface Fake {
  readonly session: Session;
  readonly clients: HttpClientOptions[];
  readonly calls: Call[];
  readonly of: (route: string) => Call[];
  /** The policies that were written. */
  readonly written: () => JsonObject[];
  readonly clock: { now: number };
}
export interface FakeOptions {
  /** How long an answer is under way. */
  readonly transit?: () => Promise<void>;
  readonly connection?: Partial<OpenConnection>;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A session over scripted answers, by method and last part of the path. */
export function fake(routes: Routes = {}, options: FakeOptions = {}): Fake {
  const all: Routes = { ...usual, ...routes };
  const [clients, calls, turns] = [[] as HttpClientOptions[], [] as Call[], new Map<string, number>()];
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
  const answer = (route: string, query: Query, request: HttpRequest): Reply => {
    const script = all[route];
    if (script === undefined) return refused(404, 'APIGW.0101');
    if (typeof script === 'function') return script(query, request);
    if (!Array.isArray(script)) return script as Reply;
    const turn = turns.get(route) ?? 0;
    turns.set(route, turn + 1);
    return script[Math.min(turn, script.length - 1)] as Reply;
  };
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    const [path = '', search] = request.url.split('?');
    const query = Object.fromEntries(new URLSearchParams(search));
    const route = `${request.method} ${partOf(path)}`;
    calls.push({ route, query, request });
    const reply = answer(route, query, request);
    await options.transit?.();
    return response(reply);
  };
  const io: ProviderIo = {
    http: (client): HttpClient => {
      clients.push(client);
      return { send };
    },
    credentials: async () => options.credentials ?? { accessKey: 'EXAMPLE', secretKey: 'exampleSecret' },
    secret: async () => 'unused',
    environment: (name) => options.environment?.[name],
    clock: { now: () => clock.now, sleep: async () => {} },
    settleMs: 60_000,
  };
  const session = taurusdbProvider.open(openConnection(options.connection), io);
  const of = (route: string) => calls.filter((call) => call.route === route);
  const written = () => of('PUT policy').map(({ request }) => JSON.parse(request.body ?? 'null') as JsonObject);
  return { session, clients, calls, of, written, clock };
}

function partOf(path: string): string {
  const base = `/v3/${PROJECT}/instances`;
  if (path === '/v3/auth/tokens') return 'token';
  if (path === base) return 'instances';
  if (!path.startsWith(`${base}/`)) return path;
  if (path === `${base}/details`) return 'details';
  const [, part, ...rest] = path.slice(base.length + 1).split('/');
  if (rest.length > 0) return path;
  return part === undefined ? 'instance' : part === 'audit-log-policy' ? 'policy' : part;
}

export function connection(more: Partial<Connection> = {}): Connection {
  const none = { metricsEndpoint: null, iamEndpoint: null, credentials: null, writeCredentials: null };
  const rest = { name: 'huawei', system: 'taurusdb', endpoint: null, tls: {}, limits: {}, timeoutSeconds: 30 };
  return { ...none, ...rest, region: 'ap-southeast-3', projectId: PROJECT, ...more };
}

export function openConnection(more: Partial<OpenConnection> = {}): OpenConnection {
  const addresses = { endpoint: null, metricsEndpoint: null, projectId: PROJECT, iamEndpoint: null };
  return { ...connection(), ...addresses, ...more };
}

export function response({ status = 200, headers = {}, body = '' }: Reply): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const source = 'GET https://gaussdb.example.com/v3';
  const json = () => {
    try {
      return JSON.parse(text);
    } catch {
      throw new ProviderError(`${source} is not JSON`, { code: 'AF304', trouble: 'refused', status });
    }
  };
  return { status, headers, text, source, json };
}

export function target(spec: JsonObject = {}, id: string = ID): Target {
  const origin = { file: 'a.yaml', line: 1, column: 1 };
  const rest = { labels: {}, waivers: [], connection: connection(), origin, locate: () => origin };
  const kind = 'TaurusDBInstance';
  return { address, kind, name: 'orders', target: { instance_id: id }, spec, ensure: 'present', ...rest };
}

/** A live reading as `read` makes it. */
export async function live(answer: Reply): Promise<Observation> {
  return fake({ 'GET policy': answer }).session.read(target());
}

export const normalised = (spec: JsonObject, seen: Observation) => taurusdbProvider.normalise(target(spec), seen);

/** Differences as the pipeline finds them. */
export function changesOf(spec: JsonObject, seen: Observation): readonly Change[] {
  return diff(target(spec), seen, normalised(spec, seen), {}).changes;
}

export function deltaOf(spec: JsonObject, seen: Observation): Delta {
  const { document } = normalised(spec, seen);
  return { ...target(spec), document, live: seen, changes: changesOf(spec, seen), shared: {} };
}

/** The ProviderError of a promise that must fail with one. */
export async function trouble(promise: Promise<unknown>): Promise<ProviderError> {
  const caught = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (caught instanceof ProviderError) return caught;
  throw new Error(`expected a ProviderError, got ${String(caught)}`);
}
