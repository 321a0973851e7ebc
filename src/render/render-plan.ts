import type { AppliedPlan } from './applied-plan.ts';
import type { Palette } from './palette.ts';
import { outcomesText, planText } from './plan-text.ts';

/** A plan in any format. */
export async function renderPlan(plan: AppliedPlan, format: string, palette: Palette): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(plan, null, 2)}\n`;
    case 'markdown':
      return (await import('./plan-markdown.ts')).planMarkdown(plan);
    case 'sarif':
      return (await import('./sarif.ts')).planSarif(plan);
    case 'junit':
      return (await import('./junit.ts')).planJunit(plan);
    case 'html':
      return (await import('./html.ts')).planHtml(plan);
    default:
      return plan.outcome === undefined ? planText(plan, palette) : outcomesText(plan.outcome, palette);
  }
}
