import type { Problem } from '../model/problem.ts';
import { htmlPage, htmlSection, htmlTable } from './html-page.ts';
import { htmlCode, htmlText } from './html-text.ts';
import { placeText } from './problems-text.ts';
import { bySeverity } from './review.ts';

export function problemsHtml(problems: readonly Problem[]): string {
  const body =
    problems.length === 0
      ? '<p>No problems found.</p>\n'
      : htmlSection('problems', `Problems (${problems.length})`, problemTable(problems));
  return htmlPage('auditform: problems', ['<h1>auditform: problems</h1>\n', body]);
}

/** Errors first. */
export function problemTable(problems: readonly Problem[]): string {
  const rows = bySeverity(problems).map(({ severity, code, at, message, fix }) => ({
    kind: htmlText(severity),
    cells: [
      `<span class="sign">${severity === 'error' ? '✖' : severity === 'warning' ? '⚠' : 'ℹ'} ${htmlText(severity)}</span> ${htmlCode(code)}`,
      htmlCode(placeText(at).replace(/: $/, '')),
      `${htmlText(message)}${fix === null ? '' : ` <span class="soft">${htmlText(fix)}</span>`}`,
    ],
  }));
  return htmlTable(['problem', 'place', 'what is wrong and what to do'], rows, ['c15', 'c20', '']);
}
