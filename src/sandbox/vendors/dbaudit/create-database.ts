import type { SimulatedReply } from '../../simulator.ts';
import { type Clock, shownTime } from './clock.ts';
import { connects, refuseTwin } from './connection.ts';
import { checkNewFields, type NewDatabaseFields } from './database-fields.ts';
import { healthyProbe } from './engines.ts';
import { defaultOptions, storedTags } from './options.ts';
import { connectionTestFailed } from './refusal.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';
import { written } from './write-log.ts';

/** The connection is tested before the object is made (Databases page); the triple is looked at first. */
export function createDatabase(
  state: DbauditState,
  body: Readonly<Record<string, unknown>>,
  { now }: Clock,
): SimulatedReply {
  const fields = checkNewFields(body, state.quirks);
  refuseTwin(state, fields);
  const works = connects(state, fields);
  if (!works && !state.quirks.keepsFailedCreate) throw connectionTestFailed();
  const made = { ...newDatabase(state, fields, now), ...(works ? {} : { status: 'error' }) };
  state.databases.push(made);
  const kept = works ? 'created' : 'kept after a failed connection test';
  state.log.push({ at: now, method: 'POST', path: '/v1/databases', summary: `${made.id} ${kept}: ${written(fields)}` });
  if (!works) throw connectionTestFailed();
  const { id, name, type } = made;
  const answer = { id, name, type, status: 'pending', created_at: shownTime(state.quirks, now) };
  return { status: state.quirks.postStatus, body: answer };
}

function newDatabase(state: DbauditState, fields: NewDatabaseFields, now: number): DbauditDatabase {
  const { name, type, host, port, database, username, password } = fields;
  return {
    id: freshId(state),
    name,
    type,
    host,
    port,
    database,
    username,
    password,
    sslMode: fields.ssl_mode ?? null,
    sslCa: fields.ssl_ca ?? null,
    tags: storedTags(state, fields.tags ?? []),
    auditOptions: { ...defaultOptions(state), ...fields.audit_options },
    connectingSince: now,
    status: null,
    auditStatus: null,
    createdAt: now,
    updatedAt: now,
    stats: { events_today: 0, events_this_week: 0, alerts_pending: 0, policies_active: 0 },
    collector: { version: '2.4.1', eventsPerSecond: 0 },
    healthChecks: { connectivity: 'healthy', permissions: 'healthy', latency: 'healthy', disk_space: 'healthy' },
    lastEvent: null,
    probe: healthyProbe(type),
  };
}

/** An id is never given twice, also not after a delete. */
function freshId(state: DbauditState): string {
  for (;;) {
    const id = `db_${String(state.nextId).padStart(6, '0')}`;
    state.nextId += 1;
    if (!state.databases.some((database) => database.id === id)) return id;
  }
}
