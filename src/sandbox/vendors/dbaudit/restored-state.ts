import { flag, integer, listOf, moment, object, oneOf, orNull, quantity, text, word } from './shape.ts';
import type { DbauditState } from './state.ts';

const COUNT = integer(0, Number.MAX_SAFE_INTEGER);
/** Up to a century: sums with moments stay within what Date can show. */
const DURATION = integer(0, 3_155_760_000_000);

const OPTIONS = object(
  { capture_queries: flag, capture_results: flag, mask_sensitive_data: flag, retention_days: orNull(COUNT) },
  flag,
);

const DATABASE = object({
  id: word,
  name: text,
  type: word,
  host: word,
  port: integer(1, 65_535),
  database: text,
  username: text,
  password: text,
  sslMode: orNull(word),
  sslCa: orNull(text),
  tags: listOf(text),
  auditOptions: OPTIONS,
  connectingSince: moment,
  status: orNull(word),
  auditStatus: orNull(word),
  createdAt: moment,
  updatedAt: moment,
  stats: object({ events_today: COUNT, events_this_week: COUNT, alerts_pending: COUNT, policies_active: COUNT }),
  collector: object({ version: text, eventsPerSecond: quantity }),
  healthChecks: object({ connectivity: word, permissions: word, latency: word, disk_space: word }),
  lastEvent: orNull(object({ at: moment, type: text, user: text })),
  probe: object({ latencyMs: quantity, version: text, permissions: object({}, flag), warnings: listOf(text) }),
});

const QUIRKS = object({
  auditOptionsVisible: oneOf('hidden', 'shown', 'partial'),
  partialHides: listOf(word),
  tagsVisible: oneOf('shown', 'hidden'),
  tagsStored: oneOf('as-sent', 'sorted-unique'),
  patchOptions: oneOf('merge', 'replace'),
  patchType: oneOf('refused', 'accepted'),
  patchConnection: oneOf('accepted', 'refused'),
  patchAnswer: oneOf('body', 'empty200', '204'),
  postStatus: oneOf(200, 201),
  keepsFailedCreate: flag,
  hostComparison: oneOf('caseless', 'exact'),
  listEnvelope: oneOf('data', 'databases'),
  listOrder: oneOf('oldest', 'newest', 'name', 'unstable'),
  listLagMs: DURATION,
  overPerPage: oneOf('refused', 'clamped'),
  tagsFilter: oneOf('all', 'any'),
  mariadbFilter: oneOf('accepted', 'refused'),
  sslModeDefault: oneOf('disable', 'require', 'verify-ca', 'verify-full', 'absent'),
  retentionBounds: oneOf('privacy', 'policies'),
  auditSettles: oneOf('with-connection', 'after-connection'),
  testFailure: oneOf('success-false', '422'),
  resetHeader: oneOf('epoch', 'seconds'),
  retryAfterHeader: flag,
  rateLimitPer: oneOf('key', 'account'),
  errorBody: oneOf('error', 'message', 'detail', 'text'),
  echoInput: flag,
  timestamps: oneOf('milliseconds', 'seconds'),
  extraOptions: listOf(word),
  extraMember: flag,
});

const STATE = object({
  credentials: listOf(object({ key: word, scopes: listOf(word), visibleIds: orNull(listOf(word)) })),
  databases: listOf(DATABASE),
  unreachable: object({ hosts: listOf(text), usernames: listOf(text), passwords: listOf(text) }),
  rate: object({
    limit: (value, place) => {
      if (value !== 'none') COUNT(value, place);
    },
    windowMs: DURATION,
  }),
  rateWindows: listOf(object({ bucket: word, startedAt: moment, used: COUNT })),
  optionDefaults: OPTIONS,
  nextId: COUNT,
  quirks: QUIRKS,
  log: listOf(object({ at: moment, method: text, path: text, summary: text })),
});

function unique(values: readonly string[], what: string): void {
  if (new Set(values).size !== values.length) throw new TypeError(`DB Audit state: ${what} must be unique`);
}

/**
 * A private copy of a state that came from outside, or a TypeError.
 * Two objects with one host, port and database are let in: a client must survive what a service should not have.
 */
export function restoredState(value: unknown): DbauditState {
  STATE(value, 'state');
  const state = structuredClone(value) as DbauditState;
  unique(
    state.databases.map((database) => database.id),
    'databases[].id',
  );
  unique(
    state.credentials.map((credential) => credential.key),
    'credentials[].key',
  );
  return state;
}
