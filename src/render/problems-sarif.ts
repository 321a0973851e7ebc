import type { Problem, ProblemPlace } from '../model/problem.ts';
import { type SarifFinding, sarifLog } from './sarif-log.ts';

export function problemsSarif(problems: readonly Problem[], category = 'validate'): string {
  return sarifLog(
    problems.map((problem) => problemFinding(problem, null)),
    category,
  );
}

/** A problem at its own place, or at its target's. */
export function problemFinding({ code, severity, message, at, fix }: Problem, home: ProblemPlace | null): SarifFinding {
  return {
    ruleId: code,
    level: severity,
    message: fix === null ? message : `${message} ${fix}`,
    at: at?.file === undefined ? home : at,
    // Not the line, so that the finding stays the same when lines above it come and go.
    identity: `${code} ${at?.address ?? at?.file ?? ''}${at?.path ?? ''} ${message}`,
    count: 1,
  };
}
