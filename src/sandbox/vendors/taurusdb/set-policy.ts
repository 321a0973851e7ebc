import { createHash } from 'node:crypto';
import type { SimulatedReply } from '../../simulator.ts';
import { canAudit } from './audit-support.ts';
import type { Call } from './call.ts';
import { operationsOf } from './catalogue.ts';
import { type PolicyBody, policyBody } from './policy-body.ts';
import { readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance } from './state.ts';

/** PUT …/audit-log-policy replaces the whole policy. It answers at once; the policy shows after a while. */
export function setPolicy(call: Call, instance: TaurusdbInstance): SimulatedReply {
  if (readQuery(call.request, []) === null) return refuse('DBS.280001', 'query parameters');
  const body = policyBody(call.request, operationsOf(instance, call.state.quirks));
  if ('status' in body) return body;
  const refusal = readinessRefusal(call, instance);
  if (refusal !== null) return refusal;
  const failed = instance.failNext;
  const jobId = startedJob(call, instance, failed);
  if (failed) instance.failNext = false;
  else accept(call, instance, body);
  const result = failed ? 'FAILED' : 'COMPLETED';
  return answer(call.state.quirks.jobId === 'shown' ? { result, job_id: jobId } : { result });
}

function readinessRefusal({ state }: Call, instance: TaurusdbInstance): SimulatedReply | null {
  const { quirks } = state;
  if (!canAudit(instance, quirks)) return refuse('DBS.05000001');
  if (instance.operation !== null || instance.pending !== null) return refuse(quirks.busyCode);
  switch (instance.status) {
    case 'ACTIVE':
      return null;
    case 'FROZEN':
      return refuse('DBS.280449');
    case 'STORAGE FULL':
      return refuse('DBS.200316');
    default:
      return refuse(quirks.notReadyCode, '', quirks.notReadyCode === 'DBS.201014' ? quirks.status201014 : 400);
  }
}

/** Types sent along with 0 have no effect, and `reserve_audit_logs` counts with 0 only. */
function accept(call: Call, instance: TaurusdbInstance, body: PolicyBody): void {
  const { state, now, settleMs, request } = call;
  const { keepDays, reserveAuditLogs } = body;
  const omitted = state.quirks.omittedTypes === 'unchanged' ? instance.auditTypes : [];
  const auditTypes = keepDays === 0 ? [] : [...(body.auditTypes ?? omitted)];
  const deleteFiles = keepDays === 0 && !reserveAuditLogs;
  instance.pending = { dueAt: now + settleMs, keepDays, auditTypes, deleteFiles };
  const types = auditTypes.length === 0 ? 'all types' : auditTypes.join(',');
  const off = deleteFiles ? 'off, log files deleted' : 'off, log files kept';
  const summary = `${instance.name}: ${keepDays === 0 ? off : `${keepDays} days, ${types}`}`;
  state.log.push({ at: now, method: request.method, path: request.path, summary });
}

function startedJob(call: Call, instance: TaurusdbInstance, failed: boolean): string {
  const { state, now, settleMs } = call;
  const hex = createHash('sha256').update(`job ${state.jobs.length} ${call.requestId}`).digest('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  const endsAt = failed ? now : now + settleMs;
  state.jobs.push({ id, projectId: instance.projectId, instanceId: instance.id, startedAt: now, endsAt, failed });
  return id;
}
