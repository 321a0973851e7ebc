import type { PlannedTarget } from '../model/plan.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { View } from './change-words.ts';
import { driftSummary } from './drift-text.ts';
import { type HtmlRow, htmlPage, htmlSection, htmlTable } from './html-page.ts';
import { htmlCode, htmlPieces, htmlText } from './html-text.ts';
import { whyInOrder } from './order-reasons.ts';
import { createPalette } from './palette.ts';
import { planSummary } from './plan-summary.ts';
import { planTiles } from './plan-tiles.ts';
import { posturePicture } from './posture-picture.ts';
import { postureSentences } from './posture-words.ts';
import { problemTable } from './problems-html.ts';
import { NO_CALL, type ReviewRow, type ReviewSection, reviewSections } from './review.ts';
import { stepsPicture } from './steps-picture.ts';

const SIGNS = {
  strengthens: '+ strengthens',
  weakens: '− weakens',
  neutral: '~ neutral',
  unknown: '? unknown',
} as const;
const HEADS = ['direction', 'target', 'change', 'manifest line'];

/** One self-contained page without scripts: worst first, pictures of the steps and of what is recorded before and after, everything in it. */
export function planHtml(plan: AppliedPlan, view: View = 'plan'): string {
  const sections = reviewSections(plan, view);
  const problems = plan.problems.filter(({ code }) => view === 'plan' || (code !== 'AF410' && code !== 'AF411'));
  const [errors, others] = [true, false].map((wanted) =>
    problems.filter(({ severity }) => (severity === 'error') === wanted),
  );
  const title = view === 'plan' ? `auditform plan: ${plan.verdict}` : 'auditform drift';
  const said = view === 'plan' ? planSummary : driftSummary;
  const parts = [
    ...sections.filter(({ kind }) => kind === 'worst').map(changeSection),
    htmlSection('errors', `Errors (${errors!.length})`, problemTable(errors!)),
    htmlSection('outcome', `Outcome (${plan.outcome?.length ?? 0})`, outcomeTable(plan)),
    ...sections.filter(({ kind }) => kind !== 'worst').map(changeSection),
    htmlSection('posture', 'What is recorded', postureBody(plan, sections, view)),
    view === 'plan'
      ? htmlSection('steps', `Steps, in order (${plan.operations.length})`, stepsBody(plan, sections))
      : '',
    htmlSection('notes', `Warnings and notes (${others!.length})`, problemTable(others!), others!.length > 20),
    htmlSection('unverifiable', 'Cannot be verified: the vendor does not show them', unverifiableTable(plan)),
  ].filter((part) => part !== '');
  return htmlPage(title, [
    `<h1>${htmlText(title)}</h1>\n<p class="verdict ${htmlText(plan.verdict)}">${htmlText(said(plan, createPalette(false)))}</p>\n`,
    planTiles(plan),
    navigation(parts),
    ...parts,
    `<p class="soft">Plan ${htmlCode(plan.id)}, made ${htmlText(plan.made.at)} by auditform ${htmlText(plan.made.version)}.</p>\n`,
  ]);
}

function changeSection({ kind, title, count, rows, verb }: ReviewSection): string {
  // What weakens is there to be seen, not to be opened.
  const open = kind === 'worst' ? 2_000 : undefined;
  const table = htmlTable(
    [...HEADS, verb === 'by' ? 'vendor call' : verb],
    rows.map(changeRow),
    ['sign-column', 'c20', '', 'c15', 'c18'],
    open,
  );
  return htmlSection(kind, `${title} (${count})`, table, kind === 'rest' && rows.length > 20);
}

function changeRow({ seen, address, words, setting, marks, aside, place, calls }: ReviewRow): HtmlRow {
  const loud = marks.length === 0 ? '' : `<br><span class="mark">${htmlText(marks.join(', '))}</span>`;
  const waived = aside === null ? '' : `<br><span class="soft">${htmlText(aside)}</span>`;
  return {
    kind: seen,
    cells: [
      `<span class="sign">${SIGNS[seen]}</span>`,
      htmlCode(address),
      `${htmlPieces(words)} <span class="soft">(${htmlCode(setting)})</span>${loud}${waived}`,
      htmlCode(place),
      calls.length === 0 ? NO_CALL : calls.map(htmlCode).join('<br>'),
    ],
  };
}

function postureBody(plan: AppliedPlan, sections: readonly ReviewSection[], view: View): string {
  const targets = targetsByWeight(plan, sections).filter(({ status }) => status !== 'in-sync');
  const sides: [string, string] = view === 'plan' ? ['Before', 'After'] : ['At the vendor', 'In the manifest'];
  const rows = targets.map(({ address, posture }) => ({
    kind: '',
    cells: [
      htmlCode(address),
      ...[posture.live, posture.desired].map((side) => postureSentences(side).map(htmlText).join('<br>')),
    ],
  }));
  if (rows.length === 0) return '';
  const table = htmlTable(['target', ...sides], rows);
  return `${posturePicture(targets, sides)}<details><summary>In words (${rows.length})</summary>\n${table}</details>\n`;
}

function stepsBody(plan: AppliedPlan, sections: readonly ReviewSection[]): string {
  const seen = new Map<string, string>();
  for (const { rows } of sections)
    for (const row of rows) for (const { id } of row.changes) seen.set(id, row.historyLoss ? 'weakens' : row.seen);
  const operations = new Map(plan.operations.map((operation) => [operation.id, operation]));
  const kindOf = (id: string) => {
    const kinds = new Set(operations.get(id)?.realises.map((change) => seen.get(change)));
    return (['weakens', 'unknown'] as const).find((kind) => kinds.has(kind)) ?? '';
  };
  const picture = stepsPicture(
    plan,
    targetsByWeight(plan, sections).map(({ address }) => address),
    kindOf,
  );
  const reasons = whyInOrder(plan).map(({ before, after, because }, index) => ({
    kind: '',
    cells: [String(index + 1), htmlCode(before), htmlCode(after), htmlText(because)],
  }));
  const steps = plan.waves.flatMap((wave, index) =>
    wave.map((id) => ({
      kind: '',
      cells: [String(index + 1), htmlCode(id), htmlText(operations.get(id)?.summary ?? '')],
    })),
  );
  const why =
    reasons.length === 0
      ? ''
      : `<h3>Why in this order</h3>\n${htmlTable(['arrow', 'first', 'then', 'because'], reasons)}`;
  return `${picture}${why}<h3>All steps</h3>\n${htmlTable(['wave', 'step', 'vendor call'], steps)}`;
}

/** Targets of the worst changes first, then those that nothing can be told of. */
function targetsByWeight(plan: AppliedPlan, sections: readonly ReviewSection[]): PlannedTarget[] {
  const rank = new Map<string, number>();
  sections.forEach(({ rows }, index) => {
    for (const { address } of rows) if (!rank.has(address)) rank.set(address, index);
  });
  const weight = ({ address, status }: PlannedTarget) =>
    status === 'unreadable' || status === 'blocked' ? 0.5 : (rank.get(address) ?? 9);
  return [...plan.targets].sort((left, right) => weight(left) - weight(right));
}

function unverifiableTable({ targets }: AppliedPlan): string {
  const rows = targets
    .filter(({ unverifiable }) => unverifiable.length > 0)
    .map(({ address, unverifiable }) => ({
      kind: '',
      cells: [htmlCode(address), unverifiable.map(htmlCode).join(' ')],
    }));
  return htmlTable(['target', 'settings'], rows);
}

function outcomeTable({ outcome }: AppliedPlan): string {
  const rows = (outcome ?? []).map(({ status, operation, error, note }) => ({
    kind: status === 'done' ? 'strengthens' : status === 'failed' ? 'weakens' : 'unknown',
    cells: [
      `<span class="sign">${status === 'done' ? '✔' : status === 'failed' ? '✖' : '?'} ${htmlText(status)}</span>`,
      htmlCode(operation),
      [error, note]
        .filter((text) => text != null)
        .map(htmlText)
        .join('<br>'),
    ],
  }));
  return htmlTable(['status', 'step', 'what the vendor said'], rows);
}

/** Links to the sections, by the headings that they have. */
function navigation(parts: readonly string[]): string {
  const links = parts.flatMap((part) => {
    const found = /<section id="([\w-]+)"[^>]*>.*?<h2[^>]*>(.*?)<\/h2>/s.exec(part);
    return found === null ? [] : [`<li><a href="#${found[1]}">${found[2]}</a></li>`];
  });
  return links.length < 2 ? '' : `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>\n`;
}
