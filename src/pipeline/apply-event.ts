import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';

/** What happens during apply, for progress lines. */
export type ApplyEvent =
  | { readonly kind: 'started'; readonly operation: string; readonly summary: string; readonly attempt: number }
  | { readonly kind: 'waiting'; readonly operation: string; readonly reason: string }
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'problem'; readonly problem: Problem };
