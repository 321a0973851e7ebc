import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance, TaurusdbState } from './state.ts';

const OLDEST_KERNEL = [2, 0, 60, 241200];

/** A policy that has become visible replaces the one before. Shorter retention deletes older files. */
export function settle(instance: TaurusdbInstance, now: number): void {
  if (instance.pending === null || instance.pending.at > now) return;
  const { keepDays, auditTypes } = instance.pending;
  Object.assign(instance, { keepDays, auditTypes, pending: null });
  if (keepDays > 0) instance.files = instance.files.filter((file) => file.end > now - keepDays * 86_400_000);
}

export function showPolicy(state: TaurusdbState, instance: TaurusdbInstance): SimulatedReply {
  if (isTooOld(instance)) {
    if (state.quirks.oldKernel === 'error') return refuse(400, 'DBS.05000001', 'The kernel version does not support this operation.');
    return answer({ keep_days: 0, audit_types: [], all_audit_log_action: catalogueText(state, instance) });
  }
  const on = instance.keepDays > 0;
  const all = on && instance.auditTypes.length === 0 && state.quirks.allTypes === 'full' ? names(instance) : instance.auditTypes;
  const types = state.quirks.readBack === 'shuffledTwice' ? [...all].reverse().concat(all.slice(0, 1)) : all;
  return answer({ keep_days: instance.keepDays, audit_types: on ? types : [], all_audit_log_action: catalogueText(state, instance) });
}

function catalogueText(state: TaurusdbState, instance: TaurusdbInstance): string {
  if (state.quirks.catalogueText === 'notjson') return 'CREATE,ALTER,DROP';
  const groups = state.quirks.catalogueText === 'newgroup' ? { ...instance.catalogue, AI: ['VECTOR_SEARCH'] } : instance.catalogue;
  return JSON.stringify(Object.fromEntries(Object.entries(groups).map(([group, list]) => [group, list.join(',')])));
}

interface PolicyBody {
  keep_days: number;
  reserve_audit_logs?: boolean;
  audit_types?: string[];
}

/** SetAuditLogPolicy: replaces the whole policy, answers at once, shows after a while. */
export function setPolicy(state: TaurusdbState, instance: TaurusdbInstance, request: SimulatedRequest, times: { readonly now: number; readonly settleMs: number }): SimulatedReply {
  const body = parsePolicy(request, instance, state);
  if (typeof body === 'string') return refuse(400, 'DBS.280001', body);
  const { now, settleMs } = times;
  if (isTooOld(instance)) return refuse(400, 'DBS.05000001', 'The kernel version does not support this operation.');
  if (instance.status === 'FROZEN') return refuse(400, 'DBS.280449', 'The DB instance is frozen.');
  if (instance.status !== 'ACTIVE') return refuse(state.quirks.notReadyStatus, 'DBS.201014', 'The operation cannot be performed in the current DB instance status.');
  if (instance.busyUntil > now || instance.pending !== null) return refuse(409, 'DBS.200019', 'Another operation is being performed on the DB instance.');
  const job = `job-${state.jobs.length + 1}`;
  if (instance.failNext) {
    instance.failNext = false;
    return answer({ result: 'FAILED', job_id: job });
  }
  const keepTypes = state.quirks.omittedTypes === 'unchanged' ? instance.auditTypes : [];
  const auditTypes = body.keep_days === 0 ? [] : [...new Set(body.audit_types ?? keepTypes)];
  if (body.keep_days === 0 && body.reserve_audit_logs === false) instance.files = [];
  instance.pending = { at: now + settleMs, keepDays: body.keep_days, auditTypes };
  state.jobs.push({ id: job, instanceId: instance.id, startedAt: now });
  state.log.push({ at: now, method: 'PUT', path: request.path, summary: JSON.stringify(body) });
  return answer({ result: 'COMPLETED', job_id: job });
}

function parsePolicy(request: SimulatedRequest, instance: TaurusdbInstance, state: TaurusdbState): PolicyBody | string {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return 'Content-Type must be application/json.';
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(request.body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return 'The request body is not JSON.';
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'The request body is not an object.';
  const unknown = Object.keys(body).find((key) => !['keep_days', 'reserve_audit_logs', 'audit_types'].includes(key));
  if (unknown !== undefined) return `Unknown parameter ${unknown}.`;
  const { keep_days: days, reserve_audit_logs: reserve, audit_types: types } = body;
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 0 || days > 732) return 'keep_days must be an integer from 0 to 732.';
  if (reserve !== undefined && typeof reserve !== 'boolean') return 'reserve_audit_logs must be a boolean.';
  if (types === undefined) return { keep_days: days, ...(reserve === undefined ? {} : { reserve_audit_logs: reserve }) };
  const known = [...names(instance), ...(state.quirks.catalogueText === 'newgroup' ? ['VECTOR_SEARCH'] : [])];
  if (!Array.isArray(types) || !types.every((type) => typeof type === 'string' && known.includes(type))) return 'audit_types holds an unsupported operation type.';
  return { keep_days: days, ...(reserve === undefined ? {} : { reserve_audit_logs: reserve }), audit_types: types as string[] };
}

function names(instance: TaurusdbInstance): string[] {
  return [...new Set(Object.values(instance.catalogue).flat())];
}

function isTooOld({ kernelVersion }: TaurusdbInstance): boolean {
  const parts = kernelVersion.split('.').map(Number);
  for (const [index, least] of OLDEST_KERNEL.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}
