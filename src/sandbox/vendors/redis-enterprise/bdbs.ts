import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { isBad, mergedSettings, shownSettings } from './audit-settings.ts';
import { refuse } from './refuse.ts';
import type { RedisBdb, RedisEnterpriseState, RedisUser } from './state.ts';
import { atLeast } from './version.ts';

/** Ends the changes whose time has come. */
export function settleBdbs(state: RedisEnterpriseState, now: number): void {
  for (const bdb of state.bdbs) {
    if (bdb.pending === null || bdb.stuck || bdb.pending.at > now) continue;
    const action = state.actions.find(({ uid }) => uid === bdb.pending!.actionUid)!;
    action.status = bdb.pending.fails ? 'failed' : 'completed';
    if (!bdb.pending.fails) assign(bdb, bdb.pending.values);
    bdb.status = 'active';
    bdb.pending = null;
  }
}

function assign(bdb: RedisBdb, values: Record<string, unknown>): void {
  bdb.auditMode = values.audit_mode as RedisBdb['auditMode'];
  bdb.maxTotalKeyBytes = values.max_total_key_bytes as number;
  bdb.usernameFilter = values.username_filter as RedisBdb['usernameFilter'];
  bdb.sourceIpFilter = values.source_ip_filter as RedisBdb['sourceIpFilter'];
}

export function visibleBdbs(state: RedisEnterpriseState, user: RedisUser): RedisBdb[] {
  return state.bdbs.filter((bdb) => (state.showInternals || !bdb.internal) && (user.uids === null || user.uids.includes(bdb.uid)));
}

/** The object as answered, cut to `fields` when there are any. Whole objects hold passwords, and are counted. */
export function shownBdb(state: RedisEnterpriseState, bdb: RedisBdb, fields: readonly string[] | null): Record<string, unknown> {
  const whole: Record<string, unknown> = {
    uid: bdb.uid,
    name: bdb.name,
    status: bdb.status,
    crdt: bdb.crdt,
    internal: bdb.internal,
    tags: [],
    last_changed_time: '2026-01-01T00:00:00Z',
    authentication_redis_pass: 'sandbox-redis-database-password',
    authentication_admin_pass: 'sandbox-redis-database-admin-password',
    db_conns_auditing: bdb.auditMode !== 'disabled',
    ...(bdb.crdt ? { crdt_guid: 'c0ffee00-0000-4000-8000-000000000004' } : {}),
    ...(bdb.pending === null ? {} : { action_uid: bdb.pending.actionUid }),
    ...(atLeast(state, 8, 2) ? { audit_settings: shownSettings(bdb) } : {}),
  };
  if (fields === null) {
    state.leaks += 1;
    return whole;
  }
  return Object.fromEntries(Object.entries(whole).filter(([key]) => fields.includes(key)));
}

const KNOWN_FIELDS = ['uid', 'name', 'status', 'crdt', 'crdt_guid', 'internal', 'tags', 'last_changed_time', 'db_conns_auditing', 'audit_settings', 'action_uid', 'module_list', 'version', 'managed_by'];

/** Null fields: none asked for. A reply: refused. */
export function fieldsOf(state: RedisEnterpriseState, request: SimulatedRequest): readonly string[] | null | SimulatedReply {
  const text = request.query.get('fields');
  if (text === null) return null;
  const fields = text.split(',').map((field) => field.trim());
  const known = atLeast(state, 8, 2) ? KNOWN_FIELDS : KNOWN_FIELDS.filter((field) => field !== 'audit_settings');
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined && state.quirks.unknownFields === 'refused') return refuse(state, 400, 'invalid_schema', `unknown field ${unknown}`);
  return fields;
}

/** PUT /v1/bdbs/{uid}: accepted at once, done later. */
export function changeBdb(state: RedisEnterpriseState, bdb: RedisBdb, body: Record<string, unknown>, at: { readonly now: number; readonly settleMs: number; readonly dryRun: boolean }): SimulatedReply {
  const allowed = atLeast(state, 8, 2) ? ['db_conns_auditing', 'audit_settings'] : ['db_conns_auditing'];
  const unknown = Object.keys(body).find((key) => !allowed.includes(key));
  if (unknown !== undefined) return refuse(state, 400, 'invalid_schema', `Additional properties are not allowed ('${unknown}')`);
  if (body.db_conns_auditing !== undefined && typeof body.db_conns_auditing !== 'boolean') return refuse(state, 400, 'invalid_schema', 'db_conns_auditing is not valid');
  if (state.licenseExpired) return refuse(state, 403, 'license_expired', 'The license has expired');
  if (bdb.status !== 'active') return refuse(state, 409, 'busy', 'The database is busy with another change');
  const legacy = body.db_conns_auditing === undefined ? {} : { audit_mode: body.db_conns_auditing ? 'connection' : 'disabled' };
  const settings = mergedSettings(bdb, { ...legacy, ...(body.audit_settings as object | undefined) });
  if (isBad(settings)) return refuse(state, settings.code === 'invalid_schema' ? 400 : 'undocumented', settings.code, settings.description);
  const enabling = settings.audit_mode !== 'disabled' && bdb.auditMode === 'disabled';
  if (enabling && state.sink === null) return refuse(state, 'undocumented', body.audit_settings === undefined ? 'db_conns_auditing_config_missing' : 'audit_settings_config_missing', 'Auditing configuration is missing');
  if (at.dryRun) return { status: 200, body: shownBdb(state, bdb, ['uid', 'name', 'status']) };
  const actionUid = `a${String(state.actions.length + 1).padStart(8, '0')}-0000-4000-8000-000000000000`;
  bdb.status = 'active-change-pending';
  bdb.pending = { actionUid, at: at.now + at.settleMs, fails: state.failNextAction, values: settings };
  state.failNextAction = false;
  state.actions.push({ uid: actionUid, bdb: bdb.uid, status: 'active' });
  state.log.push({ at: at.now, method: 'PUT', path: `/v1/bdbs/${bdb.uid}`, summary: JSON.stringify(body) });
  return { status: 200, body: { ...shownBdb(state, bdb, ['uid', 'name', 'status', 'db_conns_auditing', 'audit_settings', 'action_uid']), authentication_redis_pass: 'sandbox-redis-database-password' } };
}
