import type { HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from '../../src/http/http-client.ts';
import type { Change } from '../../src/model/change.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Operation } from '../../src/model/operation.ts';
import { diff } from '../../src/pipeline/diff.ts';
import type { Memory } from '../../src/pipeline/record-change.ts';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import type { Delta, OpenConnection, ProviderIo, Receipt, Session, WriteWatch } from '../../src/providers/provider.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { connection, opened } from '../connection/connection.ts';
import { type Answer, createServer, type Readings, type Row, type Server, USUAL } from './dbaudit-server.ts';

export const address = 'DBAuditDatabase/ledger';
export const endpoint = 'https://api.dbaudit.ai/v1';
export const SECRET = 'new-p4ssword';
export const PLACE = { host: 'ledger.example.com', port: 5432, database: 'ledger' };
export const OPTIONS = {
  capture_queries: true,
  capture_results: false,
  mask_sensitive_data: true,
  retention_days: 90,
} as const;
export const SPEC = {
  name: 'Ledger',
  type: 'postgresql',
  username: 'dbaudit_reader',
  password: { fromEnv: 'LEDGER_PASSWORD' },
  audit_options: OPTIONS,
} as const;
/** Fields of the object as POST takes them. */
export const LEDGER = { ...PLACE, name: 'Ledger', type: 'postgresql', username: 'dbaudit_reader' };

export interface Call {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: string;
  readonly body: JsonObject;
  readonly access: 'read' | 'write';
}

/**
 * `lost`: done, but no answer comes; `gone`: not done, and no answer comes; `killed`: done, and the run ends there. An
 * answer stands instead of the server's.
 */
export type Fault = 'lost' | 'gone' | 'killed' | Answer | ProviderError;

export interface Fake {
  readonly session: Session;
  readonly server: Server;
  readonly clients: HttpClientOptions[];
  readonly calls: Call[];
  /** `METHOD path` of all calls; with `true` of those that write. */
  lines(writes?: boolean): string[];
  /** Bodies of the calls of one method to one path, or to a path below it. */
  bodies(line: string): JsonObject[];
  readonly slept: number[];
  readonly opened: string[];
  /** Time goes by between what a run does and what it did before. */
  pass(ms: number): void;
}

export interface FakeOptions {
  readonly readings?: Partial<Readings>;
  /** Null or undefined: the server answers. `nth` counts calls of one method and path, from 1. */
  readonly fault?: (call: Call, nth: number) => Fault | null | undefined;
  /** How long the server's answer is under way. */
  readonly transit?: (call: Call) => Promise<void>;
  readonly settleMs?: number;
  /** Objects of an earlier run. */
  readonly rows?: readonly Row[];
  /** Days since the first run. */
  readonly day?: number;
}

/** A session over a server in memory, and a clock that moves only by sleeping. */
export function fake({
  readings = {},
  fault = () => null,
  transit = async () => {},
  settleMs = 120_000,
  rows = [],
  day = 0,
}: FakeOptions = {}): Fake {
  let now = Date.UTC(2026, 0, 2 + day);
  const server = createServer({ ...USUAL, ...readings }, () => now);
  server.rows.push(...rows);
  const [clients, calls, slept, secrets] = [[] as HttpClientOptions[], [] as Call[], [] as number[], [] as string[]];
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    const [path, query = ''] = request.url.split('?') as [string, string?];
    const { method, body: text, access = method === 'GET' ? 'read' : 'write' } = request;
    const body = (text === undefined ? {} : JSON.parse(text)) as JsonObject;
    const call: Call = { method, path, query, body, access };
    const nth = calls.filter((other) => other.method === method && other.path === path).length + 1;
    calls.push(call);
    request.writing?.sent();
    const planned = fault(call, nth);
    if (planned instanceof ProviderError) throw planned;
    if (planned === 'gone') throw noAnswer(call);
    if (planned !== null && planned !== undefined && typeof planned === 'object') return response(request, planned);
    const answer = server.answer(method, path, new URLSearchParams(query), body);
    await transit(call);
    if (planned === 'killed') throw new Error('killed');
    if (planned === 'lost') throw noAnswer(call);
    return response(request, answer);
  };
  const io: ProviderIo = {
    http: (client): HttpClient => {
      clients.push(client);
      return { send };
    },
    credentials: async (access) => ({ apiKey: `dbaudit_live_${access}` }),
    secret: async (reference) => {
      secrets.push(JSON.stringify(reference));
      return SECRET;
    },
    environment: () => undefined,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        slept.push(ms);
        now += ms;
      },
    },
    settleMs,
  };
  const open: OpenConnection = opened({ system: 'dbaudit', endpoint });
  const wanted = (writes: boolean) => calls.filter(({ access }) => !writes || access === 'write');
  return {
    session: dbauditProvider.open(open, io),
    server,
    clients,
    calls,
    slept,
    opened: secrets,
    pass: (ms) => {
      now += ms;
    },
    lines: (writes = false) => wanted(writes).map(({ method, path }) => `${method} ${path}`),
    bodies: (line) => calls.filter(({ method, path }) => `${method} ${path}`.startsWith(line)).map(({ body }) => body),
  };
}

/** What the client throws when a connection breaks after the request was sent. */
function noAnswer({ method, path }: Call): ProviderError {
  return new ProviderError(`No answer from ${method} ${path}`, {
    code: 'AF301',
    trouble: 'unavailable',
    sent: 'maybe',
  });
}

function response({ method, url }: HttpRequest, { status = 200, headers = {}, body = '' }: Answer): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const source = `${method} ${endpoint}${url.split('?')[0]}`;
  const json = () => {
    try {
      return JSON.parse(text);
    } catch {
      throw new ProviderError(`${source} is not JSON`, { code: 'AF304', trouble: 'refused' });
    }
  };
  return { status, headers, text, source, json };
}

export interface Wish {
  readonly target?: JsonObject;
  readonly ensure?: 'present' | 'absent';
}

export function target(spec: JsonObject = SPEC, { target: place = PLACE, ensure = 'present' }: Wish = {}): Target {
  const origin = { file: 'a.yaml', line: 1, column: 1 };
  const rest = { labels: {}, waivers: [], connection: connection({ system: 'dbaudit', endpoint }), origin } as const;
  const name = address.split('/')[1]!;
  return { address, kind: 'DBAuditDatabase', name, target: place, spec, ensure, locate: () => origin, ...rest };
}

/** Differences as the pipeline finds them. */
export function changesOf(wanted: Target, live: Observation, memory: Memory = {}): readonly Change[] {
  return diff(wanted, live, dbauditProvider.normalise(wanted, live), memory).changes;
}

export function deltaOf(wanted: Target, live: Observation, memory: Memory = {}): Delta {
  const { document } = dbauditProvider.normalise(wanted, live);
  return { ...wanted, document, live, changes: changesOf(wanted, live, memory), shared: {} };
}

export function operationsOf(wanted: Target, live: Observation, memory: Memory = {}): readonly Operation[] {
  const { changes } = deltaOf(wanted, live, memory);
  return changes.length === 0 ? [] : dbauditProvider.operations(deltaOf(wanted, live, memory));
}

/** Reads, plans and writes once, as one run does. */
export async function apply(
  subject: Fake,
  wanted: Target,
  memory: Memory = {},
  writing?: WriteWatch,
): Promise<Receipt[]> {
  const live = await subject.session.read(wanted);
  const receipts: Receipt[] = [];
  for (const operation of operationsOf(wanted, live, memory))
    receipts.push(await subject.session.apply(operation, wanted, writing));
  return receipts;
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
