import type { PlannedTarget } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { View } from './change-words.ts';
import { type JunitCase, junitDocument, type JunitVerdict } from './junit-document.ts';
import { plain } from './pieces.ts';
import { oneLine } from './printable.ts';
import { problemCase, problemLine } from './problems-junit.ts';
import { NO_CALL, needsConsent, type ReviewRow, reviewSections } from './review.ts';
import { SYMBOLS } from './section-text.ts';

/** What is known about one target. */
interface Found {
  readonly target: PlannedTarget;
  readonly rows: readonly ReviewRow[];
  readonly problems: readonly Problem[];
  /** Steps that were not done, of a plan that was applied; null before. */
  readonly undone: readonly string[] | null;
}

/**
 * A suite for each kind and a case for each target. In a plan a wanted change is no failure, or every pull request would
 * be red: failing are weakening and loss of history without consent, and errors such as guardrails; in error is what
 * cannot be read or planned. In drift every difference fails. After apply what was not done fails.
 */
export function planJunit(plan: AppliedPlan, view: View = 'plan'): string {
  const rows = byAddress(reviewSections(plan, view).flatMap((section) => section.rows));
  const problems = byAddress(plan.problems.map((problem) => ({ address: problem.at?.address ?? '', problem })));
  const undone = plan.outcome === undefined ? null : undoneSteps(plan);
  const cases = plan.targets.map((target): JunitCase => {
    const { address, origin } = target;
    const found: Found = {
      target,
      rows: rows.get(address) ?? [],
      problems: (problems.get(address) ?? []).map(({ problem }) => problem),
      undone: undone === null ? null : (undone.get(address) ?? []).map(({ text }) => text),
    };
    const verdict = verdictOf(found, view);
    return {
      group: `auditform.${address.split('/')[0]}`,
      name: address,
      file: origin.file,
      verdict,
      text: linesOf(found),
    };
  });
  const known = new Set(plan.targets.map(({ address }) => address));
  const others = plan.problems.filter(({ at, severity }) => severity === 'error' && !known.has(at?.address ?? ''));
  return junitDocument(`auditform ${view}`, [...cases, ...others.map(problemCase)]);
}

function verdictOf({ target, rows, problems, undone }: Found, view: View): JunitVerdict {
  if (target.status === 'unreadable' || target.status === 'blocked') {
    const error = problems.find(({ severity }) => severity === 'error');
    return { tag: 'error', type: target.status, message: oneLine(error?.message ?? target.status) };
  }
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) return { tag: 'failure', type: error.code, message: oneLine(error.message) };
  if (undone !== null)
    return undone.length === 0 ? null : { tag: 'failure', type: 'not-done', message: `not done: ${undone.join(', ')}` };
  const failing = rows.filter((row) => view === 'drift' || (row.waiver === null && needsConsent(row)));
  const [first] = failing;
  if (first === undefined) return null;
  const more = failing.length > 1 ? ` and ${failing.length - 1} more` : '';
  return { tag: 'failure', type: view === 'drift' ? 'drift' : 'weakens', message: plain(first.words) + more };
}

function linesOf({ target, rows, problems, undone }: Found): string {
  const changes = rows.map(({ seen, words, setting, marks, aside, place, calls }) => {
    const loud = [...marks, ...(aside === null ? [] : [aside])].map((mark) => ` [${mark}]`).join('');
    return oneLine(
      `${SYMBOLS[seen]} ${plain(words)} (${setting})${loud}  ${place}  ${calls.length === 0 ? NO_CALL : `by ${calls.join(' and ')}`}`,
    );
  });
  const hidden = target.unverifiable.map((path) => oneLine(`cannot be verified: ${path}`));
  return [...problems.map(problemLine), ...(undone ?? []), ...changes, ...hidden].join('\n');
}

function undoneSteps({ operations, outcome }: AppliedPlan): Map<string, { address: string; text: string }[]> {
  const addresses = new Map(operations.map(({ id, address }) => [id, address]));
  const steps = (outcome ?? [])
    .filter(({ status }) => status !== 'done')
    .map(({ operation, status, error }) => ({
      address: addresses.get(operation) ?? '',
      text: oneLine(`${status} ${operation}${error === null ? '' : `: ${error}`}`),
    }));
  return byAddress(steps);
}

function byAddress<T extends { readonly address: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.address);
    if (group === undefined) groups.set(item.address, [item]);
    else group.push(item);
  }
  return groups;
}
