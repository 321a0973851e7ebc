import type { SimulatedReply } from '../../simulator.ts';
import { type Call, logWrite, objectBody } from './call.ts';
import { invalidSchema, undocumentedRefusal } from './refusal.ts';
import type { RedisEnterpriseState, RedisPolicy } from './state.ts';
import { hasAuditing } from './version.ts';

/** `/v1/cluster/policy`. */
export function getPolicy({ state }: Call): SimulatedReply {
  return { status: 200, body: shownPolicy(state) };
}

/** Takes only the members to change, and answers a status only (policy requests page). */
export function putPolicy(call: Call): SimulatedReply {
  const { state, request } = call;
  const given = objectBody(request);
  const current = shownPolicy(state);
  for (const [key, value] of Object.entries(given)) checkMember(current, key, value);
  if (given.db_conns_auditing === true && state.sink === null && state.quirks.policyNeedsSink) {
    throw undocumentedRefusal(400, 'db_conns_auditing_config_missing', 'Auditing configuration is missing');
  }
  state.policy = { ...state.policy, ...given } as RedisPolicy;
  logWrite(call, given);
  return { status: 200, body: '' };
}

function shownPolicy(state: RedisEnterpriseState): Readonly<Record<string, unknown>> {
  const { db_conns_auditing, ...others } = state.policy;
  return hasAuditing(state) ? { db_conns_auditing, ...others } : others;
}

function checkMember(current: Readonly<Record<string, unknown>>, key: string, value: unknown): void {
  if (!Object.hasOwn(current, key)) {
    throw invalidSchema(`Additional properties are not allowed ('${key}' was unexpected)`);
  }
  const number = typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0);
  const placement = key !== 'default_shards_placement' || value === 'dense' || value === 'sparse';
  if (typeof value !== typeof current[key] || !number || !placement) throw invalidSchema(`${key} is not valid`);
}
