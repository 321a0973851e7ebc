/**
 * Everything the Redis Enterprise simulator knows, as plain JSON: one cluster.
 * Times are milliseconds since the epoch. Members in snake_case are the vendor's own objects.
 */
export interface RedisEnterpriseState {
  cluster: RedisCluster;
  /** Listener 0 is the first node, listener 1 the second. Exactly one node is `master`. */
  nodes: RedisNode[];
  /** The first two give the simulator's environment variables. */
  credentials: RedisCredential[];
  /** Tokens that `/v1/users/authorize` gave out. */
  tokens: { token: string; username: string; expiresAt: number }[];
  licenseExpired: boolean;
  /** `/v1/cluster/policy`. */
  policy: RedisPolicy;
  /** `/v1/cluster/auditing/db_conns`; null: never configured, or deleted. */
  sink: RedisSink | null;
  databases: RedisDatabase[];
  actions: RedisAction[];
  /** The next accepted database change fails in its state machine. */
  failNextAction: boolean;
  /** Audit figures of the metrics stream, per node. */
  metrics: RedisNodeMetrics[];
  /** When `metrics` were last brought up to date. */
  metricsAt: number;
  /** Reads that got database passwords in clear: a careful client makes none. */
  leaks: number;
  /** Writes that an audit client must never try, such as `PUT /v1/bdbs/1/flush`: method and path. */
  forbidden: string[];
  quirks: RedisQuirks;
  /** Accepted writes, newest last. */
  log: { at: number; method: string; path: string; summary: string }[];
  /** The `cluster-state-id` header: grows with every change of the configuration. */
  stateId: number;
}

/** The part of `/v1/cluster` that bears on a client. */
export interface RedisCluster {
  name: string;
  /** The other nodes forward by themselves instead of answering 307. */
  handle_redirects: boolean;
  /** From 8.0: passwords in database objects are masked. */
  mask_bdb_credentials: boolean;
  /** From 8.2: false refuses every Basic login but that of `/v1/users/authorize`. */
  control_plane_basic_authentication: boolean;
}

export interface RedisNode {
  uid: number;
  addr: string;
  softwareVersion: string;
  role: 'master' | 'slave';
  /** False: the node answers 503. */
  responding: boolean;
}

export type RedisRole = 'admin' | 'cluster_member' | 'cluster_viewer' | 'db_member' | 'db_viewer' | 'none';

export interface RedisCredential {
  username: string;
  password: string;
  role: RedisRole;
  /** From 8.2, a scoped role: other databases are invisible. Null: all. */
  uids: number[] | null;
  /** Times of failed logins. */
  failures: number[];
  /** `until` null: locked until an admin acts. */
  lock: { until: number | null } | null;
}

export interface RedisPolicy {
  db_conns_auditing: boolean;
  show_internals: boolean;
  login_lockout_threshold: number;
  /** Seconds. */
  login_lockout_counter_reset_after: number;
  /** Seconds; 0: until an admin acts. */
  login_lockout_duration: number;
  default_shards_placement: 'dense' | 'sparse';
  rack_aware: boolean;
}

export interface RedisSink {
  audit_protocol: 'TCP' | 'local';
  audit_address: string;
  audit_port?: number;
  audit_reconnect_interval: number;
  audit_reconnect_max_attempts: number;
  /** Shown from 8.2. */
  audit_queue_max_bytes: number;
}

export type RedisFilterType = 'inclusive' | 'exclusive';

export interface RedisAuditSettings {
  audit_mode: 'disabled' | 'connection' | 'connection_and_crud';
  max_total_key_bytes: number;
  username_filter: {
    enabled: boolean;
    usernames: string[];
    filter_type: RedisFilterType;
    allow_while_username_unknown: boolean;
  };
  source_ip_filter: {
    enabled: boolean;
    ip_addresses: string[];
    cidr_ranges: string[];
    filter_type: RedisFilterType;
  };
}

export interface RedisDatabase {
  uid: number;
  /** Not unique: two databases may share a name. */
  name: string;
  /** `active`, `active-change-pending`, `creation-failed`, `pending`, `import-pending`, `delete-pending`... */
  status: string;
  /** Set: an Active-Active database's local part. `managedBy` is the operator that keeps it, if any. */
  crdt: { guid: string; managedBy: string | null } | null;
  /** Hidden unless the policy's `show_internals` is on; its auditing still counts. */
  internal: boolean;
  tags: { key: string; value: string }[];
  lastChangedAt: number;
  /** Below 8.2 only shown as the boolean `db_conns_auditing`. */
  auditSettings: RedisAuditSettings;
  /** The running change, if any; needs `status` active-change-pending and a running action. */
  change: { actionUid: string; dueAt: number; fails: boolean; auditSettings: RedisAuditSettings } | null;
  /** Changes of this database never end. */
  stuck: boolean;
}

export interface RedisAction {
  uid: string;
  database: number;
  startedAt: number;
  dueAt: number;
  status: 'running' | 'completed' | 'failed';
  error: string | null;
}

export interface RedisNodeMetrics {
  node: number;
  connectedWorkers: number;
  sentMessages: number;
  /** Growth of `sentMessages` while the sink is set and some database audits. */
  sentPerSecond: number;
  droppedMessages: number;
  reconnectAttemptsExhausted: number;
}

/** One switch for each thing that the vendor's documents leave open. */
export interface RedisQuirks {
  /** GET of a sink that is not set: 404, or 200 with `{}`, `null` or an object with an empty address. */
  unsetSink: '404' | 'empty-object' | 'null' | 'empty-address';
  /** Second name in error bodies, or no body, or plain text. */
  errorBody: 'description' | 'message' | 'empty' | 'text';
  /** Status of refusals whose status no document states. `likely`: 400 for sink and policy input, else 406. */
  undocumentedStatus: 'likely' | 406 | 400;
  /** `merge-keeps-port`: going from TCP to local is refused, as the stored port stays. */
  sinkPut: 'merge' | 'merge-keeps-port' | 'replace';
  /** An `audit_reconnect_interval` of 0: only negative numbers are documented as refused. */
  zeroReconnectInterval: 'refused' | 'accepted';
  /** Ports below 1024 on clusters before 7.2.4. */
  oldLowPorts: 'accepted' | 'refused';
  /** Nodes of several releases that all can audit: no sink calls (406), or the lowest release counts. */
  mixedVersions: 'refused' | 'lowest';
  /** Is policy true refused while there is no sink? */
  policyNeedsSink: boolean;
  /** How long `/v1/actions/{uid}` knows an action. */
  actionLife: 'kept' | 'until-finished' | 'none';
  /** What a database object shows while the change runs. */
  valueWhilePending: 'new' | 'old';
  unknownFields: 'ignored' | 'refused';
  /** `db_conns_auditing: true` sent to a database that audits commands too. */
  legacyTrueOnCrud: 'downgrades' | 'keeps';
  /** Auditing of an Active-Active database's local part. `refused`: not_supported_action_on_crdt. */
  crdtLocalChange: 'accepted' | 'refused';
  /** Code for one filter array of more than 512 entries. */
  oversizedArray: 'invalid_schema' | 'audit_settings_filter_list_too_large';
  /** Word before a token in the Authorization header. */
  jwtScheme: 'both' | 'JWT' | 'Bearer';
  /** `Accept: application/json` spelled out, or a wildcard will do. */
  acceptHeader: 'exact' | 'wildcard';
  /** Origin in the Location of a 307; null: that of the primary's listener. */
  redirectOrigin: string | null;
}
