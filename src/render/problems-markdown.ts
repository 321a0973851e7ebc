import type { Problem } from '../model/problem.ts';
import { fitParts, MARKDOWN_BUDGET } from './markdown-budget.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { placeText } from './problems-text.ts';
import { bySeverity } from './review.ts';

/** Problems as a Markdown list, errors first, below the same limit as a plan. */
export function problemsMarkdown(problems: readonly Problem[]): string {
  if (problems.length === 0) return 'No problems found.\n';
  const rows = bySeverity(problems).map((problem) => ({ text: problemRow(problem), count: 1 }));
  return fitParts(
    [{ title: 'Problems', noun: 'problems', head: '', rows, folded: false }],
    MARKDOWN_BUDGET,
  ).text.trimStart();
}

export function problemRow({ severity, code, message, at, fix }: Problem): string {
  const place = placeText(at).replace(/: $/, '');
  const where = place === '' ? '' : `${markdownCode(place)} `;
  return `- **${severity} ${code}** ${where}${markdownText(message)}${fix === null ? '' : ` ${markdownText(fix)}`}\n`;
}
