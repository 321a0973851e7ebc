import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Palette } from './palette.ts';
import { planSummary } from './plan-summary.ts';
import { oneLine } from './printable.ts';
import { problemText } from './problems-text.ts';
import { bySeverity, reviewSections } from './review.ts';
import { sectionText } from './section-text.ts';

/** The plan for people: what weakens first, then the rest, the steps in order, what cannot be told, and a last line that sums up. */
export function planText(plan: Plan, palette: Palette): string {
  return [
    ...reviewSections(plan).map((section) => sectionText(section, palette)),
    stepsText(plan, palette),
    unverifiableText(plan, palette),
    problemSection(plan, palette),
    `${planSummary(plan, palette)}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function stepsText(plan: Plan, palette: Palette): string {
  if (plan.operations.length === 0) return '';
  const summaries = new Map(plan.operations.map((operation) => [operation.id, operation.summary]));
  const steps = plan.waves.flatMap((wave, index) =>
    wave.map((id) => `  ${index + 1}. ${oneLine(id)}  ${palette.dim(oneLine(summaries.get(id) ?? ''))}\n`),
  );
  return `${palette.bold('Steps, in order')}\n${steps.join('')}`;
}

function unverifiableText(plan: Plan, palette: Palette): string {
  const rows = plan.targets
    .filter(({ unverifiable }) => unverifiable.length > 0)
    .map((target) => `  ${oneLine(target.address)}  ${target.unverifiable.map(oneLine).join(', ')}\n`);
  return rows.length === 0
    ? ''
    : `${palette.bold('Cannot be verified: the vendor does not show them')}\n${rows.join('')}`;
}

function problemSection(plan: Plan, palette: Palette): string {
  const rows = bySeverity(plan.problems).map(
    (problem) => `  ${problemText(problem, palette).replaceAll('\n', '\n  ')}\n`,
  );
  return rows.length === 0 ? '' : `${palette.bold('Problems')}\n${rows.join('')}`;
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
    `  ${colour[outcome.status](outcome.status)} ${oneLine(outcome.operation)}${[outcome.error, outcome.note]
      .filter((text) => text != null)
      .map((text) => `\n      ${oneLine(text)}`)
      .join('')}\n`;
  return `${palette.bold('Outcome')}\n${outcomes.map(row).join('')}`;
}
