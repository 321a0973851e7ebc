import type { Change } from '../model/change.ts';
import type { Problem } from '../model/problem.ts';
import { type ChangeRow, changeRows } from './describe-change.ts';
import { createPalette } from './palette.ts';
import { summaryText } from './plan-text.ts';
import { printable } from './printable.ts';
import { placeText } from './problems-text.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { VerificationReport } from './verification-report.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #ccc;padding:.35rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f2f2}code{font:13px ui-monospace,monospace}.weakens{border-left:6px solid #b3261e}.strengthens{border-left:6px solid #1e7b34}.unknown{border-left:6px solid #9a6700}.neutral{border-left:6px solid #888}
@media print{body{margin:0;max-width:none}}`;

/** One self-contained page, without scripts: the plan, worst first. */
export function planHtml(plan: AppliedPlan): string {
  const changes = (title: string, picks: (change: Change) => boolean) =>
    table(
      title,
      ['direction', 'target', 'setting', 'change', 'where'],
      changeRows(plan.changes.filter(picks)).map(changeRow),
    );
  const summaries = new Map(plan.operations.map((operation) => [operation.id, operation.summary]));
  const steps = plan.waves.flatMap((wave, index) =>
    wave.map((id) => row('', [String(index + 1), code(id), text(summaries.get(id) ?? '')])),
  );
  return page(`auditform plan: ${plan.verdict}`, [
    `<p>${text(summaryText(plan, createPalette(false)))}</p>`,
    changes('Weakens auditing or loses history', (change) => change.direction === 'weakens' || change.historyLoss),
    problemTable(plan.problems),
    changes('Strengthens auditing', (change) => change.direction === 'strengthens' && !change.historyLoss),
    changes('Direction unknown', (change) => change.direction === 'unknown' && !change.historyLoss),
    changes('Neutral', (change) => change.direction === 'neutral' && !change.historyLoss),
    table(
      'Cannot be verified',
      ['target', 'settings'],
      plan.targets
        .filter(({ unverifiable }) => unverifiable.length > 0)
        .map((target) => row('', [code(target.address), target.unverifiable.map(code).join(' ')])),
    ),
    table('Steps, in order', ['wave', 'operation', 'call'], steps),
    table(
      'Outcome',
      ['status', 'operation', 'error'],
      (plan.outcome ?? []).map((outcome) =>
        row('', [text(outcome.status), code(outcome.operation), text(outcome.error ?? '')]),
      ),
    ),
  ]);
}

export function problemsHtml(problems: readonly Problem[]): string {
  return page('auditform: problems', [problems.length === 0 ? '<p>No problems found.</p>' : problemTable(problems)]);
}

export function verificationHtml(report: VerificationReport): string {
  const rows = report.targets.map((target) =>
    row('', [
      code(target.address),
      target.configured,
      target.effective,
      target.flowing,
      target.evidence.map(({ source, says }) => `${code(source)} ${text(says)}`).join('<br>'),
    ]),
  );
  return page('auditform verify', [
    table('Targets', ['target', 'configured', 'effective', 'flowing', 'evidence'], rows),
    problemTable(report.problems),
  ]);
}

function changeRow(change: ChangeRow): string {
  const { subject, values } = change;
  const waiver =
    change.waiver === null
      ? ''
      : ` (waived until ${change.waiver.until} by ${change.waiver.owner}: ${change.waiver.reason})`;
  const where = change.origin === null ? '' : `${change.origin.file}:${change.origin.line}`;
  return row(change.direction, [
    text(`${change.direction}${change.historyLoss ? ', loses history' : ''}`),
    code(change.address),
    code(subject),
    text(values + waiver),
    code(where),
  ]);
}

function problemTable(problems: readonly Problem[]): string {
  return table(
    'Problems',
    ['severity', 'code', 'where', 'what'],
    problems.map((problem) =>
      row('', [
        problem.severity,
        problem.code,
        code(placeText(problem.at).replace(/: $/, '')),
        text(`${problem.message} ${problem.fix ?? ''}`),
      ]),
    ),
  );
}

function table(title: string, heads: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return `<h2>${text(title)} (${rows.length})</h2>\n<table><thead><tr>${heads.map((head) => `<th scope="col">${text(head)}</th>`).join('')}</tr></thead><tbody>\n${rows.join('')}</tbody></table>\n`;
}

function row(kind: string, cells: readonly string[]): string {
  return `<tr${kind === '' ? '' : ` class="${kind}"`}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`;
}

function page(title: string, parts: readonly string[]): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title><style>${STYLE}</style></head>\n<body><main><h1>${text(title)}</h1>\n${parts.join('')}</main></body></html>\n`;
}

function code(value: string): string {
  return value === '' ? '' : `<code>${text(value)}</code>`;
}

function text(value: string): string {
  return printable(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
