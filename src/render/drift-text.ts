import type { Plan } from '../model/plan.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { Palette } from './palette.ts';
import { problemText } from './problems-text.ts';
import { reviewSections } from './review.ts';
import { sectionText } from './section-text.ts';

/** Drift for people: what happened at the vendor, worst first. It is the plan seen from the other side. */
export function driftText(plan: AppliedPlan, palette: Palette): string {
  const parts = reviewSections(plan, 'drift').map((section) => sectionText(section, palette));
  const problems = plan.problems
    .filter(({ code }) => code !== 'AF410' && code !== 'AF411')
    .map((problem) => `${problemText(problem, palette)}\n`);
  return [...parts, ...problems, `${driftSummary(plan, palette)}\n`].join('\n');
}

/** One sentence: is there drift, and of how many targets could it be told. */
export function driftSummary({ summary }: Plan, palette: Palette): string {
  const told = summary.targets - summary.unreadable - summary.blocked;
  const unread =
    summary.unreadable + summary.blocked === 0 ? '' : `, ${summary.unreadable} unreadable, ${summary.blocked} blocked`;
  const hidden =
    summary.unverifiable === 0
      ? ''
      : `; ${summary.unverifiable} ${summary.unverifiable === 1 ? 'setting' : 'settings'} cannot be verified`;
  const clean =
    summary.changed === 0 && unread === ''
      ? palette.green('No drift')
      : summary.changed === 0
        ? 'No drift where it could be told'
        : palette.red(`Drift in ${summary.changed} of ${told}`);
  return `${clean}: ${summary.targets} ${summary.targets === 1 ? 'target' : 'targets'}${unread}${hidden}.`;
}
