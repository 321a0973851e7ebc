/**
 * Everything the Tair simulator knows, as plain JSON. One Alibaba Cloud account, several regions.
 * Times are milliseconds since the epoch unless a name says otherwise.
 */
export interface TairState {
  account: TairAccount;
  credentials: TairCredential[];
  regions: TairRegion[];
  instances: TairInstance[];
  /** Audit records beside the ones generated from each instance's `writeEveryMs`. Same visibility rules. */
  records: TairAuditRecord[];
  limits: TairLimits;
  quirks: TairQuirks;
  /** Accepted writes, newest last. */
  log: TairLogEntry[];
  /** `{accessKeyId}:{nonce}` to the time it was spent. Kept for half an hour. */
  nonces: Record<string, number>;
  /** Times of the calls of the last minute, per limited action. */
  recentCalls: Record<string, number[]>;
  /** Requests answered so far; request ids derive from it. */
  requestCount: number;
}

export interface TairAccount {
  uid: string;
  /** AliyunServiceRoleForKvstore; enabling needs it. */
  serviceLinkedRole: boolean;
  /** Simple Log Service activated; enabling needs it, and no call of this API tells. */
  logServiceActive: boolean;
}

export interface TairCredential {
  accessKeyId: string;
  accessKeySecret: string;
  /** Not null makes this a temporary (STS) key: each call needs the token in `x-acs-security-token`. */
  securityToken: string | null;
  /** `describe`: RAM allows the Describe* actions only. */
  access: 'full' | 'describe';
  active: boolean;
}

export interface TairRegion {
  regionId: string;
  localName: string;
  endpoint: string;
  zones: string[];
  /** Days records are kept, for every instance of the region; null until auditing was first enabled there. */
  retentionDays: number | null;
}

export interface TairInstance {
  instanceId: string;
  instanceName: string;
  regionId: string;
  zoneId: string;
  instanceType: 'Redis' | 'Tair' | 'Memcache';
  editionType: 'Community' | 'Enterprise';
  instanceClass: string;
  engineVersion: string;
  architectureType: 'standard' | 'cluster' | 'rwsplit';
  minorVersion: string;
  minorVersionIsLatest: boolean;
  /** Status apart from a pending audit change (which shows as `quirks.statusDuringChange`). */
  status: string;
  chargeType: 'PrePaid' | 'PostPaid';
  createdAt: number;
  /** null for pay-as-you-go. */
  expiresAt: number | null;
  tags: { key: string; value: string }[];
  /** Data nodes of a cluster or read/write splitting instance; 1 for standard. */
  dataNodes: number;
  /** Audited write commands come one per this many milliseconds; 0 means no traffic. */
  writeEveryMs: number;
  auditEnabled: boolean;
  /** When auditing was on, oldest first; an open end is null. On restore, `auditEnabled` wins over this list. */
  auditPeriods: TairAuditPeriod[];
  pending: TairPendingChange | null;
}

export interface TairAuditPeriod {
  from: number;
  to: number | null;
}

/** An accepted ModifyAuditLogConfig that takes effect at `dueAt`. */
export interface TairPendingChange {
  startedAt: number;
  dueAt: number;
  enabled: boolean;
  /** null leaves the region's retention alone. */
  retentionDays: number | null;
}

export interface TairAuditRecord {
  instanceId: string;
  executedAt: number;
  sqlText: string;
  sqlType: string;
  databaseName: string;
  accountName: string;
  hostAddress: string;
  /** Shown for cluster and read/write splitting instances only. */
  nodeId: string;
  totalExecutionTimes: string;
}

export interface TairLimits {
  /** Calls a minute and account, per action; an action not named here is not limited. */
  callsPerMinute: Record<string, number>;
  /** Records can be queried only this long after the command ran. */
  ingestionDelayMs: number;
}

/** Where the vendor's pages are silent or contradict each other, each reading is a value here. */
export interface TairQuirks {
  /** `Retention` of DescribeAuditLogConfig where auditing was never enabled. */
  neverEnabledRetention: '' | 'absent' | '0';
  /** Whether "never enabled" speaks of the region (retention is regional) or of the single instance. */
  neverEnabledMeans: 'region' | 'instance';
  /** DescribeAuditLogConfig on an instance with auditing off: an answer, or IncorrectDBInstance.NotSupported. */
  auditConfigWhileOff: 'answers' | 'error';
  statusDuringChange: 'Changing' | 'Normal';
  dbAuditType: 'string' | 'boolean';
  /** 400 answers Throttling.User, 403 answers Throttling.Api. */
  throttlingStatus: 400 | 403;
  /** Whether a throttled answer carries `x-acs-retry-after` (milliseconds). */
  retryAfterHeader: boolean;
  /** Retention sent along with DbAudit=false. */
  retentionWhileDisabling: 'ignored' | 'applied';
  /** `tair.scm.*` classes: user guides allow auditing, the API page does not name them. */
  persistentMemory: 'supported' | 'refused';
  /** Actions that this deployment does not know: InvalidApi.NotFound. */
  unknownActions: string[];
}

export interface TairLogEntry {
  at: number;
  method: string;
  path: string;
  summary: string;
}
