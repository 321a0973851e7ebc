import type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from '../../src/http/http-client.ts';
import type { Change } from '../../src/model/change.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { at } from '../../src/model/pointer.ts';
import type { Observation } from '../../src/model/observation.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import type { Delta, Desired, OpenConnection, ProviderIo, Session } from '../../src/providers/provider.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, all else as JSON. */
  readonly body?: unknown;
}

/** One reply for ever, several in turn (the last one stays), computed, or an error of the client's own. */
export type Route = Reply | readonly Reply[] | ((request: HttpRequest, origin: string) => Reply | ProviderError);

export const address = 'CouchbaseCluster/eu-prod';
export const uuid = '0F0e0d0c0b0a09080706050403020100';
export const endpoint = 'https://cb1.example.com:18091';

/** The example of "Configure Auditing", completed. */
export const settings = {
  disabled: [8243, 8255],
  uid: '40580060',
  auditdEnabled: true,
  disabledUsers: [
    { name: 'testuser', domain: 'local' },
    { name: '@eventing', domain: 'local' },
  ],
  logPath: '/opt/couchbase/var/lib/couchbase/logs',
  pruneAge: 0,
  rotateInterval: 7200,
  rotateSize: 524288000,
} as const;

export const descriptors = [
  { id: 8243, name: 'mutate document', module: 'ns_server', description: '' },
  { id: 8255, name: 'read document', module: 'ns_server', description: '' },
  { id: 8257, name: 'alert email sent', module: 'ns_server', description: '' },
  { id: 20485, name: 'authentication succeeded', module: 'memcached', description: '' },
  { id: 20488, name: 'document read', module: 'memcached', description: '' },
  { id: 28672, name: 'SELECT statement', module: 'n1ql', description: '' },
  { id: 28697, name: '/admin/stats API request', module: 'n1ql', description: '' },
  { id: 36867, name: 'SELECT statement', module: 'analytics', description: '' },
] as const;

export function node(name: string, more: JsonObject = {}): JsonObject {
  return {
    hostname: `${name}.example.com:8091`,
    clusterMembership: 'active',
    status: 'healthy',
    version: '7.6.2-3721-enterprise',
    ports: { httpsMgmt: 18091 },
    ...(name === 'cb1' ? { thisNode: true } : {}),
    ...more,
  };
}

export function pool(...nodes: JsonObject[]): Reply {
  return { body: { clusterName: 'EU Prod', nodes } };
}

export function pools(version: string, more: JsonObject = {}): Reply {
  return { body: { uuid, isEnterprise: true, implementationVersion: version, ...more } };
}

/** A single node of another release. */
export function release(version: string): Record<string, Route> {
  return { 'GET /pools': pools(version), 'GET /pools/default': pool(node('cb1', { version })) };
}

function usual(): Record<string, Route> {
  return {
    ...release('7.6.2-3721-enterprise'),
    'GET /settings/audit': { body: settings },
    'GET /settings/audit/descriptors': { body: descriptors },
    'GET /settings/audit/nonFilterableDescriptors': {
      body: [{ id: 8192, name: 'login success', module: 'ns_server', description: '' }],
    },
    'POST /settings/audit?just_validate=1': { body: { errors: {} } },
    'POST /settings/audit': { body: '' },
    'GET /events': { status: 404, body: '"Not found."' },
    'GET /metrics': { status: 404, body: '"Not found."' },
  };
}

export interface Fake {
  readonly session: Session;
  /** `ORIGIN METHOD URL`, with the body of posts. */
  readonly calls: () => readonly string[];
  /** The writes alone. */
  readonly writes: () => readonly string[];
  readonly log: (HttpRequest & {
    readonly origin: string;
    readonly access: 'read' | 'write';
    readonly client: HttpClientOptions;
  })[];
  readonly logins: Map<string, HttpClientOptions[]>;
  readonly slept: number[];
  /** Time goes by between what a run does and what it did before. */
  pass(ms: number): void;
}

export interface FakeOptions {
  readonly endpoint?: string | null;
  /** How long an answer is under way. */
  readonly transit?: (request: HttpRequest) => Promise<void>;
  readonly settleMs?: number;
  readonly credentials?: Readonly<Record<string, string>>;
}

/** A session over scripted answers. Routes are `METHOD path`, or `ORIGIN METHOD path` for one node. */
export function fake(routes: Record<string, Route> = {}, options: FakeOptions = {}): Fake {
  const all = { ...usual(), ...routes };
  const log: Fake['log'] = [];
  const logins = new Map<string, HttpClientOptions[]>();
  const slept: number[] = [];
  const turns = new Map<string, number>();
  let now = 1_000_000;
  const answer = (request: HttpRequest, origin: string): Reply | ProviderError => {
    const validating = request.url.includes('just_validate=1') ? '?just_validate=1' : '';
    const path = `${request.method} ${request.url.split('?')[0]}${validating}`;
    const key = [`${origin} ${path}`, path].find((candidate) => all[candidate] !== undefined);
    if (key === undefined) throw new Error(`no route for ${path}`);
    const route = all[key]!;
    if (typeof route === 'function') return route(request, origin);
    if (!Array.isArray(route)) return route as Reply;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return route[Math.min(turn, route.length - 1)] as Reply;
  };
  const io: ProviderIo = {
    http: (client): HttpClient => {
      const origin = client.baseUrl;
      logins.set(origin, [...(logins.get(origin) ?? []), client]);
      return {
        send: async (request) => {
          log.push({
            ...request,
            origin,
            client,
            access: request.access ?? (request.method === 'GET' ? 'read' : 'write'),
          });
          const reply = answer(request, origin);
          await options.transit?.(request);
          if (reply instanceof ProviderError) throw reply;
          return response(request, reply, origin);
        },
      };
    },
    credentials: async (access) =>
      options.credentials ?? { username: access === 'write' ? 'writer' : 'reader', password: 'pässword:1' },
    secret: async () => 'unused',
    environment: () => undefined,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        slept.push(ms);
        now += ms;
      },
    },
    settleMs: options.settleMs ?? 60_000,
  };
  const connection = {
    name: 'cb-eu',
    system: 'couchbase',
    endpoint: options.endpoint === undefined ? endpoint : options.endpoint,
    metricsEndpoint: null,
    region: null,
    projectId: null,
    iamEndpoint: null,
    credentials: null,
    writeCredentials: null,
    tls: {},
    limits: {},
    timeoutSeconds: 30,
  } satisfies OpenConnection;
  const session = couchbaseProvider.open(connection, io);
  const line = ({ origin, method, url, body }: Fake['log'][number]) =>
    `${new URL(origin).hostname.split('.')[0]} ${method} ${url}${body === undefined ? '' : ` ${body}`}`;
  return {
    session,
    log,
    logins,
    slept,
    pass: (ms) => {
      now += ms;
    },
    calls: () => log.map(line),
    writes: () => log.filter(({ access }) => access === 'write').map(line),
  };
}

export function response(request: HttpRequest, reply: Reply, origin = endpoint): HttpResponse {
  const text = typeof reply.body === 'string' ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body);
  const source = `${request.method} ${origin}${request.url.split('?')[0]}`;
  return {
    status: reply.status ?? 200,
    headers: reply.headers ?? {},
    text,
    source,
    json: () => {
      try {
        return JSON.parse(text);
      } catch {
        throw new ProviderError(`${source} is not JSON`, { code: 'AF304', trouble: 'refused' });
      }
    },
  };
}

export function desired(spec: JsonObject = {}, target: JsonObject = {}): Desired {
  return { address, target, spec, ensure: 'present' };
}

/** Three nodes; cb2 and cb3 answer with their own settings where given. */
export function threeNodes(cb2: JsonObject | null = null, cb3: JsonObject | null = null): Record<string, Route> {
  const own = (more: JsonObject | null) => ({ body: { ...settings, ...more } });
  return {
    'GET /pools/default': pool(node('cb1'), node('cb2'), node('cb3')),
    'https://cb2.example.com:18091 GET /settings/audit': own(cb2),
    'https://cb3.example.com:18091 GET /settings/audit': own(cb3),
  };
}

/** Change of one member, or of a set's member (`/disabled/20488`), as the core makes it. */
export function change(path: string, after: Json, before: Json = null): Change {
  const id = `${address}#${path}`;
  return {
    id,
    address,
    path,
    before,
    after,
    direction: 'neutral',
    historyLoss: false,
    origin: null,
    patch: [],
    waiver: null,
  };
}

export function delta(spec: JsonObject, live: Observation, changes: readonly (string | Change)[]): Delta {
  const wanted = desired(spec);
  const { document } = couchbaseProvider.normalise(wanted, live);
  const made = changes.map((each) => (typeof each === 'string' ? change(each, at(document, each) ?? null) : each));
  return { ...wanted, document, live, changes: made, shared: {} };
}

export function down(): ProviderError {
  return new ProviderError('no answer', { code: 'AF301', trouble: 'unavailable', sent: 'no' });
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
