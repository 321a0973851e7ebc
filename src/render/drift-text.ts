import type { Direction } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import { changeRows, type ChangeRow } from './describe-change.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';
import { problemText } from './problems-text.ts';

/** Drift is the plan seen from the other side: a change that strengthens undoes something that was weakened. */
const WHAT_HAPPENED: Readonly<Record<Direction, string>> = {
  strengthens: 'Auditing was weakened at the vendor',
  weakens: 'Auditing was strengthened at the vendor; putting the manifest back would weaken it',
  unknown: 'Changed at the vendor, direction unknown',
  neutral: 'Changed at the vendor, neutral for the audit trail',
};

/** Drift for people: what happened at the vendor, worst first. */
export function driftText(plan: Plan, palette: Palette): string {
  const parts = (['strengthens', 'weakens', 'unknown', 'neutral'] as const).map((direction) =>
    section(plan, direction, palette),
  );
  const problems = plan.problems
    .filter(({ code }) => code !== 'AF410' && code !== 'AF411')
    .map((problem) => `${problemText(problem, palette)}\n`);
  return [...parts, ...problems, lastLine(plan, palette)].filter((part) => part !== '').join('\n');
}

function section(plan: Plan, direction: Direction, palette: Palette): string {
  const changes = plan.changes.filter((change) => change.direction === direction);
  if (changes.length === 0) return '';
  // Told from the vendor's side: what the manifest says is what was there before.
  const rows = changeRows(changes.map((change) => ({ ...change, before: change.after, after: change.before })));
  const title =
    direction === 'strengthens'
      ? palette.red(palette.bold(WHAT_HAPPENED[direction]))
      : palette.bold(WHAT_HAPPENED[direction]);
  return `${title} (${changes.length})\n${rows.map((row) => `${rowText(row, palette)}\n`).join('')}`;
}

function rowText({ address, subject, values, origin }: ChangeRow, palette: Palette): string {
  const where = origin === null ? '' : palette.dim(`  ${printable(origin.file)}:${origin.line}`);
  return `  ${address}  ${printable(subject)}: ${values}${where}`;
}

function lastLine({ summary }: Plan, palette: Palette): string {
  const told = summary.targets - summary.unreadable - summary.blocked;
  const unread =
    summary.unreadable + summary.blocked === 0 ? '' : `, ${summary.unreadable} unreadable, ${summary.blocked} blocked`;
  const hidden = summary.unverifiable === 0 ? '' : `; ${summary.unverifiable} settings cannot be verified`;
  const clean =
    summary.changed === 0 && unread === ''
      ? palette.green('No drift')
      : summary.changed === 0
        ? 'No drift where it could be told'
        : palette.red(`Drift in ${summary.changed} of ${told}`);
  return `${clean}: ${summary.targets} ${summary.targets === 1 ? 'target' : 'targets'}${unread}${hidden}.\n`;
}
