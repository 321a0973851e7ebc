import type {
  RedisAuditSettings,
  RedisCredential,
  RedisDatabase,
  RedisEnterpriseState,
  RedisNode,
  RedisNodeMetrics,
  RedisPolicy,
  RedisQuirks,
  RedisRole,
} from './state.ts';

const QUIRKS: RedisQuirks = {
  unsetSink: '404',
  errorBody: 'description',
  undocumentedStatus: 'likely',
  sinkPut: 'merge',
  zeroReconnectInterval: 'refused',
  oldLowPorts: 'accepted',
  mixedVersions: 'refused',
  policyNeedsSink: true,
  actionLife: 'kept',
  valueWhilePending: 'new',
  unknownFields: 'ignored',
  legacyTrueOnCrud: 'downgrades',
  crdtLocalChange: 'accepted',
  oversizedArray: 'invalid_schema',
  jwtScheme: 'both',
  acceptHeader: 'exact',
  redirectOrigin: null,
};

const POLICY: RedisPolicy = {
  db_conns_auditing: false,
  show_internals: false,
  login_lockout_threshold: 5,
  login_lockout_counter_reset_after: 900,
  login_lockout_duration: 1800,
  default_shards_placement: 'dense',
  rack_aware: false,
};

/** A database as it is without any audit setting made. */
export function newRedisDatabase(uid: number, name: string, now: number): RedisDatabase {
  return {
    uid,
    name,
    status: 'active',
    crdt: null,
    internal: false,
    tags: [],
    lastChangedAt: now,
    auditSettings: defaultAuditSettings(),
    change: null,
    stuck: false,
  };
}

export function newRedisCredential(username: string, password: string, role: RedisRole): RedisCredential {
  return { username, password, role, uids: null, failures: [], lock: null };
}

export function defaultAuditSettings(): RedisAuditSettings {
  return {
    audit_mode: 'disabled',
    max_total_key_bytes: 131072,
    username_filter: {
      enabled: false,
      usernames: [],
      filter_type: 'inclusive',
      allow_while_username_unknown: false,
    },
    source_ip_filter: { enabled: false, ip_addresses: [], cidr_ranges: [], filter_type: 'inclusive' },
  };
}

/** 8.2, with a sink that gives up after five attempts, one of five databases auditing, and the policy off. */
export function defaultRedisEnterpriseState(now: number): RedisEnterpriseState {
  return {
    cluster: {
      name: 'cluster.redis.example.com',
      handle_redirects: false,
      mask_bdb_credentials: false,
      control_plane_basic_authentication: true,
    },
    nodes: [newNode(1, 'master'), newNode(2, 'slave')],
    credentials: [
      newRedisCredential('admin@example.com', 'sandbox-redis-admin-password', 'admin'),
      newRedisCredential('viewer@example.com', 'sandbox-redis-viewer-password', 'cluster_viewer'),
    ],
    tokens: [],
    licenseExpired: false,
    policy: { ...POLICY },
    sink: {
      audit_protocol: 'TCP',
      audit_address: 'syslog.redis.example.com',
      audit_port: 6514,
      audit_reconnect_interval: 1,
      audit_reconnect_max_attempts: 5,
      audit_queue_max_bytes: 524288,
    },
    databases: defaultDatabases(now),
    actions: [],
    failNextAction: false,
    metrics: [newMetrics(1), newMetrics(2)],
    metricsAt: now,
    leaks: 0,
    forbidden: [],
    quirks: { ...QUIRKS },
    log: [],
    stateId: 1,
  };
}

function defaultDatabases(now: number): RedisDatabase[] {
  const orders = newRedisDatabase(1, 'orders', now);
  return [
    {
      ...orders,
      tags: [{ key: 'env', value: 'prod' }],
      auditSettings: { ...orders.auditSettings, audit_mode: 'connection' },
    },
    newRedisDatabase(2, 'sessions', now),
    newRedisDatabase(3, 'cache', now),
    {
      ...newRedisDatabase(4, 'global-cart', now),
      crdt: { guid: 'c0ffee00-0000-4000-8000-000000000004', managedBy: null },
    },
    { ...newRedisDatabase(5, 'internal-metrics', now), internal: true },
  ];
}

function newNode(uid: number, role: RedisNode['role']): RedisNode {
  return { uid, addr: '127.0.0.1', softwareVersion: '8.2.0-46', role, responding: true };
}

function newMetrics(node: number): RedisNodeMetrics {
  return {
    node,
    connectedWorkers: 3,
    sentMessages: 100,
    sentPerSecond: 50,
    droppedMessages: 0,
    reconnectAttemptsExhausted: 0,
  };
}
