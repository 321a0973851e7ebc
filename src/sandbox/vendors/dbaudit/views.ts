import type { DbauditDatabase, DbauditState } from './state.ts';

export function statusOf(database: DbauditDatabase, now: number): { status: string; auditStatus: string } {
  const pending = database.connectingUntil > now;
  return { status: database.status ?? (pending ? 'pending' : 'connected'), auditStatus: database.auditStatus ?? (pending ? 'initializing' : 'active') };
}

/** As a listing shows it: no database, username, tags, ssl_mode or options. */
export function listItem(database: DbauditDatabase, now: number): object {
  const { status, auditStatus } = statusOf(database, now);
  const { id, name, type, host, port } = database;
  return { id, name, type, host, port, status, audit_status: auditStatus, created_at: iso(database.createdAt), last_event_at: database.lastEventAt === null ? null : iso(database.lastEventAt) };
}

export function detail(state: DbauditState, database: DbauditDatabase, now: number): object {
  const { status, auditStatus } = statusOf(database, now);
  const { id, name, type, host, port, username, sslMode, tags, auditOptions } = database;
  const { auditOptionsVisible: visible, tagsVisible } = state.quirks;
  const { retention_days: days, ...partly } = auditOptions;
  return {
    id,
    name,
    type,
    host,
    port,
    database: database.database,
    username,
    ssl_mode: sslMode ?? 'require',
    status,
    audit_status: auditStatus,
    ...(tagsVisible === 'shown' ? { tags } : {}),
    ...(visible === 'shown' ? { audit_options: auditOptions } : visible === 'partial' ? { audit_options: partly } : {}),
    stats: { events_today: 15420, events_this_week: 98540, alerts_pending: 3, policies_active: 8 },
    health: { latency_ms: 12, last_heartbeat: iso(now) },
    created_at: iso(database.createdAt),
    updated_at: iso(database.updatedAt),
  };
}

export function liveStatus(database: DbauditDatabase, now: number): object {
  const { status, auditStatus } = statusOf(database, now);
  return {
    id: database.id,
    connection_status: status,
    audit_status: auditStatus,
    collector: { version: '2.4.1', uptime_seconds: 864000, events_per_second: database.eventsPerSecond },
    health_checks: { connectivity: 'healthy', permissions: 'healthy', latency: 'healthy', disk_space: 'warning' },
    last_event: database.lastEventAt === null ? null : { timestamp: iso(database.lastEventAt), type: 'query', user: 'app_user' },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
