import type { Problem } from '../model/problem.ts';
import { describeChange } from './describe-change.ts';
import { placeText } from './problems-text.ts';
import type { AppliedPlan } from './applied-plan.ts';
import { isProven, type VerificationReport } from './verification-report.ts';

interface Case {
  readonly name: string;
  readonly failure: { readonly message: string; readonly text: string } | null;
  readonly error: boolean;
}

/** JUnit XML: a test case a target, failing when it differs, in error when nothing can be told of it. */
export function planJunit(plan: AppliedPlan): string {
  const cases = plan.targets.map(({ address, status }): Case => {
    const problems = plan.problems
      .filter(({ at, severity }) => at?.address === address && severity === 'error')
      .map(problemLine);
    const changes = plan.changes
      .filter((change) => change.address === address)
      .map((change) => {
        const { subject, values } = describeChange(change);
        return `${change.direction}${change.historyLoss ? ', loses history' : ''}: ${subject}: ${values}`;
      });
    const lines = [...problems, ...changes];
    return {
      name: address,
      error: status === 'unreadable' || status === 'blocked',
      failure: status === 'in-sync' && problems.length === 0 ? null : { message: status, text: lines.join('\n') },
    };
  });
  return junit('auditform plan', cases);
}

/** A test case a problem; one passing case when there is none, since tools want at least one. */
export function problemsJunit(problems: readonly Problem[]): string {
  const cases = problems.map(
    (problem): Case => ({
      name: `${problem.code} ${placeText(problem.at)}`.trim(),
      error: false,
      failure: problem.severity === 'error' ? { message: problem.message, text: problemLine(problem) } : null,
    }),
  );
  return junit(
    'auditform validate',
    cases.length > 0 ? cases : [{ name: 'all manifests are valid', error: false, failure: null }],
  );
}

export function verificationJunit(report: VerificationReport): string {
  const cases = report.targets.map((target): Case => {
    const said = `configured ${target.configured}, effective ${target.effective}, flowing ${target.flowing}`;
    return {
      name: target.address,
      error: false,
      failure: isProven(target)
        ? null
        : { message: said, text: target.evidence.map(({ source, says }) => `${source}: ${says}`).join('\n') },
    };
  });
  return junit('auditform verify', cases);
}

function problemLine(problem: Problem): string {
  return `${placeText(problem.at)}${problem.severity} ${problem.code}: ${problem.message}${problem.fix === null ? '' : ` ${problem.fix}`}`;
}

function junit(name: string, cases: readonly Case[]): string {
  const failures = cases.filter(({ failure, error }) => failure !== null && !error).length;
  const errors = cases.filter(({ failure, error }) => failure !== null && error).length;
  const rows = cases.map(({ name: test, failure, error }) => {
    const tag = error ? 'error' : 'failure';
    const inner =
      failure === null ? '' : `\n      <${tag} message="${xml(failure.message)}">${xml(failure.text)}</${tag}>\n    `;
    return `    <testcase classname="${xml(name)}" name="${xml(test)}">${inner}</testcase>\n`;
  });
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="${xml(name)}" ${counts}>\n${rows.join('')}  </testsuite>\n</testsuites>\n`;
}

/** XML 1.0 text: characters it cannot hold become visible escapes. */
function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
