import type { Problem, ProblemPlace } from '../model/problem.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';

/** One problem: `file:line:column: error AF202: message`, and what to do below it. */
export function problemText(problem: Problem, palette: Palette): string {
  const colour = { error: palette.red, warning: palette.yellow, note: palette.cyan }[problem.severity];
  const head = `${placeText(problem.at)}${colour(`${problem.severity} ${problem.code}`)}: ${printable(problem.message)}`;
  return problem.fix === null ? head : `${head}\n    ${palette.dim(printable(problem.fix))}`;
}

export function placeText(at: ProblemPlace | null): string {
  if (at?.file !== undefined) return `${printable(at.file)}:${at.line ?? 1}:${at.column ?? 1}: `;
  return at?.address === undefined ? '' : `${printable(at.address)}: `;
}

/** All problems, errors first, and a closing count. */
export function problemsText(problems: readonly Problem[], palette: Palette): string {
  const rank = { error: 0, warning: 1, note: 2 };
  const sorted = [...problems].sort((left, right) => rank[left.severity] - rank[right.severity]);
  return sorted.map((problem) => `${problemText(problem, palette)}\n`).join('');
}
