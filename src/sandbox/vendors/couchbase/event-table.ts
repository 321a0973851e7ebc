/** One audit event as a release describes it. */
export interface AuditEvent {
  readonly id: number;
  readonly name: string;
  readonly module: string;
  readonly offByDefault: boolean;
  readonly since: readonly number[];
  /** Null: in no release. */
  readonly filterableSince: readonly number[] | null;
}

type Row = readonly [id: number, name: string, mark?: 'off'];
const FIRST = [6, 5];

function filterable(module: string, since: readonly number[], rows: readonly Row[]): AuditEvent[] {
  return rows.map(([id, name, mark]) => ({
    id,
    name,
    module,
    offByDefault: mark === 'off',
    since,
    filterableSince: since,
  }));
}

function always(module: string, rows: readonly Row[], filterableSince: readonly number[] | null = null): AuditEvent[] {
  return rows.map(([id, name]) => ({ id, name, module, offByDefault: false, since: FIRST, filterableSince }));
}

/** Every query event is off until somebody switches it on. */
function n1ql(since: readonly number[], first: number, names: readonly string[]): AuditEvent[] {
  return filterable(
    'n1ql',
    since,
    names.map((name, index) => [first + index, name, 'off']),
  );
}

const api = (...names: string[]) => names.map((name) => `/admin/${name} API request`);
const statements = (...names: string[]) => names.map((name) => `${name} statement`);

const NS_SERVER = [
  ...filterable('ns_server', FIRST, [
    [8243, 'mutate document'],
    [8255, 'read document', 'off'],
    [8257, 'alert email sent'],
  ]),
  ...always('auditd', [[4096, 'configured audit daemon']]),
  ...always('ns_server', [
    [8192, 'login success'],
    [8193, 'login failure'],
    [8240, 'configured audit daemon'],
  ]),
];

const XDCR = always(
  'xdcr',
  [
    [16384, 'create remote cluster ref'],
    [16385, 'update remote cluster ref'],
    [16386, 'delete remote cluster ref'],
    [16387, 'create replication'],
    [16396, 'access denied'],
  ],
  [7, 6],
);

/** 20488 reads and 20489 locks, unlike the example of "Configure Auditing" (memcached_descriptor.json). */
const DATA = [
  ...always('memcached', [
    [20481, 'authentication failed'],
    [20484, 'privilege debug configured'],
  ]),
  ...filterable('memcached', FIRST, [
    [20480, 'opened DCP connection'],
    [20482, 'external memcached bucket flush'],
    [20483, 'invalid packet'],
    [20485, 'authentication succeeded', 'off'],
    [20488, 'document read', 'off'],
    [20489, 'document locked', 'off'],
    [20490, 'document modify', 'off'],
    [20491, 'document delete', 'off'],
    [20492, 'select bucket'],
    [20493, 'session terminated', 'off'],
  ]),
];

const SEARCH_AND_VIEWS = [
  ...filterable('fts', FIRST, [
    [24576, 'Create/Update index'],
    [24577, 'Delete index'],
    [24579, 'Access denied'],
  ]),
  ...filterable('view_engine', FIRST, [
    [40960, 'Create Design Doc'],
    [40961, 'Delete Design Doc'],
    [40963, 'View Query', 'off'],
    [40966, 'Access denied'],
  ]),
];

/** Each release's ids begin where its count of query events puts them if none are skipped: 32 in 6.5, then 55, 58, 64, 70. */
const QUERY = [
  ...n1ql(FIRST, 28672, statements('SELECT', 'EXPLAIN', 'PREPARE', 'INFER', 'INSERT', 'UPSERT', 'DELETE', 'UPDATE')),
  ...n1ql(FIRST, 28680, statements('MERGE', 'CREATE INDEX', 'DROP INDEX', 'ALTER INDEX', 'BUILD INDEX')),
  ...n1ql(FIRST, 28685, statements('GRANT ROLE', 'REVOKE ROLE', 'UNRECOGNIZED', 'CREATE PRIMARY INDEX')),
  ...n1ql(FIRST, 28689, api('stats', 'vitals', 'prepareds', 'active_requests')),
  ...n1ql([7, 0], 28704, statements('CREATE FUNCTION', 'DROP FUNCTION', 'EXECUTE FUNCTION', 'CREATE SCOPE')),
  ...n1ql([7, 2], 28727, api('dictionary_cache')),
  ...n1ql([7, 6], 28730, statements('CREATE SEQUENCE', 'ALTER SEQUENCE', 'DROP SEQUENCE')),
  ...n1ql([8, 0], 28736, statements('CREATE USER', 'ALTER USER', 'DROP USER')),
];

const EVENTING_AND_ANALYTICS = [
  ...filterable('eventing', FIRST, [
    [32768, 'Create Function'],
    [32769, 'Delete Function'],
    [32770, 'Fetch Functions', 'off'],
    [32771, 'List Deployed', 'off'],
    [32772, 'Fetch Drafts', 'off'],
    [32780, 'Fetch Config', 'off'],
    [32783, 'Get Settings', 'off'],
    [32784, 'Import Functions'],
    [32785, 'Export Functions', 'off'],
    [32786, 'List Running', 'off'],
  ]),
  ...filterable('analytics', FIRST, [
    [36865, 'Service configuration change'],
    [36866, 'Node configuration change'],
    [36867, 'SELECT statement', 'off'],
    [36872, 'CREATE INDEX statement', 'off'],
    [36873, 'DROP INDEX statement', 'off'],
    [36878, 'UNRECOGNIZED statement', 'off'],
  ]),
];

const BACKUP = filterable(
  'backup',
  [7, 0],
  [
    [45056, 'Modify configuration'],
    [45057, 'Fetch configuration', 'off'],
    [45061, 'Fetch repository', 'off'],
    [45066, 'Fetch plan', 'off'],
    [45070, 'Fetch task history', 'off'],
    [45071, 'Access denied'],
  ],
);

/**
 * A part of the real list. Module ranges, repeated names and what is off by default follow the vendor; where no page
 * at hand gives an id's name or a name's id, the pairing is the sandbox's own, so nothing should depend on it.
 */
export const AUDIT_EVENTS: readonly AuditEvent[] = [
  ...NS_SERVER,
  ...XDCR,
  ...DATA,
  ...SEARCH_AND_VIEWS,
  ...QUERY,
  ...EVENTING_AND_ANALYTICS,
  ...BACKUP,
];
