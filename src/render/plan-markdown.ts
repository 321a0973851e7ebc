import type { AppliedPlan } from './applied-plan.ts';
import type { View } from './change-words.ts';
import { driftSummary } from './drift-text.ts';
import { fitParts, MARKDOWN_BUDGET, type MarkdownPart, type MarkdownRow } from './markdown-budget.ts';
import { markdownCode, markdownPieces, markdownText } from './markdown-text.ts';
import { createPalette } from './palette.ts';
import { planSummary } from './plan-summary.ts';
import { problemRow } from './problems-markdown.ts';
import { bySeverity, callOf, NO_CALL, type ReviewRow, type ReviewSection, reviewSections } from './review.ts';

const SYMBOLS = { strengthens: '🟢 +', weakens: '🔴 −', neutral: '⚪ ~', unknown: '🟡 ?' } as const;
const VERDICTS = { 'in-sync': '✅', ready: '🔵', 'needs-consent': '⚠️', blocked: '⛔' } as const;
const TABLE = '| | target | change | manifest line | CALL |\n|---|---|---|---|---|\n';
const CALLS = { by: 'vendor call', 'put back by': 'put back by' } as const;

/** The plan as a pull-request comment: worst first, below 60,000 characters, cut between rows with an exact count. */
export function planMarkdown(plan: AppliedPlan, view: View = 'plan'): string {
  const sections = reviewSections(plan, view);
  const plainly = createPalette(false);
  const title =
    view === 'plan'
      ? `## ${VERDICTS[plan.verdict]} auditform: ${plan.verdict}\n\n${markdownText(planSummary(plan, plainly))}\n`
      : `## auditform drift\n\n${markdownText(driftSummary(plan, plainly))}\n`;
  const problems = bySeverity(plan.problems).filter(
    ({ code }) => view === 'plan' || (code !== 'AF410' && code !== 'AF411'),
  );
  const [errors, others] = [true, false].map((wanted) =>
    problems.filter(({ severity }) => (severity === 'error') === wanted),
  );
  const parts = [
    ...sections.filter(({ kind }) => kind === 'worst').map(changePart),
    // A flood of errors must not drown the changes.
    { ...list('⛔ Errors', 'errors', errors!.map(problemRow), false), share: 0.3 },
    { ...list('Outcome', 'steps', outcomeRows(plan), false), share: 0.3 },
    ...sections.filter(({ kind }) => kind !== 'worst').map(changePart),
    list('Warnings and notes', 'warnings and notes', others!.map(problemRow), true),
    list('Cannot be verified: the vendor does not show them', 'targets', unverifiableRows(plan), true),
    list('Steps, in order', 'steps', view === 'plan' ? stepRows(plan) : [], true),
  ];
  const { text } = fitParts(parts, MARKDOWN_BUDGET - title.length);
  return title + text;
}

function changePart({ kind, title, rows, verb }: ReviewSection): MarkdownPart {
  const head = TABLE.replace('CALL', CALLS[verb]);
  return { title, noun: 'changes', head, rows: rows.map(changeRow), folded: kind === 'rest' };
}

function changeRow({ seen, address, words, setting, marks, aside, place, calls, changes }: ReviewRow): MarkdownRow {
  const loud =
    marks.map((mark) => ` **${markdownText(mark)}**`).join('') + (aside === null ? '' : `; ${markdownText(aside)}`);
  const cells = [
    SYMBOLS[seen],
    markdownCode(address),
    `${markdownPieces(words)} (${markdownCode(setting)})${loud}`,
    place === '' ? '' : markdownCode(place),
    calls.length === 0 ? NO_CALL : calls.map(markdownCode).join(', '),
  ];
  return { text: `| ${cells.join(' | ')} |\n`, count: changes.length };
}

function list(title: string, noun: string, rows: readonly string[], folded: boolean): MarkdownPart {
  return { title, noun, head: '', rows: rows.map((text) => ({ text, count: 1 })), folded };
}

function unverifiableRows(plan: AppliedPlan): string[] {
  return plan.targets
    .filter(({ unverifiable }) => unverifiable.length > 0)
    .map(({ address, unverifiable }) => {
      const more = unverifiable.length > 30 ? ` and ${unverifiable.length - 30} more` : '';
      return `- ${markdownCode(address)} ${unverifiable.slice(0, 30).map(markdownCode).join(', ')}${more}\n`;
    });
}

function stepRows(plan: AppliedPlan): string[] {
  const operations = new Map(plan.operations.map((operation) => [operation.id, operation]));
  return plan.waves.flatMap((wave, index) =>
    wave.map((id) => {
      const summary = operations.get(id)?.summary ?? '';
      const call = callOf(summary);
      return `- ${index + 1}\\. ${markdownCode(call)}${markdownText(summary.slice(call.length))} (${markdownCode(id)})\n`;
    }),
  );
}

/** What went wrong first. */
function outcomeRows(plan: AppliedPlan): string[] {
  const rank = { failed: 0, uncertain: 1, refused: 2, 'not-run': 3, done: 4 };
  return [...(plan.outcome ?? [])]
    .sort((left, right) => rank[left.status] - rank[right.status])
    .map(({ status, operation, error, note }) => {
      const says = [error, note].filter((text) => text != null).map((text) => ` ${markdownText(text)}`);
      return `- ${status} ${markdownCode(operation)}${says.join('')}\n`;
    });
}
