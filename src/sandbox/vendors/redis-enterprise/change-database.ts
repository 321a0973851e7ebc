import { createHash } from 'node:crypto';
import type { SimulatedReply } from '../../simulator.ts';
import { type Call, logWrite, objectBody } from './call.ts';
import { findDatabase } from './databases.ts';
import { checkSettingsSchema, mergeAuditSettings } from './merge-audit-settings.ts';
import { invalidSchema, refusal, statusOnly, undocumentedRefusal } from './refusal.ts';
import { shownDatabase } from './shown-database.ts';
import type { RedisAuditSettings, RedisDatabase, RedisEnterpriseState } from './state.ts';
import { hasAuditing, hasAuditSettings } from './version.ts';

/** PUT /v1/bdbs/{uid}: 200 means accepted; the state machine does the work, and may fail. */
export function changeDatabase(call: Call, uid: string): SimulatedReply {
  const { state, request } = call;
  const database = findDatabase(call, uid);
  // License page: with an expired license, database settings are closed and cluster settings stay open.
  if (state.licenseExpired) throw statusOnly(403);
  const given = objectBody(request);
  checkMembers(call, given);
  if (database.status !== 'active') throw refusal(409, 'busy', 'The database is busy with another change');
  if (database.crdt !== null && state.quirks.crdtLocalChange === 'refused') {
    throw refusal(406, 'not_supported_action_on_crdt', 'The action is not supported on an Active-Active database');
  }
  const settings = nextSettings(state, database, given);
  checkSinkIsSet(state, settings, given);
  if (!request.query.has('dry_run')) startChange(call, database, settings, given);
  return { status: 200, body: shownDatabase(state, database, null) };
}

/** Other members of the object exist, but no audit client has any business with them. */
function checkMembers({ state, request }: Call, given: Readonly<Record<string, unknown>>): void {
  const known = [
    ...(hasAuditing(state) ? ['db_conns_auditing'] : []),
    ...(hasAuditSettings(state) ? ['audit_settings'] : []),
  ];
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    if (unknown !== 'audit_settings' && unknown !== 'db_conns_auditing') {
      state.forbidden.push(`PUT ${request.path} ${unknown}`);
    }
    throw invalidSchema(`Additional properties are not allowed ('${unknown}' was unexpected)`);
  }
  const flag = given.db_conns_auditing;
  if (flag !== undefined && typeof flag !== 'boolean')
    throw invalidSchema("db_conns_auditing is not of type 'boolean'");
  if (given.audit_settings !== undefined) checkSettingsSchema(given.audit_settings, state.quirks);
}

/** The boolean stands for `connection`; when both are sent, `audit_mode` wins (audit events page, 8.2). */
function nextSettings(
  state: RedisEnterpriseState,
  { auditSettings }: RedisDatabase,
  given: Readonly<Record<string, unknown>>,
): RedisAuditSettings {
  const flag = given.db_conns_auditing;
  const keeps = auditSettings.audit_mode !== 'disabled' && state.quirks.legacyTrueOnCrud === 'keeps';
  const on = keeps ? auditSettings.audit_mode : 'connection';
  const legacy = flag === undefined ? {} : { audit_mode: flag === true ? on : 'disabled' };
  return mergeAuditSettings(mergeAuditSettings(auditSettings, legacy), given.audit_settings ?? {});
}

function checkSinkIsSet(
  state: RedisEnterpriseState,
  settings: RedisAuditSettings,
  given: Readonly<Record<string, unknown>>,
): void {
  if (state.sink !== null || settings.audit_mode === 'disabled') return;
  const code =
    given.audit_settings === undefined ? 'db_conns_auditing_config_missing' : 'audit_settings_config_missing';
  throw undocumentedRefusal(406, code, 'Auditing configuration is missing');
}

function startChange(
  call: Call,
  database: RedisDatabase,
  auditSettings: RedisAuditSettings,
  given: Readonly<Record<string, unknown>>,
): void {
  const { state, now, settleMs } = call;
  const uid = actionUid(state.actions.length, database.uid);
  const dueAt = now + settleMs;
  state.actions.push({ uid, database: database.uid, startedAt: now, dueAt, status: 'running', error: null });
  database.status = 'active-change-pending';
  database.change = { actionUid: uid, dueAt, fails: state.failNextAction, auditSettings };
  state.failNextAction = false;
  logWrite(call, given);
}

/** Has the look of a UUID, and is the same on every run. */
function actionUid(count: number, database: number): string {
  const hex = createHash('sha256').update(`action ${count} ${database}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
