import type { TaurusdbInstance, TaurusdbQuirks } from './state.ts';

/** The user guide's floor for SQL audit. */
const OLDEST_KERNEL = [2, 0, 60, 241_200] as const;

export function canAudit(instance: TaurusdbInstance, quirks: TaurusdbQuirks): boolean {
  if (instance.multiPrimary && quirks.multiPrimary === 'refused') return false;
  return isNewEnough(instance.kernelVersion);
}

/** Parts compare as numbers, a missing one counts as 0. */
function isNewEnough(kernelVersion: string): boolean {
  const parts = kernelVersion.split('.').map(Number);
  const differing = OLDEST_KERNEL.findIndex((least, index) => (parts[index] ?? 0) !== least);
  return differing < 0 || (parts[differing] ?? 0) > OLDEST_KERNEL[differing]!;
}
