import { htmlPage, htmlSection, htmlTable } from './html-page.ts';
import { htmlCode, htmlText } from './html-text.ts';
import { problemTable } from './problems-html.ts';
import { isProven, type VerificationReport } from './verification-report.ts';

/** What verify found, unproven targets first. */
export function verificationHtml(report: VerificationReport): string {
  const sorted = [...report.targets].sort((left, right) => Number(isProven(left)) - Number(isProven(right)));
  const rows = sorted.map((target) => ({
    kind: isProven(target) ? 'strengthens' : 'unknown',
    cells: [
      htmlCode(target.address),
      `<span class="sign">${isProven(target) ? '✔ proven' : '? not proven'}</span>`,
      target.configured,
      target.effective,
      target.flowing,
      target.evidence.map(({ source, says }) => `${htmlCode(source)} ${htmlText(says)}`).join('<br>'),
    ],
  }));
  const heads = ['target', 'result', 'configured', 'effective', 'flowing', 'evidence'];
  const proven = report.targets.filter(isProven).length;
  return htmlPage('auditform verify', [
    `<h1>auditform verify: ${proven} of ${report.targets.length} proven</h1>\n`,
    htmlSection('targets', `Targets (${rows.length})`, htmlTable(heads, rows)),
    htmlSection('problems', `Problems (${report.problems.length})`, problemTable(report.problems)),
  ]);
}
