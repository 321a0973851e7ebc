import type { Problem } from '../model/problem.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { placeText } from './problems-text.ts';

/** Problems as a Markdown list, errors first. */
export function problemsMarkdown(problems: readonly Problem[]): string {
  return problems.length === 0 ? 'No problems found.\n' : problemRows(problems).join('');
}

/** One list item a problem, errors first. */
export function problemRows(problems: readonly Problem[]): string[] {
  const rank = { error: 0, warning: 1, note: 2 };
  const sorted = [...problems].sort((left, right) => rank[left.severity] - rank[right.severity]);
  return sorted.map((problem) => {
    const place = placeText(problem.at).replace(/: $/, '');
    const fix = problem.fix === null ? '' : ` ${markdownText(problem.fix)}`;
    return `- **${problem.severity} ${problem.code}** ${place === '' ? '' : `${markdownCode(place)} `}${markdownText(problem.message)}${fix}\n`;
  });
}
