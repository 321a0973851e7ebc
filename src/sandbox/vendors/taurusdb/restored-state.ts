import { flag, integer, listOf, mapOf, matching, moment, name, object, oneOf, orNull, text } from '../../shape.ts';
import type { TaurusdbState } from './state.ts';

const COUNT = integer(0, Number.MAX_SAFE_INTEGER);
const KEEP_DAYS = integer(0, 732);
const ACCESS = oneOf('operate', 'list', 'policy-only', 'none');
const PROJECT_ID = matching(/^[A-Za-z0-9]{32}$/, '32 letters and digits');
const RATE = object({
  calls: COUNT,
  windowMs: (value, place) => {
    integer(1_000, Number.MAX_SAFE_INTEGER)(value, place);
    // The vendor's text counts the window in seconds or minutes.
    if ((value as number) % 1_000 !== 0) throw new TypeError(`${place} must be whole seconds`);
  },
});

const KEY = object({
  accessKey: matching(/^[^\s,]+$/, 'free of blanks and commas'),
  secretKey: name,
  securityToken: orNull(name),
  domain: name,
  access: ACCESS,
  wrongInARow: COUNT,
  lockedUntil: moment,
});

const USER = object({
  name,
  password: name,
  domain: name,
  access: ACCESS,
  wrongInARow: COUNT,
  lockedUntil: moment,
});

const TOKEN = object({
  value: name,
  user: name,
  domain: name,
  access: ACCESS,
  projectId: orNull(PROJECT_ID),
  issuedAt: moment,
  expiresAt: moment,
  revoked: flag,
});

const INSTANCE = object({
  id: matching(/^[A-Za-z0-9]{32}in07$/, '32 letters and digits, then in07'),
  projectId: PROJECT_ID,
  name,
  status: name,
  operation: orNull(object({ status: name, endsAt: moment })),
  kernelVersion: matching(/^\d+(\.\d+)*$/, 'numbers with dots between'),
  multiPrimary: flag,
  createdAt: moment,
  vpcId: text,
  subnetId: text,
  privateIp: text,
  port: integer(1, 65_535),
  nodes: integer(1, 100),
  tags: listOf(object({ key: name, value: text })),
  keepDays: KEEP_DAYS,
  auditTypes: listOf(name),
  policySince: moment,
  pending: orNull(object({ dueAt: moment, keepDays: KEEP_DAYS, auditTypes: listOf(name), deleteFiles: flag })),
  failNext: flag,
  catalogue: mapOf(listOf(matching(/^[^,]+$/, 'a name without commas'))),
  writesLogs: flag,
  uploadedUntil: moment,
  files: listOf(object({ id: name, name, size: COUNT, begin: moment, end: moment })),
});

const QUIRKS = object({
  allTypes: oneOf('empty', 'full', 'asSent'),
  omittedTypes: oneOf('all', 'unchanged'),
  readBack: oneOf('asSent', 'catalogueOrder', 'reversedRepeated'),
  jobId: oneOf('shown', 'absent'),
  catalogueText: oneOf('json', 'notjson', 'newgroup'),
  notReadyCode: oneOf('DBS.201014', 'DBS.200086'),
  status201014: oneOf(400, 409),
  busyCode: oneOf('DBS.200011', 'DBS.200019', 'DBS.200047', 'DBS.201015', 'DBS.201202', 'DBS.212033', 'DBS.05000084'),
  missingInstance: oneOf(
    'DBS.200002',
    'DBS.200045',
    'DBS.200408',
    'DBS.200602',
    'DBS.201028',
    'DBS.290005',
    'DBS.290011',
  ),
  port: oneOf('number', 'string'),
  zuluTimes: flag,
  logOrder: oneOf('newestFirst', 'oldestFirst'),
  unsupportedPolicy: oneOf('error', 'keepDaysZero'),
  multiPrimary: oneOf('refused', 'supported'),
  domainToken: oneOf('forbidden', 'unauthorized'),
  tokenWithSignature: oneOf('refused', 'tokenWins'),
  iamErrors: oneOf('code', 'nested'),
  retryAfter: flag,
});

const STATE = object({
  region: name,
  projects: listOf(object({ id: PROJECT_ID, name, domain: name })),
  credentials: object({ keys: listOf(KEY), users: listOf(USER) }),
  tokens: listOf(TOKEN),
  instances: listOf(INSTANCE),
  jobs: listOf(
    object({ id: name, projectId: PROJECT_ID, instanceId: name, startedAt: moment, endsAt: moment, failed: flag }),
  ),
  limits: object({
    service: RATE,
    login: RATE,
    tokenLifeMs: COUNT,
    wrongSignatures: integer(1, Number.MAX_SAFE_INTEGER),
    keyLockMs: COUNT,
    wrongPasswords: integer(1, Number.MAX_SAFE_INTEGER),
    userLockMs: COUNT,
    jobVisibleAfterMs: COUNT,
    cleanupEveryMs: integer(1, Number.MAX_SAFE_INTEGER),
  }),
  quirks: QUIRKS,
  log: listOf(object({ at: moment, method: text, path: text, summary: text })),
  recentCalls: mapOf(listOf(moment)),
  requestCount: COUNT,
});

function unique(values: readonly string[], what: string): void {
  if (new Set(values).size !== values.length) throw new TypeError(`TaurusDB state: ${what} must be unique`);
}

/** A private copy of a state that came from outside, or a TypeError. */
export function restoredState(value: unknown): TaurusdbState {
  STATE(value, 'the TaurusDB state');
  const state = structuredClone(value) as TaurusdbState;
  const projects = state.projects.map(({ id }) => id);
  unique(projects, 'project id');
  unique(
    state.instances.map(({ id }) => id),
    'instance id',
  );
  unique(
    state.credentials.keys.map(({ accessKey }) => accessKey),
    'accessKey',
  );
  unique(
    state.credentials.users.map((user) => `${user.domain}/${user.name}`),
    'user of an account',
  );
  for (const { id, projectId } of state.instances) {
    if (!projects.includes(projectId)) throw new TypeError(`TaurusDB state: ${id} is in unknown project ${projectId}`);
  }
  return state;
}
