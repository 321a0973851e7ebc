// TaurusDB (https://support.huaweicloud.com/intl/en-us/api-taurusdb/ShowAuditLogPolicy.html) and IAM's tokens.
import { account, hex } from '../fleet/targets.mjs';

const TYPES = ['CREATE_USER', 'DROP_USER', 'GRANT', 'REVOKE', 'CREATE', 'ALTER', 'DROP', 'TRUNCATE'];
const CATALOGUE = JSON.stringify({
  DDL: 'CREATE,ALTER,DROP,RENAME,TRUNCATE,REPAIR,OPTIMIZE',
  DML: 'INSERT,INSERT_SELECT,REPLACE,REPLACE_SELECT,DELETE,DELETE_MULTI,UPDATE,UPDATE_MULTI',
  DQL: 'SELECT',
  DCL: 'CREATE_USER,DROP_USER,RENAME_USER,GRANT,REVOKE,REVOKE_ALL,ALTER_USER,ALTER_USER_DEFAULT_ROLE',
  CNT: 'CHANGE_USER,CONNECT,QUIT',
});

/** Drift: records are kept 30 days. `state`: the policy as it was last written. */
export function answer({ method, path, query, body }, a, isDrifted, state, count) {
  const base = `/v3/${hex(a)}/instances`;
  if (method === 'GET' && path === base) return listed([query.get('id')], a, count);
  if (method === 'GET' && path === `${base}/details`) return listed(query.get('instance_ids')?.split(','), a, count);
  const [, id, rest] = new RegExp(`^${base}/(\\d{32})in07(/audit-log-policy)?$`).exec(path) ?? [];
  const k = Number(id);
  if (id === undefined || rest === undefined || !(k < count) || account(k) !== a) return null;
  if (method === 'PUT') {
    state.set(k, JSON.parse(body));
    return JSON.stringify({ result: 'COMPLETED', job_id: '60f72f9d-0f18-4d2a-9f5a-0d0d0d0d0d0d' });
  }
  const { keep_days = isDrifted(k) ? 30 : 365, audit_types = TYPES } = state.get(k) ?? {};
  return JSON.stringify({ keep_days, audit_types, all_audit_log_action: CATALOGUE });
}

function listed(ids, a, count) {
  const wanted = ids.map((id) => ({ id, k: Number(id?.slice(0, 32)) }));
  const instances = wanted.filter(({ k }) => k < count && account(k) === a).map(instance);
  return JSON.stringify({ instances, total_count: instances.length });
}

const instance = ({ id, k }) => ({
  id,
  name: `taurusdb-${k}`,
  status: 'ACTIVE',
  datastore: { type: 'gaussdb-mysql', version: '8.0', kernel_version: '2.0.60.241200' },
});

/** POST /v3/auth/tokens. */
export function token({ method, path }, a) {
  if (method !== 'POST' || path !== '/v3/auth/tokens') return null;
  const times = { issued_at: '2026-01-01T00:00:00.000000Z', expires_at: '2026-01-02T00:00:00.000000Z' };
  return { status: 201, headers: { 'x-subject-token': `token-${a}` }, body: JSON.stringify({ token: times }) };
}
