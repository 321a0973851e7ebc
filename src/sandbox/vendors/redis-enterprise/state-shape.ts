import { amount, flag, integer, listOf, moment, name, object, oneOf, optional, orNull, text } from '../../shape.ts';

const FILTER_TYPE = oneOf('inclusive', 'exclusive');

const AUDIT_SETTINGS = object({
  audit_mode: oneOf('disabled', 'connection', 'connection_and_crud'),
  max_total_key_bytes: integer(0),
  username_filter: object({
    enabled: flag,
    usernames: listOf(text),
    filter_type: FILTER_TYPE,
    allow_while_username_unknown: flag,
  }),
  source_ip_filter: object({
    enabled: flag,
    ip_addresses: listOf(text),
    cidr_ranges: listOf(text),
    filter_type: FILTER_TYPE,
  }),
});

const CLUSTER = object({
  name,
  handle_redirects: flag,
  mask_bdb_credentials: flag,
  control_plane_basic_authentication: flag,
});

const NODE = object({
  uid: integer(1),
  addr: name,
  softwareVersion: name,
  role: oneOf('master', 'slave'),
  responding: flag,
});

const CREDENTIAL = object({
  username: name,
  password: text,
  role: oneOf('admin', 'cluster_member', 'cluster_viewer', 'db_member', 'db_viewer', 'none'),
  uids: orNull(listOf(integer(1))),
  failures: listOf(moment),
  lock: orNull(object({ until: orNull(moment) })),
});

const POLICY = object({
  db_conns_auditing: flag,
  show_internals: flag,
  login_lockout_threshold: integer(0),
  login_lockout_counter_reset_after: integer(0),
  login_lockout_duration: integer(0),
  default_shards_placement: oneOf('dense', 'sparse'),
  rack_aware: flag,
});

const SINK = object({
  audit_protocol: oneOf('TCP', 'local'),
  audit_address: name,
  audit_port: optional(integer(1, 65_535)),
  audit_reconnect_interval: integer(0),
  audit_reconnect_max_attempts: integer(0),
  audit_queue_max_bytes: integer(0),
});

const DATABASE = object({
  uid: integer(1),
  name,
  status: name,
  crdt: orNull(object({ guid: name, managedBy: orNull(name) })),
  internal: flag,
  tags: listOf(object({ key: text, value: text })),
  lastChangedAt: moment,
  auditSettings: AUDIT_SETTINGS,
  change: orNull(object({ actionUid: name, dueAt: moment, fails: flag, auditSettings: AUDIT_SETTINGS })),
  stuck: flag,
});

const ACTION = object({
  uid: name,
  database: integer(1),
  startedAt: moment,
  dueAt: moment,
  status: oneOf('running', 'completed', 'failed'),
  error: orNull(text),
});

const METRICS = object({
  node: integer(1),
  connectedWorkers: amount,
  sentMessages: amount,
  sentPerSecond: amount,
  droppedMessages: amount,
  reconnectAttemptsExhausted: amount,
});

const QUIRKS = object({
  unsetSink: oneOf('404', 'empty-object', 'null', 'empty-address'),
  errorBody: oneOf('description', 'message', 'empty', 'text'),
  undocumentedStatus: oneOf('likely', 406, 400),
  sinkPut: oneOf('merge', 'merge-keeps-port', 'replace'),
  zeroReconnectInterval: oneOf('refused', 'accepted'),
  oldLowPorts: oneOf('accepted', 'refused'),
  mixedVersions: oneOf('refused', 'lowest'),
  policyNeedsSink: flag,
  actionLife: oneOf('kept', 'until-finished', 'none'),
  valueWhilePending: oneOf('new', 'old'),
  unknownFields: oneOf('ignored', 'refused'),
  legacyTrueOnCrud: oneOf('downgrades', 'keeps'),
  crdtLocalChange: oneOf('accepted', 'refused'),
  oversizedArray: oneOf('invalid_schema', 'audit_settings_filter_list_too_large'),
  jwtScheme: oneOf('both', 'JWT', 'Bearer'),
  acceptHeader: oneOf('exact', 'wildcard'),
  redirectOrigin: orNull(name),
});

export const REDIS_ENTERPRISE_STATE = object({
  cluster: CLUSTER,
  nodes: listOf(NODE),
  credentials: listOf(CREDENTIAL),
  tokens: listOf(object({ token: name, username: name, expiresAt: moment })),
  licenseExpired: flag,
  policy: POLICY,
  sink: orNull(SINK),
  databases: listOf(DATABASE),
  actions: listOf(ACTION),
  failNextAction: flag,
  metrics: listOf(METRICS),
  metricsAt: moment,
  leaks: integer(0),
  forbidden: listOf(text),
  quirks: QUIRKS,
  log: listOf(object({ at: moment, method: text, path: text, summary: text })),
  stateId: integer(0),
});
