import { jsonText } from './json-text.ts';
import type { Palette } from './palette.ts';
import { oneLine } from './printable.ts';
import { problemsText } from './problems-text.ts';
import { isProven, unproven, type VerificationReport } from './verification-report.ts';

/** What verify found, in any format. */
export async function renderVerification(
  report: VerificationReport,
  format: string,
  palette: Palette,
): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText(report);
    case 'markdown':
      return (await import('./verification-markdown.ts')).verificationMarkdown(report);
    case 'sarif':
      return (await import('./problems-sarif.ts')).problemsSarif([...report.problems, ...unproven(report)], 'verify');
    case 'junit':
      return (await import('./verification-junit.ts')).verificationJunit(report);
    case 'html':
      return (await import('./verification-html.ts')).verificationHtml(report);
    default:
      return verificationText(report, palette);
  }
}

function verificationText(report: VerificationReport, palette: Palette): string {
  const colour = { yes: palette.green, no: palette.red, unknown: palette.yellow };
  const rows = report.targets.map((target) => {
    const answers = (['configured', 'effective', 'flowing'] as const).map(
      (name) => `${name} ${colour[target[name]](target[name])}`,
    );
    const evidence = target.evidence.map(
      ({ source, says }) => `    ${palette.dim(`${oneLine(source)}: ${oneLine(says)}`)}\n`,
    );
    return `${palette.bold(oneLine(target.address))}  ${answers.join('  ')}\n${evidence.join('')}`;
  });
  const proven = report.targets.filter(isProven).length;
  return `${rows.join('')}${problemsText(report.problems, palette)}Proven: ${proven} of ${report.targets.length} targets.\n`;
}
