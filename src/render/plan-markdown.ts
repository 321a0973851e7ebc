import type { Change } from '../model/change.ts';
import { type ChangeRow, changeRows } from './describe-change.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { createPalette } from './palette.ts';
import { summaryText } from './plan-text.ts';
import { problemRows } from './problems-markdown.ts';
import type { AppliedPlan } from './applied-plan.ts';

/** Below the forges' limit of 65,536 characters, with room for what a pipeline puts around it. */
const BUDGET = 60_000;
const SYMBOLS = { strengthens: '🟢 +', weakens: '🔴 −', neutral: '⚪ ~', unknown: '🟡 ?' } as const;

/** The plan as a pull-request comment: worst first, under 60,000 characters, cut between rows with an exact count. */
export function planMarkdown(plan: AppliedPlan): string {
  const parts: string[] = [
    `## auditform: ${plan.verdict}\n\n${markdownText(summaryText(plan, createPalette(false)))}\n`,
  ];
  let left = BUDGET - parts[0]!.length - 1_000;
  const add = (title: string, head: string, rows: readonly string[]) => {
    if (rows.length === 0) return;
    const opening = `\n### ${title} (${rows.length})\n\n${head}`;
    let text = opening;
    let shown = 0;
    while (shown < rows.length && text.length + rows[shown]!.length < left - 200) text += rows[shown++]!;
    if (shown < rows.length)
      text += `\n_${rows.length - shown} more of ${rows.length} are not shown here; see the full report._\n`;
    left -= text.length;
    parts.push(text);
  };
  const table = '| | target | setting | change | where |\n|---|---|---|---|---|\n';
  const of = (picks: (change: Change) => boolean) => changeRows(plan.changes.filter(picks)).map(changeRow);
  add(
    'Weakens auditing or loses history',
    table,
    of((change) => change.direction === 'weakens' || change.historyLoss),
  );
  add('Problems', '', problemRows(plan.problems));
  add(
    'Strengthens auditing',
    table,
    of((change) => change.direction === 'strengthens' && !change.historyLoss),
  );
  add(
    'Direction unknown',
    table,
    of((change) => change.direction === 'unknown' && !change.historyLoss),
  );
  add(
    'Neutral',
    table,
    of((change) => change.direction === 'neutral' && !change.historyLoss),
  );
  add(
    'Cannot be verified',
    '',
    plan.targets
      .filter(({ unverifiable }) => unverifiable.length > 0)
      .map((target) => `- ${markdownCode(target.address)} ${target.unverifiable.map(markdownCode).join(', ')}\n`),
  );
  add('Steps, in order', '', stepRows(plan));
  add(
    'Outcome',
    '',
    (plan.outcome ?? []).map(
      (outcome) =>
        `- ${outcome.status} ${markdownCode(outcome.operation)}${outcome.error === null ? '' : ` ${markdownText(outcome.error)}`}\n`,
    ),
  );
  return parts.join('');
}

function changeRow(change: ChangeRow): string {
  const { subject, values } = change;
  const marks = [
    change.historyLoss ? '**loses history**' : '',
    change.waiver === null
      ? ''
      : `waived until ${change.waiver.until} by ${markdownText(change.waiver.owner)}: ${markdownText(change.waiver.reason)}`,
  ].filter((mark) => mark !== '');
  const where = change.origin === null ? '' : markdownCode(`${change.origin.file}:${change.origin.line}`);
  return `| ${SYMBOLS[change.direction]} | ${markdownCode(change.address)} | ${markdownCode(subject)} | ${markdownText(values)}${marks.length > 0 ? ` (${marks.join('; ')})` : ''} | ${where} |\n`;
}

function stepRows(plan: AppliedPlan): string[] {
  const summaries = new Map(plan.operations.map((operation) => [operation.id, operation.summary]));
  return plan.waves.flatMap((wave, index) =>
    wave.map((id) => `- ${index + 1}\\. ${markdownCode(id)} ${markdownText(summaries.get(id) ?? '')}\n`),
  );
}
