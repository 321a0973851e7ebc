import type { Problem } from '../model/problem.ts';
import type { VerifiedTarget } from '../pipeline/verify-targets.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';
import { problemsText } from './problems-text.ts';

export interface VerificationReport {
  readonly format: 'auditform.verify/1';
  readonly targets: readonly VerifiedTarget[];
  readonly problems: readonly Problem[];
}

/** What verify found, in any format. */
export async function renderVerification(
  report: VerificationReport,
  format: string,
  palette: Palette,
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'markdown':
      return (await import('./verification-markdown.ts')).verificationMarkdown(report);
    case 'sarif':
      return (await import('./sarif.ts')).problemsSarif([...report.problems, ...unproven(report)]);
    case 'junit':
      return (await import('./junit.ts')).verificationJunit(report);
    case 'html':
      return (await import('./html.ts')).verificationHtml(report);
    default:
      return verificationText(report, palette);
  }
}

/** Targets that are not proven, as problems. */
export function unproven(report: VerificationReport): Problem[] {
  return report.targets
    .filter((target) => !isProven(target))
    .map(({ address, configured, effective, flowing }) => ({
      code: 'AF601',
      severity: 'warning',
      message: `${address} is not proven: configured ${configured}, effective ${effective}, flowing ${flowing}.`,
      at: { address },
      fix: null,
    }));
}

export function isProven({ configured, effective, flowing }: VerifiedTarget): boolean {
  return configured === 'yes' && effective === 'yes' && flowing === 'yes';
}

function verificationText(report: VerificationReport, palette: Palette): string {
  const colour = { yes: palette.green, no: palette.red, unknown: palette.yellow };
  const rows = report.targets.map((target) => {
    const answers = (['configured', 'effective', 'flowing'] as const).map(
      (name) => `${name} ${colour[target[name]](target[name])}`,
    );
    const evidence = target.evidence.map(
      ({ source, says }) => `    ${palette.dim(`${printable(source)}: ${printable(says)}`)}\n`,
    );
    return `${palette.bold(target.address)}  ${answers.join('  ')}\n${evidence.join('')}`;
  });
  const proven = report.targets.filter(isProven).length;
  return `${rows.join('')}${problemsText(report.problems, palette)}Proven: ${proven} of ${report.targets.length} targets.\n`;
}
