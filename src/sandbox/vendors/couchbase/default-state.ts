import { filterableEvents } from './live-events.ts';
import type { AuditSettings, CouchbaseCredential, CouchbaseNode, CouchbaseState } from './state.ts';

const LOGS = '/opt/couchbase/var/lib/couchbase/logs';

/**
 * A three-node 7.6 cluster whose auditing is on but lax: whatever is off by default stays off and so do document
 * changes over REST, one user goes unrecorded, and rotated logs are never pruned.
 */
export function defaultCouchbaseState(now: number): CouchbaseState {
  const state: CouchbaseState = {
    uuid: 'c0a8fe5d3e1b4f6a9c7d2e8b5a4f3c21',
    clusterName: 'eu-prod',
    enterprise: true,
    version: '7.6.2-3721',
    rebalanceStatus: 'none',
    credentials: defaultCredentials(),
    externalLogin: 'up',
    nodes: [node(['kv', 'n1ql', 'index']), node(['kv', 'fts']), node(['kv', 'cbas', 'backup'])],
    settings: untouchedSettings(),
    behind: [],
    logPathSetAt: now,
    addedEvents: [],
    configuredEvents: 0,
    events: [],
    quirks: {
      perNode: false,
      spelling: 'documented-code',
      staleMs: 30,
      divergent: null,
      duplicateKeys: 'first',
      statsExport: 'admins',
      unprovisionedLogin: 'accept',
    },
    log: [],
  };
  return { ...state, settings: laxSettings(state) };
}

/** What a cluster holds that nobody has configured (ns_config_default.erl). */
function untouchedSettings(): AuditSettings {
  return {
    auditdEnabled: false,
    disabled: [],
    enabled: [],
    disabledUsers: [],
    logPath: LOGS,
    pruneAge: 0,
    rotateInterval: 86400,
    rotateSize: 20971520,
  };
}

function laxSettings(state: CouchbaseState): AuditSettings {
  const live = filterableEvents(state);
  const off = live.filter(({ id, offByDefault }) => offByDefault || id === 8243).map(({ id }) => id);
  return {
    ...state.settings,
    auditdEnabled: true,
    disabled: off,
    enabled: live.map(({ id }) => id).filter((id) => !off.includes(id)),
    disabledUsers: [{ name: 'loader', domain: 'local' }],
  };
}

function defaultCredentials(): CouchbaseCredential[] {
  const user = (username: string, password: string, domain: CouchbaseCredential['domain'], ...roles: string[]) => ({
    username,
    password,
    domain,
    roles,
    passwordExpired: false,
    exceededLimits: [],
  });
  return [
    user('Administrator', 'sandbox-couchbase-password', 'admin', 'admin'),
    // Two roles, so that this login may read before and after 8.0, which took the right from `ro_admin`.
    user('auditor', 'sandbox-couchbase-reader-password', 'local', 'ro_security_admin', 'ro_admin'),
    user('loader', 'sandbox-loader-password', 'local', 'data_writer'),
    user('testuser', 'sandbox-testuser-password', 'local', 'data_reader'),
    user('reporting', 'sandbox-reporting-password', 'local', 'query_select'),
  ];
}

function node(services: string[]): CouchbaseNode {
  return {
    version: null,
    clusterMembership: 'active',
    status: 'healthy',
    services,
    directories: [LOGS, '/var/log/couchbase-audit'],
    createsDirectories: true,
    droppedEvents: 0,
    dataDaemon: 'up',
    ownSettings: null,
  };
}
