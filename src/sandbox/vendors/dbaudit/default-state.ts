import { healthyProbe } from './engines.ts';
import { DEFAULT_QUIRKS } from './quirks.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';

/** The password of every database in the default fleet. */
export const FLEET_PASSWORD = 'sandbox-dbaudit-database-password';

const DAY = 86_400_000;

const HEALTHY = { connectivity: 'healthy', permissions: 'healthy', latency: 'healthy', disk_space: 'healthy' };

type Given = Pick<DbauditDatabase, 'id' | 'name' | 'type' | 'host' | 'port' | 'database' | 'tags' | 'auditOptions'>;

function connected(now: number, daysAgo: number, given: Given): DbauditDatabase {
  return {
    ...given,
    username: 'dbaudit_reader',
    password: FLEET_PASSWORD,
    sslMode: 'verify-full',
    sslCa: null,
    connectingSince: now - daysAgo * DAY,
    status: null,
    auditStatus: null,
    createdAt: now - daysAgo * DAY,
    updatedAt: now - DAY,
    stats: { events_today: 15_420, events_this_week: 98_540, alerts_pending: 3, policies_active: 8 },
    collector: { version: '2.4.1', eventsPerSecond: 42.5 },
    healthChecks: { ...HEALTHY },
    lastEvent: { at: now - 5_000, type: 'query', user: 'app_user' },
    probe: healthyProbe(given.type),
  };
}

/** No query audit at all: `capture_queries` is off. */
function production(now: number): DbauditDatabase {
  const given: Given = {
    id: 'db_abc123',
    name: 'Production PostgreSQL',
    type: 'postgresql',
    host: 'prod-db.example.com',
    port: 5432,
    database: 'myapp',
    tags: ['production', 'critical'],
    auditOptions: { capture_queries: false, capture_results: false, mask_sensitive_data: true, retention_days: 30 },
  };
  const database = connected(now, 30, given);
  return { ...database, healthChecks: { ...HEALTHY, disk_space: 'warning' } };
}

/** Audited, but unmasked and kept for the shortest time. */
function billing(now: number): DbauditDatabase {
  return connected(now, 20, {
    id: 'db_def456',
    name: 'Billing MySQL',
    type: 'mysql',
    host: 'billing.example.com',
    port: 3306,
    database: 'billing',
    tags: ['production', 'pci-dss'],
    auditOptions: { capture_queries: true, capture_results: false, mask_sensitive_data: false, retention_days: 30 },
  });
}

/** Sound, and of an engine that no request can name. */
function warehouse(now: number): DbauditDatabase {
  return connected(now, 10, {
    id: 'db_fed789',
    name: 'Warehouse',
    type: 'snowflake',
    host: 'acme.snowflake.example.com',
    port: 443,
    database: 'dwh',
    tags: ['analytics'],
    auditOptions: { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 365 },
  });
}

export function defaultDbauditState(now: number): DbauditState {
  return {
    credentials: [
      {
        key: 'dbaudit_live_sandbox_0000000000000001',
        scopes: ['read:databases', 'write:databases'],
        visibleIds: null,
      },
      { key: 'dbaudit_live_sandbox_0000000000000002', scopes: ['read:databases'], visibleIds: null },
    ],
    databases: [production(now), billing(now), warehouse(now)],
    unreachable: { hosts: ['unreachable.example.com'], usernames: ['no_such_user'], passwords: ['wrong-password'] },
    rate: { limit: 1_000, windowMs: 60_000 },
    rateWindows: [],
    optionDefaults: {
      capture_queries: false,
      capture_results: false,
      mask_sensitive_data: false,
      retention_days: null,
    },
    nextId: 1,
    quirks: structuredClone(DEFAULT_QUIRKS),
    log: [],
  };
}
