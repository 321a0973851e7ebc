/** Everything the DB Audit simulator knows, as plain JSON: one account. Times are milliseconds since the epoch. */
export interface DbauditState {
  keys: { value: string; scopes: string[]; idPattern: string | null }[];
  databases: DbauditDatabase[];
  /** Hosts, user names or passwords with which a connection test fails. */
  unreachable: { hosts: string[]; usernames: string[]; passwords: string[] };
  rate: { limit: number; windowMs: number; times: number[] };
  nextId: number;
  quirks: DbauditQuirks;
  /** Accepted writes, newest last. */
  log: { at: number; method: string; path: string; summary: string }[];
}

export interface DbauditDatabase {
  id: string;
  name: string;
  type: string;
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  sslMode: string | null;
  sslCa: string | null;
  tags: string[];
  auditOptions: Record<string, boolean | number>;
  /** Until then: pending and initializing. */
  connectingUntil: number;
  /** Overrides what the clock says. */
  status: 'connected' | 'disconnected' | 'error' | null;
  auditStatus: 'active' | 'paused' | null;
  createdAt: number;
  updatedAt: number;
  /** Appears in listings from then on. */
  listedFrom: number;
  eventsPerSecond: number;
  lastEventAt: number | null;
}

export interface DbauditQuirks {
  /** Whether a detail shows audit_options. */
  auditOptionsVisible: 'hidden' | 'shown' | 'partial';
  tagsVisible: 'shown' | 'hidden';
  /** What a PATCH with audit_options does to the keys it leaves out. */
  patchOptions: 'merge' | 'replace';
  postStatus: 200 | 201;
  patchAnswer: 'body' | 'empty200' | '204';
  listEnvelope: 'data' | 'databases';
  listLagMs: number;
  /** A create refused with 422 leaves the object behind. */
  keepsFailedCreate: boolean;
  resetHeader: 'epoch' | 'seconds';
  testFailure: 'success-false' | '422';
  errorBody: 'error' | 'message' | 'detail' | 'text';
  /** Error texts repeat what was sent. */
  echoInput: boolean;
}

/** Three monitored databases: one without query audit, one sound, one of an engine that the API page does not name. */
export function defaultDbauditState(now: number): DbauditState {
  const database = (id: string, name: string, more: Partial<DbauditDatabase>): DbauditDatabase => ({
    id,
    name,
    type: 'postgresql',
    host: 'prod-db.example.com',
    port: 5432,
    database: 'myapp',
    username: 'dbaudit_reader',
    password: 'sandbox-dbaudit-database-password',
    sslMode: 'verify-full',
    sslCa: null,
    tags: ['production'],
    auditOptions: { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 90 },
    connectingUntil: 0,
    status: null,
    auditStatus: null,
    createdAt: now - 86_400_000,
    updatedAt: now - 86_400_000,
    listedFrom: 0,
    eventsPerSecond: 42.5,
    lastEventAt: now - 5_000,
    ...more,
  });
  return {
    keys: [
      { value: 'dbaudit_live_sandbox_0000000000000001', scopes: ['read:databases', 'write:databases'], idPattern: null },
      { value: 'dbaudit_live_sandbox_0000000000000002', scopes: ['read:databases'], idPattern: null },
    ],
    databases: [
      database('db_abc123', 'Production PostgreSQL', { auditOptions: { capture_queries: false, capture_results: false, mask_sensitive_data: true, retention_days: 30 } }),
      database('db_def456', 'Billing MySQL', { type: 'mysql', host: 'billing.example.com', port: 3306, database: 'billing' }),
      database('db_fed789', 'Warehouse', { type: 'snowflake', host: 'acme.snowflake.example.com', port: 443, database: 'dwh' }),
    ],
    unreachable: { hosts: ['unreachable.example.com'], usernames: [], passwords: ['wrong-password'] },
    rate: { limit: 1_000, windowMs: 60_000, times: [] },
    nextId: 1,
    quirks: {
      auditOptionsVisible: 'hidden',
      tagsVisible: 'shown',
      patchOptions: 'merge',
      postStatus: 201,
      patchAnswer: 'body',
      listEnvelope: 'data',
      listLagMs: 0,
      keepsFailedCreate: false,
      resetHeader: 'epoch',
      testFailure: 'success-false',
      errorBody: 'error',
      echoInput: false,
    },
    log: [],
  };
}

/** Throws a TypeError unless every top-level member is there and of the kind that the default state has. */
export function restoredState(value: unknown): DbauditState {
  const form = defaultDbauditState(0) as unknown as Record<string, unknown>;
  if (typeof value !== 'object' || value === null) throw new TypeError('DB Audit state: an object is expected');
  const given = value as Record<string, unknown>;
  for (const key of new Set([...Object.keys(form), ...Object.keys(given)])) {
    if (!Object.hasOwn(form, key)) throw new TypeError(`DB Audit state: there is no ${key}`);
    if (typeof given[key] !== typeof form[key] || Array.isArray(given[key]) !== Array.isArray(form[key])) throw new TypeError(`DB Audit state: ${key} is of another form`);
  }
  return structuredClone(given) as unknown as DbauditState;
}
