import { junitDocument } from './junit-document.ts';
import { oneLine } from './printable.ts';
import { problemCase } from './problems-junit.ts';
import { isProven, type VerificationReport } from './verification-report.ts';

/** A case for each target, failing when it is not proven. */
export function verificationJunit(report: VerificationReport): string {
  const cases = report.targets.map((target) => {
    const said = `configured ${target.configured}, effective ${target.effective}, flowing ${target.flowing}`;
    return {
      group: `auditform.${target.address.split('/')[0]}`,
      name: target.address,
      file: null,
      verdict: isProven(target) ? null : ({ tag: 'failure', type: 'not-proven', message: said } as const),
      text: [said, ...target.evidence.map(({ source, says }) => oneLine(`${source}: ${says}`))].join('\n'),
    };
  });
  const errors = report.problems.filter(({ severity }) => severity === 'error').map(problemCase);
  return junitDocument('auditform verify', [...cases, ...errors]);
}
