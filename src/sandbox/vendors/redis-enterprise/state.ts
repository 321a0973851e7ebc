/**
 * Everything the Redis Enterprise simulator knows, as plain JSON: one cluster of two nodes.
 * Times are milliseconds since the epoch.
 */
export interface RedisEnterpriseState {
  name: string;
  nodes: { uid: number; softwareVersion: string; role: 'master' | 'slave' }[];
  users: RedisUser[];
  /** Login lock-out: `threshold` failures within `withinMs` lock for `lockMs`. */
  lockout: { threshold: number; withinMs: number; lockMs: number };
  licenseExpired: boolean;
  showInternals: boolean;
  /** Null: never configured. */
  sink: Record<string, unknown> | null;
  policyAuditing: boolean;
  bdbs: RedisBdb[];
  actions: RedisAction[];
  /** The next database change fails in its state machine. */
  failNextAction: boolean;
  /** Values of the 8.2 metrics stream. `sent` grows by `sentPerSecond` while something audits. */
  metrics: { workers: number; sent: number; sentPerSecond: number; dropped: number; exhausted: number; since: number };
  /** Requests for whole database objects, which hold passwords: a careful client makes none. */
  leaks: number;
  /** Calls that no audit client may make, such as flush. */
  forbidden: string[];
  quirks: RedisQuirks;
  /** Accepted writes, newest last. */
  log: { at: number; method: string; path: string; summary: string }[];
}

export interface RedisUser {
  username: string;
  password: string;
  role: 'admin' | 'cluster_member' | 'cluster_viewer' | 'db_member' | 'db_viewer' | 'none';
  /** 8.2 scoped role: only these databases are visible. Null: all. */
  uids: number[] | null;
  failures: number[];
  lockedUntil: number;
}

export interface RedisBdb {
  uid: number;
  name: string;
  status: string;
  crdt: boolean;
  internal: boolean;
  auditMode: 'disabled' | 'connection' | 'connection_and_crud';
  maxTotalKeyBytes: number;
  usernameFilter: { enabled: boolean; usernames: string[]; filter_type: string; allow_while_username_unknown: boolean };
  sourceIpFilter: { enabled: boolean; ip_addresses: string[]; cidr_ranges: string[]; filter_type: string };
  /** Values that take effect when the running action completes. */
  pending: { actionUid: string; at: number; fails: boolean; values: Record<string, unknown> } | null;
  /** Never leaves active-change-pending. */
  stuck: boolean;
}

export interface RedisAction {
  uid: string;
  bdb: number;
  status: 'active' | 'completed' | 'failed';
}

export interface RedisQuirks {
  /** GET of a sink that was never configured. */
  unsetSink: '404' | 'empty' | 'null' | 'emptyAddress';
  errorBody: 'error_code+description' | 'error_code+message' | 'none';
  /** Status of refusals whose status is not documented. */
  refusalStatus: 406 | 400;
  sinkPut: 'merge' | 'replace';
  /** Is policy true refused while there is no sink? */
  policyNeedsSink: boolean;
  /** Actions answer 404 as soon as they have ended. */
  forgetsActions: boolean;
  unknownFields: 'ignored' | 'refused';
  /** The second node forwards by itself instead of answering 307. */
  handleRedirects: boolean;
}

/** A cluster of 8.2 with no sink, three ordinary databases, an Active-Active one and an internal one. */
export function defaultRedisEnterpriseState(now: number): RedisEnterpriseState {
  const user = (username: string, password: string, role: RedisUser['role']): RedisUser => ({ username, password, role, uids: null, failures: [], lockedUntil: 0 });
  return {
    name: 'cluster.redis.example.com',
    nodes: [
      { uid: 1, softwareVersion: '8.2.0-46', role: 'master' },
      { uid: 2, softwareVersion: '8.2.0-46', role: 'slave' },
    ],
    users: [user('admin@example.com', 'sandbox-redis-admin-password', 'admin'), user('viewer@example.com', 'sandbox-redis-viewer-password', 'cluster_viewer')],
    lockout: { threshold: 5, withinMs: 900_000, lockMs: 1_800_000 },
    licenseExpired: false,
    showInternals: false,
    sink: null,
    policyAuditing: false,
    bdbs: [newBdb(1, 'orders'), newBdb(2, 'sessions'), newBdb(3, 'cache'), { ...newBdb(4, 'global-cart'), crdt: true }, { ...newBdb(5, 'internal-metrics'), internal: true }],
    actions: [],
    failNextAction: false,
    metrics: { workers: 3, sent: 100, sentPerSecond: 50, dropped: 0, exhausted: 0, since: now },
    leaks: 0,
    forbidden: [],
    quirks: { unsetSink: '404', errorBody: 'error_code+description', refusalStatus: 406, sinkPut: 'merge', policyNeedsSink: true, forgetsActions: false, unknownFields: 'ignored', handleRedirects: false },
    log: [],
  };
}

export function newBdb(uid: number, name: string): RedisBdb {
  return {
    uid,
    name,
    status: 'active',
    crdt: false,
    internal: false,
    auditMode: 'disabled',
    maxTotalKeyBytes: 131072,
    usernameFilter: { enabled: false, usernames: [], filter_type: 'inclusive', allow_while_username_unknown: false },
    sourceIpFilter: { enabled: false, ip_addresses: [], cidr_ranges: [], filter_type: 'inclusive' },
    pending: null,
    stuck: false,
  };
}

/** Throws a TypeError unless every top-level member is there and of the kind that the default state has. */
export function restoredState(value: unknown): RedisEnterpriseState {
  const form = defaultRedisEnterpriseState(0) as unknown as Record<string, unknown>;
  if (typeof value !== 'object' || value === null) throw new TypeError('Redis Enterprise state: an object is expected');
  const given = value as Record<string, unknown>;
  for (const key of new Set([...Object.keys(form), ...Object.keys(given)])) {
    if (!Object.hasOwn(form, key)) throw new TypeError(`Redis Enterprise state: there is no ${key}`);
    if (key !== 'sink' && (typeof given[key] !== typeof form[key] || Array.isArray(given[key]) !== Array.isArray(form[key]))) throw new TypeError(`Redis Enterprise state: ${key} is of another form`);
  }
  return structuredClone(given) as unknown as RedisEnterpriseState;
}
