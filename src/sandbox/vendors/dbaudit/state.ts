import type { DbauditQuirks } from './quirks.ts';

/** One DB Audit account as plain JSON. Times are milliseconds since the epoch. */
export interface DbauditState {
  credentials: DbauditCredential[];
  databases: DbauditDatabase[];
  /** Whatever names one of these fails its connection test; hosts are compared without case. */
  unreachable: { hosts: string[]; usernames: string[]; passwords: string[] };
  /** Calls a window; `none` as on the Enterprise plan (API page). */
  rate: { limit: number | 'none'; windowMs: number };
  /** One per key, or one called `account`; `used` counts the calls that were let through. */
  rateWindows: { bucket: string; startedAt: number; used: number }[];
  /** What an option is when nobody has set it: no page states a default. */
  optionDefaults: DbauditOptions;
  nextId: number;
  quirks: DbauditQuirks;
  /** Every accepted write, newest last; passwords are left out. */
  log: { at: number; method: string; path: string; summary: string }[];
}

export interface DbauditCredential {
  key: string;
  /** `read:databases`, `write:databases` or scopes of other resources; write does not imply read. */
  scopes: string[];
  /** Ids the key can see, `*` standing for anything (user management page: `db_prod_*`); null for all. */
  visibleIds: string[] | null;
}

/** The four options of the Databases page, and booleans named in `quirks.extraOptions`. */
export type DbauditOptions = Record<string, boolean | number | null>;

export interface DbauditDatabase {
  id: string;
  name: string;
  /** One of the six engines, or another word: the architecture page draws engines that requests cannot name. */
  type: string;
  host: string;
  port: number;
  database: string;
  username: string;
  /** Never in an answer. */
  password: string;
  /** Null when no request has named one; answers then follow `quirks.sslModeDefault`. */
  sslMode: string | null;
  /** Never in an answer. */
  sslCa: string | null;
  tags: string[];
  auditOptions: DbauditOptions;
  /** When the service last began to connect: `pending` and `initializing` until `settleMs` later. */
  connectingSince: number;
  /** A word here is shown in place of what the clock says. A connection write clears it. */
  status: string | null;
  /** Likewise, but a connection write leaves it: no request ends a pause. */
  auditStatus: string | null;
  createdAt: number;
  updatedAt: number;
  stats: { events_today: number; events_this_week: number; alerts_pending: number; policies_active: number };
  collector: { version: string; eventsPerSecond: number };
  /** Words as `/status` shows them. */
  healthChecks: { connectivity: string; permissions: string; latency: string; disk_space: string };
  lastEvent: { at: number; type: string; user: string } | null;
  /** What `/test` finds when the connection works. */
  probe: { latencyMs: number; version: string; permissions: Record<string, boolean>; warnings: string[] };
}
