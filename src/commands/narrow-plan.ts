import type { Plan } from '../model/plan.ts';
import type { CommonOptions } from './common-options.ts';
import { usageError } from './usage-error.ts';

/** The part of a saved plan that --target selects; a plan knows no labels. Throws UsageError. */
export function narrowPlan(plan: Plan, { addresses }: CommonOptions, selectors: readonly string[]): Plan {
  if (selectors.length > 0) usageError('--selector needs the manifests; narrow a saved plan with --target.');
  for (const address of addresses) {
    if (!plan.targets.some((target) => target.address === address))
      usageError(`--target ${address}: the saved plan has no such target.`);
  }
  if (addresses.length === 0) return plan;
  const isSelected = ({ address }: { readonly address: string }) => addresses.includes(address);
  return { ...plan, changes: plan.changes.filter(isSelected), operations: plan.operations.filter(isSelected) };
}
