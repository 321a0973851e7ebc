import type { ProblemCode } from './codes.ts';
import type { JsonPointer } from './pointer.ts';

export type Severity = 'error' | 'warning' | 'note';

/** A place in a manifest file; line and column count from 1. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a problem is: in a file, at a target, or both. */
export interface ProblemPlace extends Partial<SourceSpan> {
  /** `Kind/name`. */
  readonly address?: string;
  /** Pointer into the manifest document, such as `/spec/Retention`. */
  readonly path?: JsonPointer;
}

/** The only way to tell a person that something is wrong. Never holds a secret. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What is, in one sentence. */
  readonly message: string;
  readonly at: ProblemPlace | null;
  /** The next thing to edit or type. */
  readonly fix: string | null;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** What is wrong with more manifests than this is wrong with all of them: nobody reads on, and memory has an end. */
export const MOST_PROBLEMS = 10_000;

/** Adds what there is room for, and once that there is more. Whoever looks for problems may stop at more than MOST_PROBLEMS. */
export function addProblems(problems: Problem[], more: readonly Problem[]): void {
  for (const problem of more) {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
    else if (problems.length === MOST_PROBLEMS) problems.push(untold(problem.at));
    else return;
  }
}

function untold(at: ProblemPlace | null): Problem {
  return {
    code: 'AF105',
    severity: 'error',
    message: `There are more than ${MOST_PROBLEMS} problems; those from here on are not told.`,
    at,
    fix: 'Mend the first ones, and run the command again.',
  };
}
