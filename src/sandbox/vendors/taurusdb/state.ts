/**
 * Everything the TaurusDB simulator knows, as plain JSON: one region of Huawei Cloud with its IAM.
 * Times are milliseconds since the epoch. `restore` takes exactly this form.
 */
export interface TaurusdbState {
  /** Region of the service endpoint. A project belongs to one region, and carries its name. */
  region: string;
  projects: TaurusdbProject[];
  credentials: { keys: TaurusdbKey[]; users: TaurusdbUser[] };
  tokens: TaurusdbToken[];
  instances: TaurusdbInstance[];
  jobs: TaurusdbJob[];
  limits: TaurusdbLimits;
  quirks: TaurusdbQuirks;
  /** Accepted writes, newest last. */
  log: TaurusdbLogEntry[];
  /** Times of the counted calls, by `service:<key or user>` or `login:<account>`. */
  recentCalls: Record<string, number[]>;
  requestCount: number;
}

export interface TaurusdbProject {
  /** 32 letters and digits. */
  id: string;
  /** The region, or `<region>_<anything>` for a sub-project. */
  name: string;
  /** Account that owns it. */
  domain: string;
}

/**
 * `operate` may write, `list` only read, `none` authenticates and is refused everything else. `policy-only` has the
 * two permissions of audit logs (`auditlog:list`, `auditlog:operate`) and not the one to see instances.
 */
export type TaurusdbAccess = 'operate' | 'list' | 'policy-only' | 'none';

export interface TaurusdbKey {
  accessKey: string;
  secretKey: string;
  /** Not null for a temporary key: each call needs it in X-Security-Token. */
  securityToken: string | null;
  domain: string;
  access: TaurusdbAccess;
  wrongInARow: number;
  lockedUntil: number;
}

export interface TaurusdbUser {
  name: string;
  password: string;
  domain: string;
  access: TaurusdbAccess;
  wrongInARow: number;
  lockedUntil: number;
}

export interface TaurusdbToken {
  value: string;
  user: string;
  domain: string;
  access: TaurusdbAccess;
  /** null: scoped to the account, which no TaurusDB call accepts. */
  projectId: string | null;
  issuedAt: number;
  expiresAt: number;
  /** Killed early, as by a password change. */
  revoked: boolean;
}

export interface TaurusdbInstance {
  /** 32 letters and digits, then `in07`. */
  id: string;
  projectId: string;
  name: string;
  /** v3 word: ACTIVE, MODIFYING, FROZEN and so on. Anything but ACTIVE forbids writing. */
  status: string;
  /** Another operation: its word is shown as the status until it ends, and writes answer 409. */
  operation: { status: string; endsAt: number } | null;
  kernelVersion: string;
  multiPrimary: boolean;
  createdAt: number;
  vpcId: string;
  subnetId: string;
  privateIp: string;
  port: number;
  nodes: number;
  tags: { key: string; value: string }[];
  /** 0: audit is off. */
  keepDays: number;
  /** Empty with audit on: every type. */
  auditTypes: string[];
  /** When the policy in force began; retention acts on files from the next cleanup after it. */
  policySince: number;
  pending: TaurusdbPendingPolicy | null;
  /** The next PUT answers 200 with FAILED and changes nothing. */
  failNext: boolean;
  /** Group to operation names, in the order and with the repetitions of the vendor's text. */
  catalogue: Record<string, string[]>;
  /** Whether it has traffic: with audit on, a log file then appears every half hour. */
  writesLogs: boolean;
  uploadedUntil: number;
  files: TaurusdbFile[];
}

/** Accepted and not yet visible. */
export interface TaurusdbPendingPolicy {
  dueAt: number;
  keepDays: number;
  auditTypes: string[];
  deleteFiles: boolean;
}

export interface TaurusdbFile {
  id: string;
  name: string;
  /** KB. */
  size: number;
  begin: number;
  end: number;
}

export interface TaurusdbJob {
  id: string;
  projectId: string;
  instanceId: string;
  startedAt: number;
  endsAt: number;
  failed: boolean;
}

export interface TaurusdbRate {
  calls: number;
  /** Whole seconds. */
  windowMs: number;
}

export interface TaurusdbLimits {
  /** Per key or user. */
  service: TaurusdbRate;
  /** Per account. */
  login: TaurusdbRate;
  tokenLifeMs: number;
  /** More wrong signatures in a row than these lock the key. */
  wrongSignatures: number;
  keyLockMs: number;
  /** This many wrong passwords in a row lock the user. */
  wrongPasswords: number;
  userLockMs: number;
  /** A job can be looked up only this long after it began. */
  jobVisibleAfterMs: number;
  /** Expired log files go at the next multiple of this. */
  cleanupEveryMs: number;
}

/** Where the vendor's pages are silent or contradict each other, each reading is a value here. */
export interface TaurusdbQuirks {
  /** `audit_types` when every type is recorded: left blank, all of them, or the list that was sent. */
  allTypes: 'empty' | 'full' | 'asSent';
  /** A PUT that leaves `audit_types` out. */
  omittedTypes: 'all' | 'unchanged';
  /** Order and repetitions of `audit_types` on the way back. */
  readBack: 'asSent' | 'catalogueOrder' | 'reversedRepeated';
  /** Whether a PUT answers `job_id` beside `result`: no example of the answer is at hand. */
  jobId: 'shown' | 'absent';
  /** `all_audit_log_action`: JSON, another text, or JSON with a group that no page mentions. */
  catalogueText: 'json' | 'notjson' | 'newgroup';
  /** Which of the two codes an instance that is not ready answers with. */
  notReadyCode: 'DBS.201014' | 'DBS.200086';
  /** Status of DBS.201014: the error table says 400, Terraform retries it as 409. */
  status201014: 400 | 409;
  /** Which of the codes for "another operation is running". */
  busyCode: 'DBS.200011' | 'DBS.200019' | 'DBS.200047' | 'DBS.201015' | 'DBS.201202' | 'DBS.212033' | 'DBS.05000084';
  /** Which of the codes for "no such instance". */
  missingInstance:
    | 'DBS.200002'
    | 'DBS.200045'
    | 'DBS.200408'
    | 'DBS.200602'
    | 'DBS.201028'
    | 'DBS.290005'
    | 'DBS.290011';
  port: 'number' | 'string';
  /** Whether the times of a log query may end in Z. */
  zuluTimes: boolean;
  logOrder: 'newestFirst' | 'oldestFirst';
  /** Policy GET where the instance cannot have SQL audit. */
  unsupportedPolicy: 'error' | 'keepDaysZero';
  /** Older guides exclude multi-primary instances, newer ones do not name them. */
  multiPrimary: 'refused' | 'supported';
  /** A token scoped to the account: 401 APIGW.0307 or 403 DBS.280056. */
  domainToken: 'forbidden' | 'unauthorized';
  /** A token and a signature in one request. */
  tokenWithSignature: 'refused' | 'tokenWins';
  /** IAM's two shapes: `{error_code, error_msg}` or `{error: {code, message, title}}`. */
  iamErrors: 'code' | 'nested';
  /** Whether a throttled answer carries Retry-After. */
  retryAfter: boolean;
}

export interface TaurusdbLogEntry {
  at: number;
  method: string;
  path: string;
  summary: string;
}
