import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { changeBdb, fieldsOf, settleBdbs, shownBdb, visibleBdbs } from './bdbs.ts';
import { login, may } from './login.ts';
import { metricsText } from './metrics-text.ts';
import { bare, refuse } from './refuse.ts';
import { sink } from './sink.ts';
import { defaultRedisEnterpriseState, type RedisEnterpriseState, type RedisUser, restoredState } from './state.ts';
import { atLeast } from './version.ts';

export type { RedisEnterpriseState } from './state.ts';

/** Redis Enterprise Software: listener 0 is the primary node, 1 another node, 2 the metrics stream. */
export function createRedisEnterpriseSimulator(options: SimulatorOptions): Simulator {
  let state = defaultRedisEnterpriseState(options.now());
  let origins: readonly string[] = [];
  const [admin, viewer] = state.users;
  return {
    id: 'redis-enterprise',
    listeners: 3,
    attach: (given) => {
      origins = given;
    },
    handle: (request) => {
      settleBdbs(state, options.now());
      if (request.listener === 2) return metricsText(state, request, options.now());
      if (request.listener === 1 && !state.quirks.handleRedirects) return { status: 307, headers: { location: `${origins[0]}${request.path}${request.rawQuery === '' ? '' : `?${request.rawQuery}`}` }, body: '' };
      return handle(state, request, options);
    },
    state: () => {
      settleBdbs(state, options.now());
      return structuredClone(state);
    },
    restore: (value) => {
      state = restoredState(value);
    },
    environment: {
      REDIS_ENTERPRISE_USERNAME: admin!.username,
      REDIS_ENTERPRISE_PASSWORD: admin!.password,
      REDIS_ENTERPRISE_VIEWER_USERNAME: viewer!.username,
      REDIS_ENTERPRISE_VIEWER_PASSWORD: viewer!.password,
    },
  };
}

function handle(state: RedisEnterpriseState, request: SimulatedRequest, options: SimulatorOptions): SimulatedReply {
  const user = login(state, request, options.now());
  if (user === null) return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="cnm"' }, body: '' };
  if (!/(^|,)\s*(application\/json|\*\/\*)/.test(request.headers.accept ?? '')) return bare(400);
  if (!may(user, 'view')) return bare(403);
  const body = bodyOf(request);
  if (body === null) return refuse(state, 400, 'bad_request', 'The body must be JSON, sent as application/json');
  return route(state, request, user, body, options);
}

function bodyOf(request: SimulatedRequest): Record<string, unknown> | null {
  if (request.method !== 'PUT' && request.method !== 'POST') return {};
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return null;
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function route(state: RedisEnterpriseState, request: SimulatedRequest, user: RedisUser, body: Record<string, unknown>, options: SimulatorOptions): SimulatedReply {
  const { method, path } = request;
  const call = `${method} ${path}`;
  if (path === '/v1/cluster/auditing/db_conns' && ['GET', 'PUT', 'DELETE'].includes(method)) {
    if (method !== 'GET' && !may(user, 'cluster')) return bare(403);
    const reply = sink(state, method, body);
    if (method !== 'GET' && reply.status === 200) state.log.push({ at: options.now(), method, path, summary: JSON.stringify(body) });
    return reply;
  }
  if (path === '/v1/cluster/policy' && (method === 'GET' || method === 'PUT')) return policy(state, request, user, body, options.now());
  if (call === 'GET /v1/cluster') return { status: 200, body: { name: state.name, email_alerts: false, smtp_password: 'sandbox-redis-smtp-password' } };
  if (call === 'GET /v1/license') return { status: 200, body: { expired: state.licenseExpired, cluster_name: state.name } };
  if (call === 'GET /v1/nodes') return { status: 200, body: state.nodes.map(({ uid, softwareVersion }) => ({ uid, addr: '127.0.0.1', software_version: softwareVersion, status: 'active' })) };
  if (call === 'GET /v1/nodes/status') return { status: 200, body: state.nodes.map(({ uid, softwareVersion, role }) => ({ node_uid: uid, software_version: softwareVersion, role })) };
  if (call === 'GET /v1/crdbs') return { status: 200, body: state.bdbs.filter(({ crdt }) => crdt).map((bdb) => ({ guid: 'c0ffee00-0000-4000-8000-000000000004', name: bdb.name })) };
  if (call === 'GET /v1/jsonschema') return { status: 200, body: { type: 'object', properties: { uid: {}, name: {}, db_conns_auditing: { type: 'boolean' }, ...(atLeast(state, 8, 2) ? { audit_settings: { type: 'object' } } : {}) } } };
  const action = /^\/(v1|v2)\/actions\/([^/]+)$/.exec(path);
  if (action !== null && method === 'GET') return showAction(state, action[1]!, action[2]!);
  if (path.startsWith('/v1/bdbs')) return bdbs(state, request, user, body, options);
  return bare(404);
}

function policy(state: RedisEnterpriseState, request: SimulatedRequest, user: RedisUser, body: Record<string, unknown>, now: number): SimulatedReply {
  if (request.method === 'GET') return { status: 200, body: { db_conns_auditing: state.policyAuditing, show_internals: state.showInternals, default_shards_placement: 'dense', login_lockout_threshold: state.lockout.threshold } };
  if (!may(user, 'cluster')) return bare(403);
  const { db_conns_auditing: wanted, ...rest } = body;
  if (typeof wanted !== 'boolean' || Object.keys(rest).length > 0) return refuse(state, 400, 'invalid_schema', 'only db_conns_auditing, a boolean, is simulated');
  if (wanted && state.quirks.policyNeedsSink && state.sink === null) return refuse(state, 400, 'db_conns_auditing_config_missing', 'Auditing configuration is missing');
  state.policyAuditing = wanted;
  state.log.push({ at: now, method: 'PUT', path: request.path, summary: JSON.stringify(body) });
  return bare(200);
}

function showAction(state: RedisEnterpriseState, version: string, uid: string): SimulatedReply {
  const action = state.actions.find((candidate) => candidate.uid === uid);
  if (action === undefined || (state.quirks.forgetsActions && action.status !== 'active')) return bare(404);
  if (version === 'v1') return { status: 200, body: { action_uid: uid, name: 'SMUpdateBDB', progress: action.status === 'active' ? 50 : 100, status: action.status, ...(action.status === 'failed' ? { error: 'state machine failed' } : {}) } };
  return { status: 200, body: { action_uid: uid, name: 'SMUpdateBDB', status: action.status === 'active' ? 'running' : action.status, additional_info: action.status === 'failed' ? { error: 'state machine failed' } : {} } };
}

function bdbs(state: RedisEnterpriseState, request: SimulatedRequest, user: RedisUser, body: Record<string, unknown>, options: SimulatorOptions): SimulatedReply {
  const { method, path } = request;
  const fields = fieldsOf(state, request);
  if (fields !== null && 'status' in fields) return fields;
  const visible = visibleBdbs(state, user);
  if (path === '/v1/bdbs' && method === 'GET') return { status: 200, body: visible.map((bdb) => shownBdb(state, bdb, fields)) };
  const uid = /^\/v1\/bdbs\/(\d+)$/.exec(path)?.[1];
  if (uid === undefined || (method !== 'GET' && method !== 'PUT')) {
    state.forbidden.push(`${method} ${path}`);
    return bare(405);
  }
  const bdb = visible.find((candidate) => String(candidate.uid) === uid);
  if (bdb === undefined) return bare(404);
  if (method === 'GET') return { status: 200, body: shownBdb(state, bdb, fields) };
  if (!may(user, 'bdb')) return bare(403);
  return changeBdb(state, bdb, body, { now: options.now(), settleMs: options.settleMs, dryRun: request.query.has('dry_run') });
}
