import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { showSettings, writeSettings } from './audit.ts';
import { DESCRIPTORS, NON_FILTERABLE } from './descriptors.ts';
import { forbidden, login, type Role } from './login.ts';
import { atLeast, type CouchbaseState, defaultCouchbaseState, restoredState, settingsOn } from './state.ts';

export type { CouchbaseState } from './state.ts';

/** Couchbase Server: three listeners are the three nodes of one cluster. */
export function createCouchbaseSimulator(options: SimulatorOptions): Simulator {
  let state = defaultCouchbaseState();
  let origins: readonly string[] = [];
  const [admin, reader] = state.users;
  return {
    id: 'couchbase',
    listeners: 3,
    attach: (given) => {
      origins = given;
    },
    handle: (request) => handle(state, origins, request, options),
    state: () => structuredClone(state),
    restore: (value) => {
      state = restoredState(value);
    },
    environment: {
      COUCHBASE_USERNAME: admin!.username,
      COUCHBASE_PASSWORD: admin!.password,
      COUCHBASE_READER_USERNAME: reader!.username,
      COUCHBASE_READER_PASSWORD: reader!.password,
    },
  };
}

function handle(state: CouchbaseState, origins: readonly string[], request: SimulatedRequest, options: SimulatorOptions): SimulatedReply {
  if (state.nodes[request.listener]!.down) return text(503, 'Service is temporarily unavailable');
  const wanted = request.query.get('uuid');
  if (wanted !== null && wanted !== state.uuid) return text(404, 'Cluster uuid does not match the requested.');
  const role = login(state, request);
  if (typeof role === 'object') return role;
  const path = request.path.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
  if (path.startsWith('/settings/audit')) return audit(state, { ...request, path }, role, options);
  if (request.method !== 'GET') return text(404, 'Object Not Found');
  return look(state, origins, path, request, role, options);
}

function audit(state: CouchbaseState, request: SimulatedRequest, role: Role, options: SimulatorOptions): SimulatedReply {
  if (!state.enterprise) return { status: 400, headers: { 'X-enterprise-edition-needed': '1' }, body: 'This http API endpoint requires enterprise edition' };
  const now = options.now();
  const guarded = (what: 'read' | 'write', answer: () => SimulatedReply) => forbidden(state, role, what) ?? answer();
  switch (`${request.method} ${request.path}`) {
    case 'GET /settings/audit':
      return guarded('read', () => showSettings(state, request.listener, now));
    case 'POST /settings/audit':
      return guarded('write', () => writeSettings(state, request, now, options.settleMs));
    case 'GET /settings/audit/descriptors':
      return guarded('read', () => ({ status: 200, body: [...DESCRIPTORS, ...state.addedDescriptors].sort((left, right) => left.id - right.id) }));
    case 'GET /settings/audit/nonFilterableDescriptors':
      return guarded('read', () => ({ status: 200, body: NON_FILTERABLE }));
    default:
      return ['GET', 'POST'].includes(request.method) ? text(404, 'Requested resource not found.') : text(404, 'Object Not Found');
  }
}

function look(state: CouchbaseState, origins: readonly string[], path: string, request: SimulatedRequest, role: Role, options: SimulatorOptions): SimulatedReply {
  if (path === '/pools') return { status: 200, body: { uuid: state.uuid ?? [], isEnterprise: state.enterprise, implementationVersion: state.version, pools: [] } };
  if (path === '/pools/default') return state.uuid === null ? { status: 404, body: '"unknown pool"' } : { status: 200, body: pool(state, origins, request.listener) };
  if (path === '/whoami') return { status: 200, body: { id: 'someone', domain: 'admin', roles: [{ role }] } };
  if (path === '/metrics' && atLeast(state, 7, 0)) return metrics(state, request.listener, options.now());
  if (path === '/events' && atLeast(state, 7, 1)) return { status: 200, body: { events: state.events.map(({ eventId, at }) => ({ component: 'security', event_id: eventId, severity: 'info', timestamp: new Date(at).toISOString(), description: 'Audit settings changed' })) } };
  const user = /^\/settings\/rbac\/users\/local\/([^/]+)$/.exec(path)?.[1];
  if (user !== undefined) return state.localUsers.includes(decodeURIComponent(user)) ? { status: 200, body: { id: user, domain: 'local', roles: [] } } : { status: 404, body: '"Unknown user."' };
  return text(404, 'Requested resource not found.');
}

function pool(state: CouchbaseState, origins: readonly string[], here: number): object {
  const nodes = state.nodes.map((node, index) => ({
    otpNode: `ns_${index}@127.0.0.1`,
    nodeUUID: String(index + 1).repeat(32),
    hostname: new URL(origins[index]!).host,
    thisNode: index === here,
    status: node.status,
    clusterMembership: node.membership,
    version: state.version,
    services: ['kv', 'n1ql'],
    ports: { httpsMgmt: 18091, direct: 11210 },
  }));
  return { clusterName: state.clusterName, rebalanceStatus: 'none', nodes };
}

function metrics(state: CouchbaseState, node: number, now: number): SimulatedReply {
  const enabled = settingsOn(state, node, now).auditdEnabled ? 1 : 0;
  return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: `# TYPE kv_audit_enabled gauge\nkv_audit_enabled ${enabled}\n# TYPE kv_audit_dropped_events counter\nkv_audit_dropped_events ${state.nodes[node]!.droppedEvents}\n` };
}

function text(status: number, body: string): SimulatedReply {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}
