import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { refuse } from './refuse.ts';
import { type DbauditDatabase, type DbauditState, defaultDbauditState, restoredState } from './state.ts';
import { detail, listItem, liveStatus, statusOf } from './views.ts';
import { create, patch, testFails } from './writes.ts';

export type { DbauditState } from './state.ts';

/** DB Audit's Databases API; every path is below /v1. */
export function createDbauditSimulator(options: SimulatorOptions): Simulator {
  let state = defaultDbauditState(options.now());
  const [writer, reader] = state.keys;
  return {
    id: 'dbaudit',
    listeners: 1,
    attach: () => undefined,
    handle: (request) => limited(state, request, options),
    state: () => structuredClone(state),
    restore: (value) => {
      state = restoredState(value);
    },
    environment: { DBAUDIT_API_KEY: writer!.value, DBAUDIT_READ_API_KEY: reader!.value, DBAUDIT_DATABASE_PASSWORD: 'sandbox-dbaudit-database-password' },
  };
}

function limited(state: DbauditState, request: SimulatedRequest, options: SimulatorOptions): SimulatedReply {
  const { rate, quirks } = state;
  const now = options.now();
  rate.times = rate.times.filter((time) => time > now - rate.windowMs);
  const resetAt = (rate.times[0] ?? now) + rate.windowMs;
  const reset = quirks.resetHeader === 'epoch' ? Math.ceil(resetAt / 1_000) : Math.ceil((resetAt - now) / 1_000);
  const headers = { 'X-RateLimit-Remaining': String(Math.max(rate.limit - rate.times.length - 1, 0)), 'X-RateLimit-Reset': String(reset) };
  if (rate.times.length >= rate.limit) return { ...refuse(state, 429, 'Rate limit exceeded.'), headers };
  rate.times.push(now);
  const reply = handle(state, request, options);
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function handle(state: DbauditState, request: SimulatedRequest, options: SimulatorOptions): SimulatedReply {
  const key = state.keys.find(({ value }) => request.headers.authorization === `Bearer ${value}`);
  if (key === undefined) return refuse(state, 401, 'Invalid or missing API key.');
  const parts = /^\/v1\/databases(?:\/([^/]+)(?:\/(status|test))?)?$/.exec(request.path);
  if (parts === null) return refuse(state, 404, 'Not found.');
  const needed = request.method === 'GET' ? 'read:databases' : 'write:databases';
  if (!key.scopes.includes(needed)) return refuse(state, 403, `Missing scope ${needed}.`);
  const body = bodyOf(request);
  if (body === null) return refuse(state, 400, 'Invalid request body.');
  const [, id, what] = parts;
  const visible = (database: DbauditDatabase) => key.idPattern === null || new RegExp(`^${key.idPattern.replaceAll('*', '.*')}$`).test(database.id);
  const times = { now: options.now(), settleMs: options.settleMs };
  if (id === undefined) return request.method === 'GET' ? list(state, request, visible, times.now) : request.method === 'POST' ? create(state, body, times) : refuse(state, 405, 'Method not allowed.');
  const database = state.databases.find((candidate) => candidate.id === id && visible(candidate));
  if (database === undefined) return refuse(state, 404, 'Database connection with the specified ID does not exist.');
  return ofDatabase(state, request.method, what, database, body, times);
}

function ofDatabase(state: DbauditState, method: string, what: string | undefined, database: DbauditDatabase, body: Record<string, unknown>, times: { now: number; settleMs: number }): SimulatedReply {
  switch (`${method} ${what ?? ''}`) {
    case 'GET ':
      return { status: 200, body: detail(state, database, times.now) };
    case 'PATCH ':
      return patch(state, database, body, times);
    case 'DELETE ':
      state.databases = state.databases.filter((candidate) => candidate !== database);
      state.log.push({ at: times.now, method, path: `/v1/databases/${database.id}`, summary: 'removed' });
      return { status: 204 };
    case 'GET status':
      return { status: 200, body: liveStatus(database, times.now) };
    case 'POST test':
      return test(state, database);
    default:
      return refuse(state, 405, 'Method not allowed.');
  }
}

function test(state: DbauditState, database: DbauditDatabase): SimulatedReply {
  const { host, username, password } = database;
  if (!testFails(state, { host, username, password })) return { status: 200, body: { success: true, latency_ms: 15, version: 'PostgreSQL 16.1', permissions: { select: true, pg_read_all_stats: true, pg_monitor: true }, warnings: [] } };
  if (state.quirks.testFailure === '422') return refuse(state, 422, 'Connection test failed. Check credentials and network connectivity.');
  return { status: 200, body: { success: false, latency_ms: 15, version: null, permissions: {}, warnings: ['connection failed'] } };
}

function list(state: DbauditState, request: SimulatedRequest, visible: (database: DbauditDatabase) => boolean, now: number): SimulatedReply {
  const { query } = request;
  const [page, perPage] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 20)];
  if (!Number.isInteger(page) || page < 1 || !Number.isInteger(perPage) || perPage < 1 || perPage > 100) return refuse(state, 400, 'Invalid page or per_page.');
  const tags = query.get('tags')?.split(',');
  const found = state.databases.filter(
    (database) =>
      visible(database) &&
      database.listedFrom <= now &&
      (query.get('type') ?? database.type) === database.type &&
      (query.get('status') ?? statusOf(database, now).status) === statusOf(database, now).status &&
      (tags === undefined || tags.every((tag) => database.tags.includes(tag))),
  );
  const items = found.slice((page - 1) * perPage, page * perPage).map((database) => listItem(database, now));
  if (state.quirks.listEnvelope === 'databases') return { status: 200, body: { databases: items, total: found.length, page } };
  return { status: 200, body: { data: items, pagination: { total: found.length, page, per_page: perPage } } };
}

function bodyOf(request: SimulatedRequest): Record<string, unknown> | null {
  if (request.method !== 'POST' && request.method !== 'PATCH') return {};
  if (request.body.length === 0) return {};
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return null;
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
