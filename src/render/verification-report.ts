import type { Problem } from '../model/problem.ts';
import type { VerifiedTarget } from '../pipeline/verify-targets.ts';

export interface VerificationReport {
  readonly format: 'auditform.verify/1';
  readonly targets: readonly VerifiedTarget[];
  readonly problems: readonly Problem[];
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
      fix: 'auditform verify --format json holds the evidence; docs/vendors says what each vendor can prove.',
    }));
}

/** What is to be recorded is recorded; what is not to be monitored is gone. */
export function isProven({ configured, effective, flowing, ensure }: VerifiedTarget): boolean {
  return configured === 'yes' && (ensure === 'absent' || (effective === 'yes' && flowing === 'yes'));
}
