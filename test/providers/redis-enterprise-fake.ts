import type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from '../../src/http/http-client.ts';
import type { Change } from '../../src/model/change.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { at } from '../../src/model/pointer.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Delta, Desired, OpenConnection, ProviderIo, Session } from '../../src/providers/provider.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, all else as JSON. */
  readonly body?: unknown;
}

/** One reply for ever, or several in turn (the last one stays), or computed. */
export type Route = Reply | readonly Reply[] | ((request: HttpRequest) => Reply);

export const address = 'RedisEnterpriseCluster/eu-prod';

export const SINK = '/v1/cluster/auditing/db_conns';

/** The example of the REST API page. */
export const seedSink = {
  audit_address: '127.0.0.1',
  audit_port: 12345,
  audit_protocol: 'TCP',
  audit_reconnect_interval: 1,
  audit_reconnect_max_attempts: 0,
} as const;

export function bdb(uid: number, name: string, more: JsonObject = {}): JsonObject {
  return { uid, name, status: 'active', crdt: false, internal: false, db_conns_auditing: false, ...more };
}

/** A database of 8.2 with every audit setting at its default. */
export function bdb82(uid: number, name: string, settings: JsonObject = {}, more: JsonObject = {}): JsonObject {
  const audit_settings = {
    audit_mode: 'disabled',
    max_total_key_bytes: 131072,
    username_filter: { enabled: false, usernames: [], filter_type: 'inclusive', allow_while_username_unknown: false },
    source_ip_filter: { enabled: false, ip_addresses: [], cidr_ranges: [], filter_type: 'inclusive' },
    ...settings,
  };
  return bdb(uid, name, { db_conns_auditing: audit_settings.audit_mode !== 'disabled', audit_settings, ...more });
}

export function nodes(...versions: string[]): Reply {
  return {
    body: versions.map((software_version, index) => ({
      uid: index + 1,
      addr: `10.0.0.${index + 1}`,
      software_version,
    })),
  };
}

function usual(): Record<string, Route> {
  return {
    'GET /v1/cluster': { body: { name: 'redis.example.com', smtp_password: 'canary-smtp' } },
    'GET /v1/nodes': nodes('7.8.6-60', '7.8.6-60'),
    [`GET ${SINK}`]: { body: seedSink },
    'GET /v1/cluster/policy': { body: { db_conns_auditing: false, default_shards_placement: 'dense' } },
    'GET /v1/bdbs': { body: [bdb(7, 'sessions'), bdb(3, 'cache')] },
    'GET /v1/license': { body: { expired: false } },
    'GET /v2/actions/a-1': { status: 404 },
  };
}

/** Routes of an 8.2 cluster. */
export const on82: Record<string, Route> = {
  'GET /v1/nodes': nodes('8.2.0-46'),
  'GET /v1/bdbs': { body: [bdb82(3, 'cache'), bdb82(7, 'sessions')] },
};

export interface Fake {
  readonly session: Session;
  readonly log: HttpRequest[];
  readonly clients: HttpClientOptions[];
  /** `METHOD path`, queries kept. */
  readonly calls: () => readonly string[];
  readonly slept: number[];
  /** Time goes by. */
  pass(ms: number): void;
}

export interface FakeOptions {
  /** How long an answer is under way. */
  readonly transit?: (request: HttpRequest) => Promise<void>;
  readonly settleMs?: number;
  readonly endpoint?: string | null;
  readonly metricsEndpoint?: string | null;
  readonly credentials?: Readonly<Record<string, string>>;
}

/** A session over scripted answers and a clock that moves only by sleeping. */
export function fake(routes: Record<string, Route> = {}, options: FakeOptions = {}): Fake {
  const all: Record<string, Route> = { ...usual(), ...routes };
  const log: HttpRequest[] = [];
  const clients: HttpClientOptions[] = [];
  const slept: number[] = [];
  const turns = new Map<string, number>();
  let now = 1_000_000;
  const answer = (request: HttpRequest): Reply => {
    const key = `${request.method} ${request.url.split('?')[0]}`;
    const route = all[key];
    if (route === undefined) throw new Error(`no route for ${key}`);
    if (typeof route === 'function') return route(request);
    if (!Array.isArray(route)) return route as Reply;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return route[Math.min(turn, route.length - 1)] as Reply;
  };
  const io: ProviderIo = {
    http: (client): HttpClient => {
      clients.push(client);
      return {
        send: async (request) => {
          log.push(request);
          const reply = answer(request);
          await options.transit?.(request);
          return response(request, reply, client.baseUrl);
        },
      };
    },
    credentials: async () => options.credentials ?? { username: 'audit@example.com', password: 'pässword:1' },
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
    name: 'redis-eu',
    system: 'redis-enterprise',
    endpoint: options.endpoint === undefined ? 'https://redis.example.com:9443' : options.endpoint,
    metricsEndpoint: options.metricsEndpoint ?? null,
    region: null,
    projectId: null,
    iamEndpoint: null,
    credentials: null,
    writeCredentials: null,
    tls: {},
    limits: {},
    timeoutSeconds: 30,
  } satisfies OpenConnection;
  const session = redisEnterpriseProvider.open(connection, io);
  const pass = (ms: number) => {
    now += ms;
  };
  return { session, log, clients, slept, pass, calls: () => log.map((request) => `${request.method} ${request.url}`) };
}

export function response(request: HttpRequest, reply: Reply, baseUrl = 'https://redis.example.com:9443'): HttpResponse {
  const text = typeof reply.body === 'string' ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body);
  const source = `${request.method} ${baseUrl}${request.url.split('?')[0]}`;
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

/** A change as the core would make it for `path` of the normal form. */
export function change(path: string, after: Json, before: Json = null): Change {
  return {
    id: `${address}#${path}`,
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

/** What the core hands over once it found that these members differ. */
export function delta(spec: JsonObject, live: Observation, paths: readonly string[]): Delta {
  const wanted = desired(spec);
  const { document } = redisEnterpriseProvider.normalise(wanted, live);
  const changes = paths.map((path) => change(path, at(document, path) ?? null, at(live.document ?? {}, path) ?? null));
  return { ...wanted, document, live, changes, shared: {} };
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
