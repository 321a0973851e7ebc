import type { Change } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';

/** Consent given on the command line, one address at a time. */
export interface Consent {
  readonly weaken: readonly string[];
  readonly historyLoss: readonly string[];
}

/** What a waiver in the manifest or a flag has not consented to, one problem per change. */
export function missingConsent(changes: readonly Change[], consent: Consent): Problem[] {
  return changes.flatMap((change) => {
    if (change.waiver !== null) return [];
    const problems: Problem[] = [];
    if (change.direction === 'weakens' && !consent.weaken.includes(change.address))
      problems.push(needs(change, 'AF410', 'weakens auditing', '--allow-weaken'));
    if (change.historyLoss && !consent.historyLoss.includes(change.address))
      problems.push(needs(change, 'AF411', 'makes the vendor delete existing records', '--allow-history-loss'));
    return problems;
  });
}

function needs(change: Change, code: 'AF410' | 'AF411', what: string, flag: string): Problem {
  return {
    code,
    severity: 'warning',
    message: `${change.id} ${what}.`,
    at: { ...(change.origin ?? {}), address: change.address, path: `/spec${change.path}` },
    fix: `Add a waiver for /spec${change.path}, or pass ${flag} ${change.address} --reason TEXT.`,
  };
}

/** `N` or `P%` of the targets' changes. Null when the text is neither. */
export function parseMaxChanges(text: string): ((plan: Plan) => Problem | null) | null {
  const match = /^(\d+)(%?)$/.exec(text);
  if (match === null) return null;
  const amount = Number(match[1]);
  return (plan) => {
    const [found, of] = match[2] === '%' ? [plan.summary.changed, plan.summary.targets] : [plan.changes.length, null];
    const exceeded = of === null ? found > amount : found * 100 > amount * of;
    if (!exceeded) return null;
    const counted = of === null ? `${found} changes` : `${found} of ${of} targets change`;
    return {
      code: 'AF412',
      severity: 'error',
      message: `${counted}; --max-changes permits ${text}.`,
      at: null,
      fix: `Check the plan; then pass --max-changes ${of === null ? found : `${Math.ceil((found * 100) / Math.max(of, 1))}%`}.`,
    };
  };
}
