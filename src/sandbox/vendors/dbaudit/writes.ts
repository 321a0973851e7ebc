import type { SimulatedReply } from '../../simulator.ts';
import { bodyFault } from './fields.ts';
import { refuse } from './refuse.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';
import { detail } from './views.ts';

type Body = Record<string, unknown>;
interface Times {
  readonly now: number;
  readonly settleMs: number;
}

const CONNECTION_FIELDS = ['host', 'port', 'database', 'username', 'password', 'ssl_mode', 'ssl_ca'];

export function create(state: DbauditState, body: Body, { now, settleMs }: Times): SimulatedReply {
  const sent = JSON.stringify(body);
  const fault = bodyFault(body, true);
  if (fault !== null) return refuse(state, 400, fault, sent);
  if (state.databases.some((database) => sameTriple(database, body))) return refuse(state, 409, 'A database with the same host/port/database combination already exists.', sent);
  const failed = testFails(state, body);
  if (failed && !state.quirks.keepsFailedCreate) return refuse(state, 422, 'Connection test failed. Check credentials and network connectivity.', sent);
  const made: DbauditDatabase = {
    id: `db_new${state.nextId++}`,
    name: body.name as string,
    type: body.type as string,
    host: body.host as string,
    port: body.port as number,
    database: body.database as string,
    username: body.username as string,
    password: body.password as string,
    sslMode: (body.ssl_mode as string | undefined) ?? null,
    sslCa: (body.ssl_ca as string | undefined) ?? null,
    tags: (body.tags as string[] | undefined) ?? [],
    auditOptions: { capture_queries: false, capture_results: false, mask_sensitive_data: false, retention_days: 30, ...(body.audit_options as Record<string, boolean | number> | undefined) },
    connectingUntil: now + settleMs,
    status: failed ? 'error' : null,
    auditStatus: null,
    createdAt: now,
    updatedAt: now,
    listedFrom: now + state.quirks.listLagMs,
    eventsPerSecond: 0,
    lastEventAt: null,
  };
  state.databases.push(made);
  state.log.push({ at: now, method: 'POST', path: '/v1/databases', summary: harmless(body) });
  if (failed) return refuse(state, 422, 'Connection test failed. Check credentials and network connectivity.', sent);
  return { status: state.quirks.postStatus, body: { id: made.id, name: made.name, type: made.type, status: 'pending', created_at: new Date(now).toISOString() } };
}

export function patch(state: DbauditState, database: DbauditDatabase, body: Body, { now, settleMs }: Times): SimulatedReply {
  const sent = JSON.stringify(body);
  const fault = bodyFault(body, false) ?? (Object.keys(body).length === 0 ? 'nothing to change' : null);
  if (fault !== null) return refuse(state, 400, fault, sent);
  const next = { host: database.host, port: database.port, database: database.database, username: database.username, password: database.password, ...body };
  if (state.databases.some((other) => other !== database && sameTriple(other, next))) return refuse(state, 409, 'A database with the same host/port/database combination already exists.', sent);
  const reconnects = CONNECTION_FIELDS.some((field) => body[field] !== undefined);
  if (reconnects && testFails(state, next)) return refuse(state, 422, 'Connection test failed. Check credentials and network connectivity.', sent);
  const cleared = { capture_queries: false, capture_results: false, mask_sensitive_data: false, retention_days: 30 };
  const base = state.quirks.patchOptions === 'merge' ? database.auditOptions : cleared;
  Object.assign(database, next, {
    name: body.name ?? database.name,
    sslMode: body.ssl_mode ?? database.sslMode,
    sslCa: body.ssl_ca ?? database.sslCa,
    tags: body.tags ?? database.tags,
    auditOptions: body.audit_options === undefined ? database.auditOptions : { ...base, ...(body.audit_options as object) },
    updatedAt: Math.max(now, database.updatedAt + 1),
    ...(reconnects ? { connectingUntil: now + settleMs } : {}),
  });
  // Object.assign above brings wire names along; only the state's own members may stay.
  for (const name of ['ssl_mode', 'ssl_ca', 'audit_options']) delete (database as unknown as Body)[name];
  state.log.push({ at: now, method: 'PATCH', path: `/v1/databases/${database.id}`, summary: harmless(body) });
  if (state.quirks.patchAnswer === '204') return { status: 204 };
  return state.quirks.patchAnswer === 'empty200' ? { status: 200, body: '' } : { status: 200, body: detail(state, database, now) };
}

export function testFails(state: DbauditState, body: Body): boolean {
  const { hosts, usernames, passwords } = state.unreachable;
  return hosts.includes(body.host as string) || usernames.includes(body.username as string) || passwords.includes(body.password as string);
}

function sameTriple(database: DbauditDatabase, body: Body): boolean {
  return database.host.toLowerCase() === String(body.host).toLowerCase() && database.port === body.port && database.database === body.database;
}

function harmless({ password, ...rest }: Body): string {
  return JSON.stringify(password === undefined ? rest : { ...rest, password: '(present)' });
}
