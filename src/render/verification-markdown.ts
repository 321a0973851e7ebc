import { fitParts, MARKDOWN_BUDGET } from './markdown-budget.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { problemRow } from './problems-markdown.ts';
import { bySeverity } from './review.ts';
import { isProven, type VerificationReport } from './verification-report.ts';

const TABLE = '| target | configured | effective | flowing | evidence |\n|---|---|---|---|---|\n';

/** What verify found, as a Markdown table, unproven targets first. */
export function verificationMarkdown(report: VerificationReport): string {
  const sorted = [...report.targets].sort((left, right) => Number(isProven(left)) - Number(isProven(right)));
  const targets = sorted.map((target) => {
    const evidence = target.evidence
      .slice(0, 20)
      .map(({ source, says }) => `${markdownCode(source)} ${markdownText(says)}`)
      .join('; ');
    const more = target.evidence.length > 20 ? `; and ${target.evidence.length - 20} more` : '';
    const { address, configured, effective, flowing } = target;
    const text = `| ${markdownCode(address)} | ${configured} | ${effective} | ${flowing} | ${evidence}${more} |\n`;
    return { text, count: 1 };
  });
  const problems = bySeverity(report.problems).map((problem) => ({ text: problemRow(problem), count: 1 }));
  const proven = report.targets.filter(isProven).length;
  const title = `## auditform verify: ${proven} of ${report.targets.length} proven\n`;
  const { text } = fitParts(
    [
      { title: 'Targets', noun: 'targets', head: TABLE, rows: targets, folded: false },
      { title: 'Problems', noun: 'problems', head: '', rows: problems, folded: false },
    ],
    MARKDOWN_BUDGET - title.length,
  );
  return title + text;
}
