/**
 * Everything the TaurusDB simulator knows, as plain JSON: one Huawei Cloud account with one project.
 * Times are milliseconds since the epoch.
 */
export interface TaurusdbState {
  projectId: string;
  keys: TaurusdbKey[];
  users: TaurusdbUser[];
  instances: TaurusdbInstance[];
  tokens: TaurusdbToken[];
  tokenLifeMs: number;
  /** Calls permitted in a window, for the whole account. */
  rate: { limit: number; windowMs: number; times: number[] };
  jobs: { id: string; instanceId: string; startedAt: number }[];
  quirks: TaurusdbQuirks;
  /** Accepted writes, newest last. */
  log: { at: number; method: string; path: string; summary: string }[];
}

export interface TaurusdbKey {
  accessKey: string;
  secretKey: string;
  /** Not null: a temporary key, whose token must be sent and signed. */
  securityToken: string | null;
  access: 'operate' | 'list';
  wrongInARow: number;
  lockedUntil: number;
}

export interface TaurusdbUser {
  name: string;
  password: string;
  domain: string;
  access: 'operate' | 'list';
  wrongInARow: number;
  locked: boolean;
}

export interface TaurusdbToken {
  value: string;
  access: 'operate' | 'list';
  scope: 'project' | 'domain';
  expiresAt: number;
}

export interface TaurusdbInstance {
  id: string;
  name: string;
  /** v3 word: ACTIVE, MODIFYING, FROZEN … */
  status: string;
  kernelVersion: string;
  keepDays: number;
  /** Empty with audit on: every type. */
  auditTypes: string[];
  /** Group → operation names. */
  catalogue: Record<string, string[]>;
  files: { id: string; name: string; size: number; begin: number; end: number }[];
  /** Accepted and not yet visible. */
  pending: { at: number; keepDays: number; auditTypes: string[] } | null;
  /** The next PUT answers 200 with FAILED and changes nothing. */
  failNext: boolean;
  /** Another operation runs: writes answer 409. */
  busyUntil: number;
}

export interface TaurusdbQuirks {
  /** What GET shows when every type is recorded. */
  allTypes: 'empty' | 'full';
  /** What a PUT without audit_types means. */
  omittedTypes: 'all' | 'unchanged';
  /** How audit_types come back. */
  readBack: 'asSent' | 'shuffledTwice';
  catalogueText: 'json' | 'notjson' | 'newgroup';
  /** Status of DBS.201014. */
  notReadyStatus: 400 | 409;
  /** A policy GET of an instance whose kernel is too old. */
  oldKernel: 'error' | 'zero';
  /** Whether log times may end in Z. */
  zuluTimes: boolean;
}

const SAMPLE_CATALOGUE = {
  DCL: ['CREATE_USER', 'DROP_USER', 'RENAME_USER', 'GRANT', 'REVOKE', 'ALTER_USER', 'ALTER_USER_DEFAULT_ROLE'],
  DDL: ['CREATE', 'ALTER', 'DROP', 'RENAME', 'TRUNCATE', 'REPAIR', 'OPTIMIZE'],
  DML: ['INSERT', 'DELETE', 'UPDATE', 'REPLACE', 'SELECT'],
  OTHER: ['BEGIN/COMMIT/ROLLBACK', 'PREPARED_STATEMENT', 'CALL_PROCEDURE', 'KILL', 'SET_OPTION', 'CHANGE_DB', 'UNINSTALL_PLUGIN', 'UNINSTALL_PLUGIN', 'INSTALL_PLUGIN', 'SHUTDOWN', 'LOCK_TABLES', 'UNLOCK_TABLES', 'FLUSH', 'XA'],
};

/** An instance with weak audit, one without, one being modified and one too old. */
export function defaultTaurusdbState(now: number): TaurusdbState {
  const instance = (id: string, name: string, more: Partial<TaurusdbInstance>): TaurusdbInstance => ({
    id,
    name,
    status: 'ACTIVE',
    kernelVersion: '2.0.63.250300',
    keepDays: 0,
    auditTypes: [],
    catalogue: structuredClone(SAMPLE_CATALOGUE),
    files: [],
    pending: null,
    failNext: false,
    busyUntil: 0,
    ...more,
  });
  const key = (accessKey: string, secretKey: string, access: TaurusdbKey['access']): TaurusdbKey => ({ accessKey, secretKey, securityToken: null, access, wrongInARow: 0, lockedUntil: 0 });
  return {
    projectId: '054e292c9880d4992f02c0196d3ea468',
    keys: [key('SANDBOXTAURUSACCESS1', 'sandbox-taurus-secret-key-operate-0001', 'operate'), key('SANDBOXTAURUSREADER1', 'sandbox-taurus-secret-key-reading-0001', 'list')],
    users: [{ name: 'auditform', password: 'sandbox-taurus-password', domain: 'sandbox-account', access: 'operate', wrongInARow: 0, locked: false }],
    instances: [
      instance('3d39c18788b54a919bab633874c159dfin07', 'ledger', {
        keepDays: 7,
        auditTypes: ['CREATE', 'ALTER'],
        files: [
          { id: '10190012aae94b38a10269b8ad025fc1no07_1', name: 'audit_0001.csv', size: 10240, begin: now - 3 * 86_400_000, end: now - 3 * 86_400_000 + 1_800_000 },
          { id: '10190012aae94b38a10269b8ad025fc1no07_2', name: 'audit_0002.csv', size: 10240, begin: now - 2_400_000, end: now - 600_000 },
        ],
      }),
      instance('4e40d29899c65ba2acbc744985d260e0in07', 'orders', {}),
      instance('5f51e3a9aad76cb3bdcd855a96e371f1in07', 'reports', { status: 'MODIFYING', keepDays: 30 }),
      instance('60620fbabbe87dc4cede966ba7f48202in07', 'legacy', { kernelVersion: '2.0.54.240600' }),
    ],
    tokens: [],
    tokenLifeMs: 86_400_000,
    rate: { limit: 2_000, windowMs: 60_000, times: [] },
    jobs: [],
    quirks: { allTypes: 'empty', omittedTypes: 'all', readBack: 'asSent', catalogueText: 'json', notReadyStatus: 400, oldKernel: 'error', zuluTimes: false },
    log: [],
  };
}

/** Throws a TypeError unless every top-level member is there and of the kind that the default state has. */
export function restoredState(value: unknown): TaurusdbState {
  const form = defaultTaurusdbState(0) as unknown as Record<string, unknown>;
  if (typeof value !== 'object' || value === null) throw new TypeError('TaurusDB state: an object is expected');
  const given = value as Record<string, unknown>;
  for (const key of new Set([...Object.keys(form), ...Object.keys(given)])) {
    if (!Object.hasOwn(form, key)) throw new TypeError(`TaurusDB state: there is no ${key}`);
    if (typeof given[key] !== typeof form[key] || Array.isArray(given[key]) !== Array.isArray(form[key])) throw new TypeError(`TaurusDB state: ${key} is of another form`);
  }
  return structuredClone(given) as unknown as TaurusdbState;
}
