/**
 * Everything the Couchbase simulator knows, as plain JSON: one cluster of up to three nodes, listener N being node N.
 * Times are milliseconds since the epoch.
 */
export interface CouchbaseState {
  /** 32 hex digits; null: a node that was never set up, which then lets anybody write. */
  uuid: string | null;
  clusterName: string;
  /** False: Community Edition. */
  enterprise: boolean;
  /** `7.6`, `7.2.3` or `7.6.2-3721`: what every node runs that names no version of its own. */
  version: string;
  rebalanceStatus: 'none' | 'running';
  credentials: CouchbaseCredential[];
  /** `down`: a login that is neither the administrator's nor a local user's gets a 503. */
  externalLogin: 'up' | 'down';
  nodes: CouchbaseNode[];
  /** The cluster's one settings object, as last written. */
  settings: AuditSettings;
  /** Which nodes still show something older, in the order they will pass through it. */
  behind: BehindView[];
  /** When `logPath` was last written. A node without that folder drops one event per second from then on. */
  logPathSetAt: number;
  /** Events beside the release's own list, such as those an upgrade brings. An id of the list is replaced. */
  addedEvents: AddedEvent[];
  /** Audit events 8240 recorded: one for every accepted POST while auditing is on, changes or not. */
  configuredEvents: number;
  /** System events of GET /events, oldest first. */
  events: SystemEvent[];
  quirks: CouchbaseQuirks;
  /** Accepted writes, newest last. */
  log: { at: number; method: string; path: string; summary: string }[];
}

export interface CouchbaseCredential {
  username: string;
  password: string;
  /** `admin`: the built-in administrator, who is not a local user. */
  domain: 'admin' | 'local' | 'external';
  /** Role names such as `admin`, `ro_admin`, `security_admin_local`. Empty: 401 everywhere but on /whoami. */
  roles: string[];
  passwordExpired: boolean;
  /** Per-user limits passed, by name; not empty gives 429 in 7.1 and 7.2. */
  exceededLimits: string[];
}

export interface CouchbaseNode {
  /** Null: `version` of the cluster. Nodes differ while an upgrade is under way. */
  version: string | null;
  /** An `inactiveFailed` node answers everything with 503, in place of a refused connection. */
  clusterMembership: 'active' | 'inactiveAdded' | 'inactiveFailed';
  /** An `unhealthy` node answers everything with 503 too. */
  status: 'healthy' | 'warmup' | 'unhealthy';
  services: string[];
  /** Existing folders, without trailing slash. */
  directories: string[];
  /** Whether it can make a missing log folder; if not, it drops events. */
  createsDirectories: boolean;
  droppedEvents: number;
  /** `down`: enabling is stored and answers 500, disabling is refused. */
  dataDaemon: 'up' | 'down';
  /** Settings of this node alone; looked at with `quirks.perNode` only. Null: the cluster's. */
  ownSettings: AuditSettings | null;
}

export interface AuditSettings {
  auditdEnabled: boolean;
  /** Filterable ids switched off by a write; an id in neither list follows its default. */
  disabled: number[];
  /** Filterable ids switched on by a write. */
  enabled: number[];
  /** As written; local users deleted since are left out of GET only. */
  disabledUsers: AuditUser[];
  /** Null: absent from GET, as with a private audit path. */
  logPath: string | null;
  /** Seconds. Null: absent from GET, as after an upgrade until first written. */
  pruneAge: number | null;
  rotateInterval: number;
  rotateSize: number;
}

export interface AuditUser {
  name: string;
  domain: string;
}

export interface BehindView {
  node: number;
  settings: AuditSettings;
  /** Null: for as long as `quirks.divergent` names the node. */
  until: number | null;
  /** The node's own write, stored but not shown yet; else gossip that has not arrived. */
  own: boolean;
}

export interface AddedEvent {
  id: number;
  name: string;
  module: string;
  description: string;
  filterable: boolean;
  offByDefault: boolean;
}

export interface SystemEvent {
  at: number;
  node: number;
  /** 9216 audit enabled, 9217 disabled, 9218 changed. */
  eventId: 9216 | 9217 | 9218;
  changed: string[];
}

export interface CouchbaseQuirks {
  /** Each node keeps settings of its own, as the page "Configure Auditing" says. */
  perNode: boolean;
  /** Names in GET: `auditdEnabled` and `disabledUsers`, or the page's `auditEnabled` and `disabledusers`. */
  spelling: 'documented-code' | 'page';
  /** How long the receiving node shows the old values after a write without `auditdEnabled=true`. */
  staleMs: number;
  /** This node never adopts what was written on another. */
  divergent: number | null;
  /** Which of two equal keys counts before 7.6, where it is not an error. */
  duplicateKeys: 'first' | 'last';
  /** Who may scrape /metrics: full administrators and stats readers, or all who may read the audit settings too. */
  statsExport: 'admins' | 'readers';
  /** What a node that was never set up makes of a login it cannot know. */
  unprovisionedLogin: 'accept' | 'refuse';
}
