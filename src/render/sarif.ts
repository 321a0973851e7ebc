import { sep } from 'node:path';
import type { Change } from '../model/change.ts';
import { codes, type ProblemCode } from '../model/codes.ts';
import type { Problem, ProblemPlace } from '../model/problem.ts';
import { version } from '../version.ts';
import { describeChange } from './describe-change.ts';
import type { AppliedPlan } from './applied-plan.ts';

/** Code scanning shows at most 5,000 results of a run. */
const MAX_RESULTS = 5_000;
const LEVELS = { error: 'error', warning: 'warning', note: 'note' } as const;

interface Result {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly locations?: readonly object[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

/** SARIF 2.1.0: changes and problems at their manifest lines, worst first. */
export function planSarif(plan: AppliedPlan): string {
  return sarif([...plan.changes.map(changeResult), ...plan.problems.map(problemResult)]);
}

export function problemsSarif(problems: readonly Problem[]): string {
  return sarif(problems.map(problemResult));
}

function changeResult(change: Change): Result {
  const { subject, values } = describeChange(change);
  const worst = change.direction === 'weakens' || change.historyLoss;
  return {
    ruleId: `change/${change.historyLoss ? 'loses-history' : change.direction}`,
    level: worst ? (change.waiver === null ? 'error' : 'warning') : 'note',
    message: { text: `${change.address} ${subject}: ${values}${change.historyLoss ? ' (loses history)' : ''}` },
    ...locations(change.origin === null ? null : change.origin),
    partialFingerprints: { 'auditform/v1': change.id },
  };
}

function problemResult(problem: Problem): Result {
  const { code, severity, message, at, fix } = problem;
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: fix === null ? message : `${message} ${fix}` },
    ...locations(at),
    partialFingerprints: { 'auditform/v1': `${code} ${at?.address ?? at?.file ?? ''}${at?.path ?? ''}` },
  };
}

function locations(at: ProblemPlace | null): { locations?: readonly object[] } {
  if (at?.file === undefined) return {};
  const uri = encodeURI(at.file.split(sep).join('/').replace(/^\.\//, ''));
  return {
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: at.line ?? 1, startColumn: at.column ?? 1 },
        },
      },
    ],
  };
}

function sarif(results: readonly Result[]): string {
  const rank = { error: 0, warning: 1, note: 2 };
  const shown = [...results].sort((left, right) => rank[left.level] - rank[right.level]).slice(0, MAX_RESULTS);
  const rules = [...new Set(shown.map(({ ruleId }) => ruleId))].sort().map(rule);
  const run = {
    tool: { driver: { name: 'auditform', version, rules } },
    results: shown,
    ...(shown.length < results.length ? { properties: { omittedResults: results.length - shown.length } } : {}),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function rule(id: string): object {
  const known = Object.hasOwn(codes, id) ? codes[id as ProblemCode] : null;
  const [title, text] = known ?? [
    `Change that ${id.replace('change/', '').replace('loses-history', 'loses history')}`,
    'A change to audit settings, judged by what it does to the audit trail.',
  ];
  return {
    id,
    name: title.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text },
  };
}
