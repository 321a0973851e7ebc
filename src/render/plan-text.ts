import type { Change } from '../model/change.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { type ChangeRow, changeRows } from './describe-change.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';
import { problemText } from './problems-text.ts';

const SECTIONS = [
  {
    title: 'Weakens auditing or loses history',
    picks: (change: Change) => change.direction === 'weakens' || change.historyLoss,
  },
  {
    title: 'Strengthens auditing',
    picks: (change: Change) => change.direction === 'strengthens' && !change.historyLoss,
  },
  { title: 'Direction unknown', picks: (change: Change) => change.direction === 'unknown' && !change.historyLoss },
  { title: 'Neutral', picks: (change: Change) => change.direction === 'neutral' && !change.historyLoss },
] as const;
const SYMBOLS = { strengthens: '+', weakens: '-', neutral: '~', unknown: '?' } as const;

/** The plan for people: what weakens first, then the rest, the steps in order, what cannot be told, and a last line that sums up. */
export function planText(plan: Plan, palette: Palette): string {
  return [
    changesText(plan, palette),
    stepsText(plan, palette),
    unverifiableText(plan, palette),
    problemSection(plan, palette),
    `${summaryText(plan, palette)}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function changesText(plan: Plan, palette: Palette): string {
  const parts = SECTIONS.map(({ title, picks }, index) => {
    const picked = plan.changes.filter(picks);
    if (picked.length === 0) return '';
    const heading =
      index === 0
        ? palette.red(palette.bold(`${title} (${picked.length})`))
        : palette.bold(`${title} (${picked.length})`);
    return `${heading}\n${changeRows(picked)
      .map((row) => `${changeText(row, palette)}\n`)
      .join('')}`;
  });
  return parts.filter((part) => part !== '').join('\n');
}

function changeText(row: ChangeRow, palette: Palette): string {
  const { address, subject, values, direction, origin, historyLoss, waiver } = row;
  const colour = { strengthens: palette.green, weakens: palette.red, neutral: palette.cyan, unknown: palette.yellow }[
    direction
  ];
  const loss = historyLoss ? palette.red(' LOSES HISTORY') : '';
  const where = origin === null ? '' : palette.dim(`  ${printable(origin.file)}:${origin.line}`);
  const consent =
    waiver === null
      ? ''
      : `\n      waived until ${waiver.until} by ${printable(waiver.owner)}: ${printable(waiver.reason)}`;
  return `  ${colour(`${SYMBOLS[direction]} ${address}  ${printable(subject)}: ${values}`)}${loss}${where}${consent}`;
}

function stepsText(plan: Plan, palette: Palette): string {
  if (plan.operations.length === 0) return '';
  const summaries = new Map(plan.operations.map((operation) => [operation.id, operation.summary]));
  const steps = plan.waves.flatMap((wave, index) =>
    wave.map((id) => `  ${index + 1}. ${id}  ${palette.dim(printable(summaries.get(id) ?? ''))}\n`),
  );
  return `${palette.bold('Steps, in order')}\n${steps.join('')}`;
}

function unverifiableText(plan: Plan, palette: Palette): string {
  const rows = plan.targets
    .filter(({ unverifiable }) => unverifiable.length > 0)
    .map((target) => `  ${target.address}  ${target.unverifiable.join(', ')}\n`);
  return rows.length === 0
    ? ''
    : `${palette.bold('Cannot be verified: the vendor does not show them')}\n${rows.join('')}`;
}

function problemSection(plan: Plan, palette: Palette): string {
  const rank = { error: 0, warning: 1, note: 2 };
  const shown = [...plan.problems].sort((left, right) => rank[left.severity] - rank[right.severity]);
  return shown.length === 0
    ? ''
    : `${palette.bold('Problems')}\n${shown.map((problem) => `  ${problemText(problem, palette).replaceAll('\n', '\n  ')}\n`).join('')}`;
}

/** `Plan: 5 targets, 3 in sync, …`: the numbers of `summary`, zeros left out. */
export function summaryText({ summary, verdict }: Plan, palette: Palette): string {
  const counts: [number, string][] = [
    [summary.inSync, 'in sync'],
    [summary.changed, 'to change'],
    [summary.blocked, 'blocked'],
    [summary.unreadable, 'unreadable'],
  ];
  const directions: [number, string][] = [
    [summary.weakens, 'weaken'],
    [summary.historyLoss, 'lose history'],
    [summary.strengthens, 'strengthen'],
    [summary.unknown, 'unknown'],
    [summary.neutral, 'neutral'],
  ];
  const list = (entries: [number, string][]) =>
    entries
      .filter(([count]) => count > 0)
      .map(([count, words]) => `${count} ${words}`)
      .join(', ');
  const details = list(directions);
  const colour = {
    'in-sync': palette.green,
    ready: palette.cyan,
    'needs-consent': palette.yellow,
    blocked: palette.red,
  }[verdict];
  const changes = details === '' ? '' : ` Changes: ${details}.`;
  const hidden = summary.unverifiable === 0 ? '' : ` Cannot be verified: ${summary.unverifiable} settings.`;
  return `Plan: ${summary.targets} ${summary.targets === 1 ? 'target' : 'targets'}: ${list(counts) || 'none'}.${changes}${hidden} Verdict: ${colour(palette.bold(verdict))}`;
}

/** What became of each operation; everything done is one line each, the rest says why. */
export function outcomesText(outcomes: readonly Outcome[], palette: Palette): string {
  const colour = {
    done: palette.green,
    failed: palette.red,
    refused: palette.red,
    uncertain: palette.yellow,
    'not-run': palette.dim,
  };
  const row = (outcome: Outcome) =>
    `  ${colour[outcome.status](outcome.status)} ${outcome.operation}${[outcome.error, outcome.note]
      .filter((text) => text != null)
      .map((text) => `\n      ${printable(text)}`)
      .join('')}\n`;
  return `${palette.bold('Outcome')}\n${outcomes.map(row).join('')}`;
}
