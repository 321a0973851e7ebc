import type { Call } from './call.ts';
import { dropExpiredFiles, uploadFiles } from './log-files.ts';
import type { TaurusdbInstance, TaurusdbLimits, TaurusdbState } from './state.ts';

/** Brings every instance to this moment. */
export function settle(state: TaurusdbState, now: Call['now']): void {
  for (const instance of state.instances) settleInstance(instance, now, state.limits);
}

function settleInstance(instance: TaurusdbInstance, now: number, limits: TaurusdbLimits): void {
  if (instance.operation !== null && instance.operation.endsAt <= now) instance.operation = null;
  // What happened before the new policy happened under the old one.
  if (instance.pending !== null && instance.pending.dueAt <= now) {
    progress(instance, instance.pending.dueAt, limits);
    applyPending(instance);
  }
  progress(instance, now, limits);
}

function progress(instance: TaurusdbInstance, until: number, limits: TaurusdbLimits): void {
  uploadFiles(instance, until);
  dropExpiredFiles(instance, until, limits.cleanupEveryMs);
}

function applyPending(instance: TaurusdbInstance): void {
  if (instance.pending === null) return;
  const { dueAt, keepDays, auditTypes, deleteFiles } = instance.pending;
  instance.keepDays = keepDays;
  instance.auditTypes = auditTypes;
  instance.policySince = dueAt;
  instance.pending = null;
  if (deleteFiles) instance.files = [];
}
