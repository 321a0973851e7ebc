import { amount, flag, integer, listOf, name, object, oneOf, orNull, text } from '../../shape.ts';
import type { DbauditState } from './state.ts';

const COUNT = integer(0, Number.MAX_SAFE_INTEGER);
/** Up to a century: sums with moments stay within what Date can show. */
const DURATION = integer(0, 3_155_760_000_000);

/** With room on either side for sums with durations before Date gives up. */
const MOMENT = integer(-Date.UTC(9999, 0), Date.UTC(9999, 0));

const OPTIONS = object(
  { capture_queries: flag, capture_results: flag, mask_sensitive_data: flag, retention_days: orNull(COUNT) },
  flag,
);

const DATABASE = object({
  id: name,
  name: text,
  type: name,
  host: name,
  port: integer(1, 65_535),
  database: text,
  username: text,
  password: text,
  sslMode: orNull(name),
  sslCa: orNull(text),
  tags: listOf(text),
  auditOptions: OPTIONS,
  connectingSince: MOMENT,
  status: orNull(name),
  auditStatus: orNull(name),
  createdAt: MOMENT,
  updatedAt: MOMENT,
  stats: object({ events_today: COUNT, events_this_week: COUNT, alerts_pending: COUNT, policies_active: COUNT }),
  collector: object({ version: text, eventsPerSecond: amount }),
  healthChecks: object({ connectivity: name, permissions: name, latency: name, disk_space: name }),
  lastEvent: orNull(object({ at: MOMENT, type: text, user: text })),
  probe: object({ latencyMs: amount, version: text, permissions: object({}, flag), warnings: listOf(text) }),
});

const QUIRKS = object({
  auditOptionsVisible: oneOf('hidden', 'shown', 'partial'),
  partialHides: listOf(name),
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
  extraOptions: listOf(name),
  extraMember: flag,
});

const STATE = object({
  credentials: listOf(object({ key: name, scopes: listOf(name), visibleIds: orNull(listOf(name)) })),
  databases: listOf(DATABASE),
  unreachable: object({ hosts: listOf(text), usernames: listOf(text), passwords: listOf(text) }),
  rate: object({
    limit: (value, place) => {
      if (value !== 'none') COUNT(value, place);
    },
    windowMs: DURATION,
  }),
  rateWindows: listOf(object({ bucket: name, startedAt: MOMENT, used: COUNT })),
  optionDefaults: OPTIONS,
  nextId: COUNT,
  quirks: QUIRKS,
  log: listOf(object({ at: MOMENT, method: text, path: text, summary: text })),
});

function unique(values: readonly string[], what: string): void {
  if (new Set(values).size !== values.length) throw new TypeError(`DB Audit state: ${what} must be unique`);
}

/**
 * A private copy of a state that came from outside, or a TypeError.
 * Two objects with one host, port and database are let in: a client must survive what a service should not have.
 */
export function restoredState(value: unknown): DbauditState {
  STATE(value, 'the DB Audit state');
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
