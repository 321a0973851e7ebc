import type { AppliedPlan } from './applied-plan.ts';
import type { View } from './change-words.ts';
import { driftText } from './drift-text.ts';
import { jsonText } from './json-text.ts';
import type { Palette } from './palette.ts';
import { outcomesText, planText } from './plan-text.ts';

/** A plan in any format; with view `drift`, told as what was changed at the vendor. */
export async function renderPlan(
  plan: AppliedPlan,
  format: string,
  palette: Palette,
  view: View = 'plan',
): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText(plan);
    case 'markdown':
      return (await import('./plan-markdown.ts')).planMarkdown(plan, view);
    case 'sarif':
      return (await import('./plan-sarif.ts')).planSarif(plan, view);
    case 'junit':
      return (await import('./plan-junit.ts')).planJunit(plan, view);
    case 'html':
      return (await import('./plan-html.ts')).planHtml(plan, view);
    default:
      if (view === 'drift') return driftText(plan, palette);
      return plan.outcome === undefined ? planText(plan, palette) : outcomesText(plan.outcome, palette);
  }
}
