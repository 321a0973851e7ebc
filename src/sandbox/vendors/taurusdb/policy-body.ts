import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { hasOnly, jsonBody } from './json-body.ts';
import { refuse } from './reply.ts';

const MOST_DAYS = 732;

export interface PolicyBody {
  readonly keepDays: number;
  readonly reserveAuditLogs: boolean;
  /** null: left out. */
  readonly auditTypes: readonly string[] | null;
}

/** Body of SetAuditLogPolicy with its types checked, or the refusal. */
export function policyBody(request: SimulatedRequest, operations: readonly string[]): PolicyBody | SimulatedReply {
  const body = jsonBody(request);
  if (body.fault === 'empty') return refuse('DBS.200006');
  if (body.fault !== null) return refuse('DBS.280001', body.fault);
  if (!hasOnly(body.object, ['keep_days'], ['reserve_audit_logs', 'audit_types'])) {
    return refuse('DBS.280001', 'keep_days, reserve_audit_logs and audit_types are the members');
  }
  const { keep_days: keepDays, reserve_audit_logs: reserve = true, audit_types: types } = body.object;
  if (!isDays(keepDays)) return refuse('DBS.280001', `keep_days: an integer from 0 to ${MOST_DAYS}`);
  if (typeof reserve !== 'boolean') return refuse('DBS.280001', 'reserve_audit_logs: a boolean');
  if (types === undefined) return { keepDays, reserveAuditLogs: reserve, auditTypes: null };
  if (!isTypes(types, operations)) return refuse('DBS.280001', 'audit_types: operation types of this instance');
  return { keepDays, reserveAuditLogs: reserve, auditTypes: types };
}

function isDays(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_DAYS;
}

function isTypes(value: unknown, operations: readonly string[]): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && operations.includes(name));
}
