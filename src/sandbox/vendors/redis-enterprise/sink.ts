import type { SimulatedReply } from '../../simulator.ts';
import { bare, refuse } from './refuse.ts';
import type { RedisEnterpriseState } from './state.ts';
import { atLeast } from './version.ts';

const DEFAULTS = { audit_reconnect_interval: 1, audit_reconnect_max_attempts: 0 };
const FIELDS = ['audit_protocol', 'audit_address', 'audit_port', 'audit_reconnect_interval', 'audit_reconnect_max_attempts', 'audit_queue_max_bytes'];

/** `/v1/cluster/auditing/db_conns`. */
export function sink(state: RedisEnterpriseState, method: string, body: Record<string, unknown>): SimulatedReply {
  if (!atLeast(state, 6, 2, 18)) return refuse(state, 406, 'db_conns_auditing_unsupported_by_capability', 'Not all nodes support DB Connections Auditing capability');
  if (method === 'GET') return state.sink === null ? unset(state) : { status: 200, body: state.sink };
  return method === 'PUT' ? put(state, body) : remove(state);
}

function unset(state: RedisEnterpriseState): SimulatedReply {
  switch (state.quirks.unsetSink) {
    case '404':
      return refuse(state, 404, 'db_conns_audit_config_not_found', 'Unable to find the auditing configuration');
    case 'empty':
      return { status: 200, body: {} };
    case 'null':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: 'null' };
    case 'emptyAddress':
      return { status: 200, body: { audit_protocol: 'TCP', audit_address: '', ...DEFAULTS } };
  }
}

function put(state: RedisEnterpriseState, body: Record<string, unknown>): SimulatedReply {
  const fields = atLeast(state, 8, 2) ? FIELDS : FIELDS.slice(0, 5);
  const unknown = Object.keys(body).find((key) => !fields.includes(key));
  if (unknown !== undefined) return refuse(state, 400, 'invalid_schema', `Additional properties are not allowed ('${unknown}')`);
  for (const key of Object.keys(body)) if (!typeFits(key, body[key])) return refuse(state, 400, 'invalid_schema', `${key} is not valid`);
  const queue = atLeast(state, 8, 2) ? { audit_queue_max_bytes: 524288 } : {};
  const base = state.quirks.sinkPut === 'merge' && state.sink !== null ? state.sink : { ...DEFAULTS, ...queue };
  const next: Record<string, unknown> = { ...base, ...body };
  if (next.audit_protocol === undefined) return refuse(state, 'undocumented', 'db_conns_auditing_missing_config', 'audit_protocol is missing');
  if (body.audit_protocol === 'local' && body.audit_port === undefined) delete next.audit_port;
  if (next.audit_protocol === 'TCP' && next.audit_port === undefined) return refuse(state, 'undocumented', 'db_conns_auditing_missing_config', 'audit_port is missing');
  if (next.audit_protocol === 'local' && next.audit_port !== undefined) return refuse(state, 'undocumented', 'db_conns_auditing_bad_config', 'audit_port is not used with local');
  if (typeof next.audit_address !== 'string' || next.audit_address === '') return refuse(state, 'undocumented', 'db_conns_auditing_bad_address', 'audit_address is not valid');
  state.sink = next;
  return { status: 200, body: next };
}

function typeFits(key: string, value: unknown): boolean {
  if (key === 'audit_protocol') return value === 'TCP' || value === 'local';
  if (key === 'audit_address') return typeof value === 'string';
  if (!Number.isInteger(value)) return false;
  const number = value as number;
  return key === 'audit_port' ? number >= 1 && number <= 65535 : key === 'audit_reconnect_interval' ? number >= 1 : number >= 0;
}

function remove(state: RedisEnterpriseState): SimulatedReply {
  if (state.sink === null) return refuse(state, 404, 'db_conns_audit_config_not_found', 'Unable to find the auditing configuration');
  if (state.policyAuditing) return refuse(state, 'undocumented', 'cannot_delete_audit_config_when_policy_enabled', "Auditing cluster policy is 'enabled' when trying to delete the auditing configuration");
  // A change that is still running counts as neither on nor off, so it blocks like one that is on.
  if (state.bdbs.some((bdb) => bdb.auditMode !== 'disabled' || bdb.pending !== null)) {
    return refuse(state, 'undocumented', 'cannot_delete_audit_config_when_bdb_enabled', "One of the databases has auditing configuration 'enabled' when trying to delete the auditing configuration");
  }
  state.sink = null;
  return bare(200);
}
