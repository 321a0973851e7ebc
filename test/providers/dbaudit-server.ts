import type { JsonObject } from '../../src/model/json.ts';

/** What dbaudit.ai/docs leaves open: one switch for each reading. */
export interface Readings {
  readonly options: 'hidden' | 'shown' | 'without-retention';
  readonly tags: 'shown' | 'hidden';
  readonly patch: 'merge' | 'replace';
  readonly patchAnswer: 'detail' | 'empty' | 204;
  readonly created: 200 | 201 | 202;
  readonly envelope: 'pagination' | 'flat';
  readonly hosts: 'caseless' | 'exact';
  readonly failedCreate: 'dropped' | 'kept';
  /** Milliseconds until a new object is listed. */
  readonly lag: number;
  /** Most items on one page, whatever was asked for. */
  readonly pageSize: number;
  readonly refusedTest: 'false' | 422;
  /** Milliseconds that connecting takes. */
  readonly connecting: number;
  /** Seconds only: two writes within one look alike. */
  readonly updatedAt: 'shown' | 'missing';
}

export const USUAL: Readings = {
  options: 'hidden',
  tags: 'shown',
  patch: 'merge',
  patchAnswer: 'detail',
  created: 201,
  envelope: 'pagination',
  hosts: 'caseless',
  failedCreate: 'dropped',
  lag: 0,
  pageSize: 100,
  refusedTest: 'false',
  connecting: 0,
  updatedAt: 'shown',
};

/** What an option is when nobody has said; the page states no default. */
export const UNSTATED: JsonObject = {
  capture_queries: true,
  capture_results: false,
  mask_sensitive_data: false,
  retention_days: 30,
};

export interface Row {
  readonly id: string;
  fields: JsonObject;
  options: JsonObject;
  /** Not in any answer. */
  password: string;
  since: number;
  changed: number;
  made: number;
  /** Words that stand instead of what connecting gives. */
  status?: string;
  audit?: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, all else as JSON. */
  readonly body?: unknown;
}

export interface Server {
  readonly rows: Row[];
  /** Passwords that the databases accept; null: any. */
  valid: string | null;
  answer(method: string, path: string, query: URLSearchParams, body: JsonObject): Answer;
  add(fields: JsonObject, more?: Partial<Row>): Row;
}

const CONNECTION = ['host', 'port', 'database', 'username', 'password', 'ssl_mode', 'ssl_ca'];
const REQUIRED = ['name', 'type', 'host', 'port', 'database', 'username', 'password'];
const time = (ms: number) => new Date(ms).toISOString();
const none: Answer = { status: 404, body: { error: 'not_found' } };

/** A DB Audit account in memory, by the documented pages alone. */
export function createServer(readings: Readings, now: () => number): Server {
  const rows: Row[] = [];
  let next = 1;
  const server: Server = { rows, valid: null, answer, add };

  function add(fields: JsonObject, more: Partial<Row> = {}): Row {
    const { password = 'old', audit_options: options = {}, ...rest } = fields;
    while (rows.some(({ id }) => id === `db_${next}`)) next++;
    const row: Row = {
      id: `db_${next++}`,
      fields: { tags: [], ssl_mode: 'require', ...rest },
      options: { ...UNSTATED, ...(options as JsonObject) },
      password: String(password),
      since: Number.NEGATIVE_INFINITY,
      changed: now(),
      made: Number.NEGATIVE_INFINITY,
      ...more,
    };
    rows.push(row);
    return row;
  }

  function answer(method: string, path: string, query: URLSearchParams, body: JsonObject): Answer {
    const [, collection, id, part] = path.split('/');
    if (collection !== 'databases') return none;
    if (id === undefined) return method === 'POST' ? create(body) : list(query);
    const row = rows.find((candidate) => candidate.id === decodeURIComponent(id));
    if (row === undefined) return none;
    if (part === 'status') return { body: liveStatus(row) };
    if (part === 'test') return test(row);
    if (method === 'PATCH') return patch(row, body);
    if (method !== 'DELETE') return { body: detail(row) };
    rows.splice(rows.indexOf(row), 1);
    return { status: 204 };
  }

  function list(query: URLSearchParams): Answer {
    const size = Number(query.get('per_page') ?? 20);
    const page = Number(query.get('page') ?? 1);
    if (size > 100) return { status: 400, body: { error: 'per_page' } };
    const served = Math.min(size, readings.pageSize);
    const listed = rows.filter(({ made }) => now() >= made + readings.lag);
    const items = listed.slice((page - 1) * served, page * served).map((row) => {
      const { name, type, host, port } = row.fields;
      return { id: row.id, name, type, host, port, ...words(row), created_at: time(0), last_event_at: null };
    });
    const total = listed.length;
    return readings.envelope === 'flat'
      ? { body: { databases: items, total, page } }
      : { body: { data: items, pagination: { total, page, per_page: served } } };
  }

  function create(body: JsonObject): Answer {
    const missing = REQUIRED.filter((name) => body[name] === undefined);
    if (missing.length > 0) return { status: 400, body: { error: { message: `missing ${missing.join(', ')}` } } };
    const fold = (host: unknown) => (readings.hosts === 'caseless' ? String(host).toLowerCase() : String(host));
    const twin = rows.some(
      ({ fields: { host, port, database } }) =>
        fold(host) === fold(body.host) && port === body.port && database === body.database,
    );
    if (twin) return { status: 409, body: { error: 'conflict' } };
    const works = server.valid === null || body.password === server.valid;
    if (!works && readings.failedCreate === 'dropped') return { status: 422, body: { error: 'connection_failed' } };
    const row = add(body, { since: now(), made: now(), ...(works ? {} : { status: 'error' }) });
    if (!works) return { status: 422, body: { error: 'connection_failed' } };
    const { name, type } = row.fields;
    return { status: readings.created, body: { id: row.id, name, type, status: 'pending', created_at: time(now()) } };
  }

  function patch(row: Row, body: JsonObject): Answer {
    const { audit_options: options, password, ...fields } = body;
    const reconnects = CONNECTION.some((name) => body[name] !== undefined);
    if (reconnects && server.valid !== null && (password ?? row.password) !== server.valid)
      return { status: 422, body: { message: 'Connection test failed. Check credentials.' } };
    Object.assign(row, { fields: { ...row.fields, ...fields }, changed: now() });
    if (password !== undefined) row.password = String(password);
    if (reconnects) Object.assign(row, { since: now(), status: undefined });
    if (options !== undefined)
      row.options = { ...(readings.patch === 'merge' ? row.options : UNSTATED), ...(options as JsonObject) };
    if (readings.patchAnswer === 204) return { status: 204 };
    return readings.patchAnswer === 'empty' ? {} : { body: detail(row) };
  }

  function words(row: Row): { status: string; audit_status: string } {
    const connecting = now() < row.since + readings.connecting;
    return {
      status: row.status ?? (connecting ? 'pending' : 'connected'),
      audit_status: row.audit ?? (connecting ? 'initializing' : 'active'),
    };
  }

  function detail(row: Row): object {
    const { tags, ssl_ca: _ca, ...fields } = row.fields;
    const { retention_days: _days, ...others } = row.options;
    return {
      id: row.id,
      ...fields,
      ...words(row),
      ...(readings.tags === 'shown' ? { tags } : {}),
      ...(readings.options === 'hidden' ? {} : { audit_options: readings.options === 'shown' ? row.options : others }),
      stats: { events_today: 15420, events_this_week: 98540, alerts_pending: 3, policies_active: 8 },
      health: { latency_ms: 12, last_heartbeat: time(0) },
      created_at: time(0),
      ...(readings.updatedAt === 'shown' ? { updated_at: time(row.changed) } : {}),
    };
  }

  function liveStatus(row: Row): object {
    const { status, audit_status } = words(row);
    return {
      id: row.id,
      connection_status: status,
      audit_status,
      collector: { version: '2.4.1', uptime_seconds: 864000, events_per_second: 42.5 },
      health_checks: { connectivity: 'healthy', permissions: 'healthy', latency: 'healthy', disk_space: 'healthy' },
      last_event: { timestamp: time(now()), type: 'query', user: 'app_user' },
    };
  }

  function test(row: Row): Answer {
    if (server.valid === null || row.password === server.valid) {
      const permissions = { select: true, pg_read_all_stats: true, pg_monitor: true };
      return { body: { success: true, latency_ms: 15, version: 'PostgreSQL 16.1', permissions, warnings: [] } };
    }
    return readings.refusedTest === 422 ? { status: 422 } : { body: { success: false, permissions: {}, warnings: [] } };
  }

  return server;
}
