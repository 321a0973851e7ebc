import type { Problem, ProblemPlace } from '../model/problem.ts';
import type { Palette } from './palette.ts';
import { oneLine } from './printable.ts';
import { bySeverity } from './review.ts';

/** One problem: `file:line:column: error AF202: message`, and what to do below it. */
export function problemText(problem: Problem, palette: Palette): string {
  const colour = { error: palette.red, warning: palette.yellow, note: palette.cyan }[problem.severity];
  const head = `${placeText(problem.at)}${colour(`${problem.severity} ${problem.code}`)}: ${oneLine(problem.message)}`;
  return problem.fix === null ? head : `${head}\n    ${palette.dim(oneLine(problem.fix))}`;
}

export function placeText(at: ProblemPlace | null): string {
  if (at?.file !== undefined) return `${oneLine(at.file)}:${at.line ?? 1}:${at.column ?? 1}: `;
  return at?.address === undefined ? '' : `${oneLine(at.address)}: `;
}

/** All problems, errors first, and a closing count. */
export function problemsText(problems: readonly Problem[], palette: Palette): string {
  return bySeverity(problems)
    .map((problem) => `${problemText(problem, palette)}\n`)
    .join('');
}
