import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { ApplyContext } from './apply-context.ts';
import { diff } from './diff.ts';
import type { Memory } from './record-change.ts';

export interface Shown {
  readonly satisfied: boolean;
  /** Ids of changes and facts that the reading does not show yet. */
  readonly missing: readonly string[];
}

/** Does a fresh reading show what the operation was to bring about? `remember` is what it wrote beyond reading. */
export function shows(
  {
    context,
    target,
    operation,
  }: { readonly context: ApplyContext; readonly target: Target; readonly operation: Operation },
  live: Observation,
  remember: Memory,
): Shown {
  const provider = context.providerOf(target.kind);
  const memory = { ...context.memory.get(live.identity), ...remember };
  const left = new Set(diff(target, live, provider.normalise(target, live), memory).changes.map(({ id }) => id));
  const facts = new Set(live.facts);
  const missing = [
    ...operation.realises.filter((id) => left.has(id)),
    ...operation.ensures.filter(({ fact, holds }) => facts.has(fact) !== holds).map(({ fact }) => fact),
  ];
  return { satisfied: missing.length === 0, missing };
}
