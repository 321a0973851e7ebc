import type { Plan } from './model/plan.ts';
import type { Problem } from './model/problem.ts';

/** The one table of exit codes. */
export const exitCode = {
  done: 0,
  error: 1,
  differences: 2,
  weakening: 3,
  refused: 4,
  stopped: 5,
  notProven: 6,
  usage: 64,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const PRECEDENCE: readonly ExitCode[] = [130, 64, 5, 1, 4, 3, 6, 2, 0];

/** The code to end with when several hold. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? exitCode.done;
}

/** Errors other than failed guardrails, which have a code of their own. */
export function failed(problems: readonly Problem[]): boolean {
  return problems.some(({ severity, code }) => severity === 'error' && code !== 'AF214');
}

export function breaksGuardrail(problems: readonly Problem[]): boolean {
  return problems.some(({ severity, code }) => severity === 'error' && code === 'AF214');
}

/** Of `plan --detailed-exitcode`. */
export function planExitCodes(plan: Plan): ExitCode[] {
  const { weakens, historyLoss } = plan.summary;
  return [
    failed(plan.problems) ? exitCode.error : exitCode.done,
    breaksGuardrail(plan.problems) || weakens + historyLoss > 0 ? exitCode.weakening : exitCode.done,
    plan.changes.length > 0 ? exitCode.differences : exitCode.done,
  ];
}

/**
 * Of `drift`: settings that were weakened at the vendor show as changes that strengthen, since the plan leads back to
 * the manifest. Both ways count: the trail was weakened, or putting it back weakens it.
 */
export function driftExitCodes(plan: Plan): ExitCode[] {
  return [...planExitCodes(plan), plan.summary.strengthens > 0 ? exitCode.weakening : exitCode.done];
}
