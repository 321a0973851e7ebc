import type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from '../../src/http/http-client.ts';
import type { Change } from '../../src/model/change.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Connection, Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import { diff } from '../../src/pipeline/diff.ts';
import type { Delta, OpenConnection, ProviderIo, Session } from '../../src/providers/provider.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { tairProvider } from '../../src/providers/tair/index.ts';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, all else as JSON. */
  readonly body?: unknown;
}
export type Parameters = Readonly<Record<string, string>>;
/** One reply for ever, or several in turn (the last one stays), or computed. */
export type Route = Reply | readonly Reply[] | ((parameters: Parameters) => Reply);

export const ID = 'r-bp1example00001';
export const address = 'TairInstance/sessions';

export const ok = (body: object = {}): Reply => ({ body: { RequestId: 'req', ...body } });
export const refused = (status: number, Code: string, Message = ''): Reply => ({
  status,
  body: { RequestId: 'req', HostId: 'r-kvstore.aliyuncs.com', Code, Message, Recommend: 'https://example.com' },
});
export const config = (DbAudit: unknown, Retention?: unknown): Reply =>
  ok({ DbAudit, ...(Retention === undefined ? {} : { Retention }) });
export const attribute = (InstanceStatus: unknown, AuditLogRetention?: unknown): Reply =>
  ok({
    Instances: {
      DBInstanceAttribute: [{ InstanceStatus, ...(AuditLogRetention === undefined ? {} : { AuditLogRetention }) }],
    },
  });
export const instance = (InstanceId: string, more: object = {}): object => ({
  InstanceId,
  InstanceName: 'same name everywhere',
  RegionId: 'cn-hangzhou',
  InstanceType: 'Redis',
  EditionType: 'Community',
  InstanceClass: 'redis.master.small.default',
  EngineVersion: '5.0',
  ArchitectureType: 'standard',
  InstanceStatus: 'Normal',
  ...more,
});
/** A well-behaved DescribeInstances over these instances. */
export function inventory(instances: readonly object[]): Route {
  return ({ InstanceIds, PageNumber = '1', PageSize = '30' }) => {
    const named = instances as readonly { readonly InstanceId: string }[];
    const chosen =
      InstanceIds === undefined ? named : named.filter(({ InstanceId }) => InstanceIds.split(',').includes(InstanceId));
    const [page, size] = [Number(PageNumber), Number(PageSize)];
    if (size > 50) return refused(400, 'InvalidPageSize.Malformed');
    return ok({
      TotalCount: chosen.length,
      PageNumber: page,
      PageSize: size,
      Instances: { KVStoreInstance: chosen.slice((page - 1) * size, page * size) },
    });
  };
}

const usual: Readonly<Record<string, Route>> = {
  DescribeAuditLogConfig: config('false', ''),
  DescribeInstanceAttribute: attribute('Normal', '0'),
  DescribeInstances: inventory([instance(ID)]),
  DescribeEngineVersion: ok({ IsLatestVersion: true }),
  DescribeServiceLinkedRoleExists: ok({ ExistsServiceLinkedRole: true }),
  InitializeKvstorePermission: ok(),
  ModifyAuditLogConfig: ok(),
};

export interface Call {
  readonly action: string;
  readonly parameters: Parameters;
  readonly access: string | undefined;
  readonly request: HttpRequest;
}
export interface Fake {
  readonly session: Session;
  readonly clients: HttpClientOptions[];
  readonly calls: Call[];
  readonly slept: number[];
  readonly advance: (ms: number) => void;
  /** Parameters of every call of one action. */
  readonly of: (action: string) => Parameters[];
}
export interface FakeOptions {
  readonly connection?: Partial<OpenConnection>;
  readonly credentials?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly settleMs?: number;
}

/** A session over scripted answers, and a clock that moves only by sleeping. */
export function fake(routes: Readonly<Record<string, Route>> = {}, options: FakeOptions = {}): Fake {
  const all: Readonly<Record<string, Route>> = { ...usual, ...routes };
  const clients: HttpClientOptions[] = [];
  const calls: Call[] = [];
  const slept: number[] = [];
  const turns = new Map<string, number>();
  let now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const answer = (action: string, parameters: Parameters): Reply => {
    const route = all[action];
    if (route === undefined) return refused(404, 'InvalidApi.NotFound');
    if (typeof route === 'function') return route(parameters);
    if (!Array.isArray(route)) return route as Reply;
    const turn = turns.get(action) ?? 0;
    turns.set(action, turn + 1);
    return route[Math.min(turn, route.length - 1)] as Reply;
  };
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    const action = request.headers?.['x-acs-action'] ?? '';
    const parameters = Object.fromEntries(new URLSearchParams(request.url.split('?')[1]));
    calls.push({ action, parameters, access: request.access, request });
    return response(answer(action, parameters));
  };
  const io: ProviderIo = {
    http: (client): HttpClient => {
      clients.push(client);
      return { send };
    },
    credentials: async () => options.credentials ?? { accessKeyId: 'LTAIexample', accessKeySecret: 'exampleSecret' },
    secret: async () => 'unused',
    environment: (name) => options.environment?.[name],
    clock: {
      now: () => now,
      sleep: async (ms) => {
        slept.push(ms);
        now += ms;
      },
    },
    settleMs: options.settleMs ?? 60_000,
  };
  const session = tairProvider.open(openConnection(options.connection), io);
  const of = (action: string) => calls.filter((call) => call.action === action).map(({ parameters }) => parameters);
  const advance = (ms: number) => {
    now += ms;
  };
  return { session, clients, calls, slept, advance, of };
}

export function connection(more: Partial<Connection> = {}): Connection {
  const empty = {
    name: 'alibaba',
    system: 'tair',
    endpoint: null,
    metricsEndpoint: null,
    projectId: null,
    iamEndpoint: null,
  };
  return {
    ...empty,
    region: 'cn-hangzhou',
    credentials: null,
    writeCredentials: null,
    tls: {},
    limits: {},
    timeoutSeconds: 30,
    ...more,
  };
}

function openConnection(more: Partial<OpenConnection> = {}): OpenConnection {
  return { ...connection(), endpoint: null, metricsEndpoint: null, projectId: null, iamEndpoint: null, ...more };
}

export function response({ status = 200, headers = {}, body = '' }: Reply): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const source = 'POST https://r-kvstore.aliyuncs.com/';
  const json = () => {
    try {
      return JSON.parse(text);
    } catch {
      throw new ProviderError(`${source} is not JSON`, { code: 'AF304', trouble: 'refused' });
    }
  };
  return { status, headers, text, source, json };
}

export function target(spec: JsonObject, id: string = ID): Target {
  const origin = { file: 'a.yaml', line: 1, column: 1 };
  const name = address.split('/')[1]!;
  const rest = {
    labels: {},
    waivers: [],
    connection: connection(),
    ensure: 'present',
    origin,
    locate: () => origin,
  } as const;
  return { address, kind: 'TairInstance', name, target: { InstanceId: id }, spec, ...rest };
}

/** A live reading as `read` makes it, for pure tests. */
export function live(document: JsonObject, limits: JsonObject = {}, facts: readonly string[] = []): Observation {
  const all = {
    region: 'cn-hangzhou',
    unsupported: false,
    role: 'exists',
    source: 'DescribeAuditLogConfig',
    ...limits,
  };
  return {
    address,
    identity: `tair/cn-hangzhou/${ID}`,
    presence: 'present',
    document,
    hidden: [],
    facts,
    limits: all,
    settled: true,
    token: null,
    notes: [],
  };
}

/** Differences as the pipeline finds them. */
export function changesOf(spec: JsonObject, seen: Observation): readonly Change[] {
  return diff(target(spec), seen, tairProvider.normalise(target(spec), seen), {}).changes;
}

export function deltaOf(spec: JsonObject, seen: Observation, shared: JsonObject = {}): Delta {
  const { document } = tairProvider.normalise(target(spec), seen);
  return { ...target(spec), document, live: seen, changes: changesOf(spec, seen), shared };
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
