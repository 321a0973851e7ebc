import type { Drift } from '../drift/tell-apart.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';

/** A plan, with what became of it once it was applied. */
export interface AppliedPlan extends Plan {
  readonly outcome?: readonly Outcome[];
  readonly exitCode?: number;
  /** Of `drift`: where each difference comes from. */
  readonly drift?: readonly Drift[];
  /** Who ran it, and from which commit. */
  readonly provenance?: { readonly commit: string | null; readonly actor: string | null };
}
