import { type Clock, shownTime } from './clock.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';

interface Statuses {
  readonly status: string;
  readonly audit_status: string;
}

/** `pending` and `initializing`, then `connected` and `active`, unless the state holds another word. */
export function statusesOf(state: DbauditState, database: DbauditDatabase, { now, settleMs }: Clock): Statuses {
  const steps = state.quirks.auditSettles === 'with-connection' ? 1 : 2;
  const pending = now < database.connectingSince + settleMs;
  const initializing = now < database.connectingSince + steps * settleMs;
  return {
    status: database.status ?? (pending ? 'pending' : 'connected'),
    audit_status: database.auditStatus ?? (initializing ? 'initializing' : 'active'),
  };
}

/** API page: members may be added within a version. */
function extra(state: DbauditState): object {
  return state.quirks.extraMember ? { region: 'eu-central-1' } : {};
}

/** The nine members of the listing's example: no database, username, tags, ssl_mode, options or updated_at. */
export function listItem(state: DbauditState, database: DbauditDatabase, clock: Clock): object {
  const { id, name, type, host, port, lastEvent } = database;
  return {
    id,
    name,
    type,
    host,
    port,
    ...statusesOf(state, database, clock),
    created_at: shownTime(state.quirks, database.createdAt),
    last_event_at: lastEvent === null ? null : shownTime(state.quirks, lastEvent.at),
    ...extra(state),
  };
}

/** The detail's example; neither password nor ssl_ca is in any documented answer. */
export function detail(state: DbauditState, database: DbauditDatabase, clock: Clock): object {
  const { id, name, type, host, port, username, stats, probe } = database;
  const { quirks } = state;
  const statuses = statusesOf(state, database, clock);
  const heartbeat = statuses.status === 'connected' ? shownTime(quirks, clock.now) : null;
  return {
    id,
    name,
    type,
    host,
    port,
    database: database.database,
    username,
    ...shownSslMode(state, database),
    ...statuses,
    ...(quirks.tagsVisible === 'shown' ? { tags: [...database.tags] } : {}),
    ...shownOptions(state, database),
    stats: { ...stats },
    health: { latency_ms: probe.latencyMs, last_heartbeat: heartbeat },
    created_at: shownTime(quirks, database.createdAt),
    updated_at: shownTime(quirks, database.updatedAt),
    ...extra(state),
  };
}

function shownSslMode({ quirks }: DbauditState, { sslMode }: DbauditDatabase): object {
  if (sslMode !== null) return { ssl_mode: sslMode };
  return quirks.sslModeDefault === 'absent' ? {} : { ssl_mode: quirks.sslModeDefault };
}

function shownOptions({ quirks }: DbauditState, { auditOptions }: DbauditDatabase): object {
  const { auditOptionsVisible, partialHides } = quirks;
  if (auditOptionsVisible === 'hidden') return {};
  const hides = auditOptionsVisible === 'partial' ? partialHides : [];
  return { audit_options: Object.fromEntries(Object.entries(auditOptions).filter(([key]) => !hides.includes(key))) };
}

/** `/status`. Health words other than `healthy` and `warning` are documented nowhere. */
export function liveStatus(state: DbauditState, database: DbauditDatabase, clock: Clock): object {
  const { status, audit_status } = statusesOf(state, database, clock);
  const { collector, healthChecks, lastEvent } = database;
  const up = status === 'connected';
  const upSince = database.connectingSince + clock.settleMs;
  return {
    id: database.id,
    connection_status: status,
    audit_status,
    collector: {
      version: collector.version,
      uptime_seconds: up ? Math.max(0, Math.floor((clock.now - upSince) / 1_000)) : 0,
      events_per_second: up && audit_status === 'active' ? collector.eventsPerSecond : 0,
    },
    health_checks: { ...healthChecks, ...(up ? {} : { connectivity: 'warning' }) },
    last_event:
      lastEvent === null
        ? null
        : { timestamp: shownTime(state.quirks, lastEvent.at), type: lastEvent.type, user: lastEvent.user },
    ...extra(state),
  };
}
