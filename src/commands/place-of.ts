import type { ProblemPlace } from '../model/problem.ts';

/** Where something is missing of which no line can be named: in what was looked through, or the first of it. */
export function placeOf(paths: readonly string[]): ProblemPlace {
  return { file: paths[0] ?? '.', line: 1, column: 1 };
}
