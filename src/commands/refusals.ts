import { breaksGuardrail } from '../exit-code.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { missingConsent } from '../pipeline/guard.ts';
import type { ApplySettings } from './apply-options.ts';

/** So far the clocks of two machines may differ. */
const CLOCKS_APART_MS = 300_000;

/** Why a plan may not be applied at all; empty when it may. */
export function refusals(plan: Plan, settings: ApplySettings, now: number): Problem[] {
  const today = new Date(now).toISOString().slice(0, 10);
  const planned = new Set(plan.operations.flatMap(({ realises }) => realises));
  // A plan may have been saved while a waiver still held.
  const changes = plan.changes
    .filter(({ id }) => planned.has(id))
    .map((change) => (change.waiver !== null && change.waiver.until < today ? { ...change, waiver: null } : change));
  const problems = missingConsent(changes, settings.consent).map(
    (problem): Problem => ({ ...problem, severity: 'error' }),
  );
  if (breaksGuardrail(plan.problems))
    problems.push({
      code: 'AF214',
      severity: 'error',
      message: 'A guardrail forbids this plan.',
      at: null,
      fix: 'See the AF214 problems above.',
    });
  const tooMany = settings.maxChanges?.(plan) ?? null;
  if (tooMany !== null) problems.push(tooMany);
  const age = now - Date.parse(plan.made.at);
  if (settings.maxAgeMs !== null && !(age <= settings.maxAgeMs && age >= -CLOCKS_APART_MS)) {
    problems.push({
      code: 'AF506',
      severity: 'error',
      message:
        age < 0
          ? `The plan says that it was made at ${plan.made.at}, which is yet to come.`
          : `The plan was made at ${plan.made.at}, longer ago than --max-age permits.`,
      at: null,
      fix: 'Make the plan again.',
    });
  }
  return problems;
}
