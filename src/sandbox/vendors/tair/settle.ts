import type { TairInstance, TairPendingChange, TairState } from './state.ts';

function finish(state: TairState, instance: TairInstance, change: TairPendingChange): void {
  if (change.enabled && !instance.auditEnabled) instance.auditPeriods.push({ from: change.dueAt, to: null });
  const last = instance.auditPeriods.at(-1);
  if (!change.enabled && last) last.to ??= change.dueAt;
  instance.auditEnabled = change.enabled;
  instance.pending = null;
  const region = state.regions.find((candidate) => candidate.regionId === instance.regionId);
  if (region && change.retentionDays !== null) region.retentionDays = change.retentionDays;
}

/** Lets every change that is due take effect, oldest first: of two changes to one region's retention the later wins. */
export function settle(state: TairState, now: number): void {
  const due = state.instances.flatMap((instance) => {
    const change = instance.pending;
    return change !== null && change.dueAt <= now ? [{ instance, change }] : [];
  });
  due.sort((left, right) => left.change.dueAt - right.change.dueAt || left.change.startedAt - right.change.startedAt);
  for (const { instance, change } of due) finish(state, instance, change);
}
