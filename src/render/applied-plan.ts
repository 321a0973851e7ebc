import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';

/** A plan, with what became of it once it was applied. */
export interface AppliedPlan extends Plan {
  readonly outcome?: readonly Outcome[];
  readonly exitCode?: number;
}
