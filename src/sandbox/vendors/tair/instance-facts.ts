import type { TairInstance, TairQuirks, TairState } from './state.ts';

/** ModifyAuditLogConfig page: Community or DRAM-based instances of engine 4.0 or later; storage-optimised ones are named nowhere. */
export function supportsAudit(instance: TairInstance, quirks: TairQuirks): boolean {
  if (instance.instanceType === 'Memcache') return false;
  if (!(Number.parseFloat(instance.engineVersion) >= 4)) return false;
  if (instance.instanceClass.startsWith('tair.essd')) return false;
  return !(instance.instanceClass.startsWith('tair.scm') && quirks.persistentMemory === 'refused');
}

export function shownStatus(instance: TairInstance, quirks: TairQuirks): string {
  return instance.pending !== null && instance.status === 'Normal' ? quirks.statusDuringChange : instance.status;
}

export function regionRetention(state: TairState, instance: TairInstance): number | null {
  return state.regions.find((region) => region.regionId === instance.regionId)?.retentionDays ?? null;
}

/** Only these have nodes to tell apart (DescribeAuditRecords page, NodeId). */
export function hasNodes(instance: TairInstance): boolean {
  return instance.architectureType !== 'standard';
}

export function dataNodeId(instance: TairInstance, index: number): string {
  return `${instance.instanceId}-db-${index}`;
}
