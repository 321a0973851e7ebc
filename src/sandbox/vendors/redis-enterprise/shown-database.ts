import type { SimulatedRequest } from '../../simulator.ts';
import { invalidSchema } from './refusal.ts';
import type { RedisDatabase, RedisEnterpriseState } from './state.ts';
import { hasAuditing, hasAuditSettings, hasMasking } from './version.ts';

const SECRETS: Readonly<Record<string, string>> = {
  authentication_redis_pass: 'sandbox-redis-database-password',
  authentication_admin_pass: 'sandbox-redis-database-admin-password',
};

/** Known whether or not this database has them. */
const OTHER_FIELDS = ['action_uid', 'crdt_guid'];

/** Names in `fields=`, or null when there are none and the whole object goes out. */
export function fieldsOf(state: RedisEnterpriseState, request: SimulatedRequest): readonly string[] | null {
  const fields = (request.query.get('fields') ?? '').split(',').flatMap((field) => field.trim() || []);
  if (fields.length === 0) return null;
  const sample = state.databases[0];
  if (state.quirks.unknownFields === 'ignored' || sample === undefined) return fields;
  const known = [...Object.keys(wholeDatabase(state, sample)), ...OTHER_FIELDS];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) throw invalidSchema(`Unknown field '${unknown}'`);
  return fields;
}

/** Does an answer with these fields give passwords away? */
export function leaksSecrets(state: RedisEnterpriseState, fields: readonly string[] | null): boolean {
  const asked = fields === null || fields.some((field) => Object.hasOwn(SECRETS, field));
  return asked && !masksSecrets(state);
}

function masksSecrets(state: RedisEnterpriseState): boolean {
  return hasMasking(state) && state.cluster.mask_bdb_credentials;
}

export function shownDatabase(
  state: RedisEnterpriseState,
  database: RedisDatabase,
  fields: readonly string[] | null,
): Readonly<Record<string, unknown>> {
  const whole = wholeDatabase(state, database);
  return fields === null ? whole : Object.fromEntries(Object.entries(whole).filter(([key]) => fields.includes(key)));
}

function wholeDatabase(state: RedisEnterpriseState, database: RedisDatabase): Record<string, unknown> {
  const { uid, name, status, crdt, internal, tags, lastChangedAt, change } = database;
  const secrets = Object.entries(SECRETS).map(([key, secret]) => [key, masksSecrets(state) ? '*****' : secret]);
  return {
    uid,
    name,
    status,
    type: 'redis',
    version: '7.4',
    memory_size: 1_073_741_824,
    port: 12_000 + uid,
    crdt: crdt !== null,
    internal,
    tags,
    created_time: '2026-01-01T00:00:00Z',
    last_changed_time: new Date(lastChangedAt).toISOString(),
    ...Object.fromEntries(secrets),
    ...(crdt === null ? {} : { crdt_guid: crdt.guid }),
    ...(change === null ? {} : { action_uid: change.actionUid }),
    ...shownAuditing(state, database),
  };
}

function shownAuditing(state: RedisEnterpriseState, { auditSettings, change }: RedisDatabase): object {
  const settings = state.quirks.valueWhilePending === 'new' && change !== null ? change.auditSettings : auditSettings;
  if (!hasAuditing(state)) return {};
  const flag = { db_conns_auditing: settings.audit_mode !== 'disabled' };
  return hasAuditSettings(state) ? { ...flag, audit_settings: settings } : flag;
}
