import { markdownCode, markdownText } from './markdown-text.ts';
import { problemRows } from './problems-markdown.ts';
import { isProven, type VerificationReport } from './verification-report.ts';

/** What verify found, as a Markdown table, unproven targets first. */
export function verificationMarkdown(report: VerificationReport): string {
  const sorted = [...report.targets].sort((left, right) => Number(isProven(left)) - Number(isProven(right)));
  const rows = sorted.map((target) => {
    const evidence = target.evidence
      .map(({ source, says }) => `${markdownCode(source)} ${markdownText(says)}`)
      .join('; ');
    return `| ${markdownCode(target.address)} | ${target.configured} | ${target.effective} | ${target.flowing} | ${evidence} |\n`;
  });
  const proven = report.targets.filter(isProven).length;
  return `## auditform verify: ${proven} of ${report.targets.length} proven\n\n| target | configured | effective | flowing | evidence |\n|---|---|---|---|---|\n${rows.join('')}\n${problemRows(report.problems).join('')}`;
}
