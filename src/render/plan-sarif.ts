import type { PlannedTarget } from '../model/plan.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { View } from './change-words.ts';
import { plain } from './pieces.ts';
import { problemFinding } from './problems-sarif.ts';
import { NO_CALL, type ReviewRow, reviewSections } from './review.ts';
import { type Level, MAX_RESULTS, type SarifFinding, sarifLog } from './sarif-log.ts';

/**
 * Changes and problems at their manifest lines. Each change is a result of its own as long as all of them fit; beyond
 * that, members of one set that are alike share one.
 */
export function planSarif(plan: AppliedPlan, view: View = 'plan'): string {
  const apart = plan.changes.length + plan.problems.length <= MAX_RESULTS;
  const targets = new Map(plan.targets.map((target) => [target.address, target]));
  const changes = reviewSections(plan, view, apart)
    .flatMap(({ rows }) => rows)
    .map((row) => changeFinding(row, view, targets.get(row.address)));
  const problems = plan.problems
    .filter(({ code }) => view === 'plan' || (code !== 'AF410' && code !== 'AF411'))
    .map((problem) => problemFinding(problem, targets.get(problem.at?.address ?? '')?.origin ?? null));
  return sarifLog([...changes, ...problems], view);
}

function changeFinding(row: ReviewRow, view: View, target: PlannedTarget | undefined): SarifFinding {
  const { address, seen, historyLoss, words, setting, marks, aside, calls, changes, origin } = row;
  const kind = view === 'drift' ? `drift/${seen}` : `change/${historyLoss ? 'loses-history' : seen}`;
  const loud = [...marks, ...(aside === null ? [] : [aside])].map((mark) => ` [${mark}]`).join('');
  return {
    ruleId: kind,
    level: levelOf(row, view),
    message: `${address}: ${plain(words)} (${setting})${loud}${view === 'plan' ? `, ${calls.length === 0 ? NO_CALL : `by ${calls.join(' and ')}`}` : ''}`,
    at: origin ?? target?.origin ?? null,
    identity: changes.length === 1 ? changes[0]!.id : `${changes[0]!.id} and others of ${address} ${setting}`,
    count: changes.length,
  };
}

function levelOf({ seen, historyLoss, waiver }: ReviewRow, view: View): Level {
  if (view === 'drift')
    return ({ weakens: 'error', neutral: 'note' } as const)[seen as 'weakens' | 'neutral'] ?? 'warning';
  if (seen === 'weakens' || historyLoss) return waiver === null ? 'error' : 'warning';
  return seen === 'unknown' ? 'warning' : 'note';
}
