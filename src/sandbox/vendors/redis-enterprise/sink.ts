import type { SimulatedReply } from '../../simulator.ts';
import { type Call, logWrite, objectBody } from './call.ts';
import { refusal, undocumentedRefusal } from './refusal.ts';
import { nextSink, SINK_DEFAULTS } from './sink-config.ts';
import type { RedisDatabase, RedisEnterpriseState, RedisSink } from './state.ts';
import { hasAuditing, hasAuditSettings, isMixed } from './version.ts';

/** `/v1/cluster/auditing/db_conns`. */
export function getSink({ state }: Call): SimulatedReply {
  checkCapability(state);
  return state.sink === null ? unsetSink(state) : { status: 200, body: shownSink(state, state.sink) };
}

export function putSink(call: Call): SimulatedReply {
  const { state, request } = call;
  checkCapability(state);
  const given = objectBody(request);
  const sink = nextSink(state, given);
  state.sink = sink;
  logWrite(call, given);
  return { status: 200, body: shownSink(state, sink) };
}

export function deleteSink(call: Call): SimulatedReply {
  const { state } = call;
  checkCapability(state);
  if (state.sink === null) throw notFound();
  if (state.policy.db_conns_auditing) {
    throw undocumentedRefusal(
      406,
      'cannot_delete_audit_config_when_policy_enabled',
      "Auditing cluster policy is 'enabled' when trying to delete the auditing configuration",
    );
  }
  // All databases count: also internal ones, and ones that the caller's role hides.
  if (state.databases.some(audits)) {
    throw undocumentedRefusal(
      406,
      'cannot_delete_audit_config_when_bdb_enabled',
      "One of the databases has auditing configuration 'enabled' when trying to delete the auditing configuration",
    );
  }
  state.sink = null;
  logWrite(call, { deleted: true });
  return { status: 200, body: '' };
}

/** While a change runs, the database may audit on either side of it. */
function audits({ auditSettings, change }: RedisDatabase): boolean {
  return auditSettings.audit_mode !== 'disabled' || (change !== null && change.auditSettings.audit_mode !== 'disabled');
}

function checkCapability(state: RedisEnterpriseState): void {
  const upgrading = isMixed(state) && state.quirks.mixedVersions === 'refused';
  if (hasAuditing(state) && !upgrading) return;
  const text = 'Not all nodes support DB Connections Auditing capability';
  throw refusal(406, 'db_conns_auditing_unsupported_by_capability', text);
}

function notFound() {
  return refusal(404, 'db_conns_audit_config_not_found', 'Unable to find the auditing configuration');
}

function unsetSink(state: RedisEnterpriseState): SimulatedReply {
  switch (state.quirks.unsetSink) {
    case '404':
      throw notFound();
    case 'empty-object':
      return { status: 200, body: {} };
    case 'null':
      return { status: 200, body: null };
    case 'empty-address':
      return { status: 200, body: shownSink(state, { audit_protocol: 'TCP', audit_address: '', ...SINK_DEFAULTS }) };
  }
}

function shownSink(state: RedisEnterpriseState, sink: RedisSink): object {
  const { audit_queue_max_bytes, ...others } = sink;
  return hasAuditSettings(state) ? { ...others, audit_queue_max_bytes } : others;
}
