import type { Change, Direction } from '../model/change.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { AppliedPlan } from './applied-plan.ts';
import { type ChangeRow, changeRows } from './change-rows.ts';
import { directionSeen, type View } from './change-words.ts';
import { driftWords } from './drift-words.ts';
import { cut, oneLine } from './printable.ts';

/** One change, or changes that are alike, with all that a reviewer asks about it. */
export interface ReviewRow extends ChangeRow {
  /** What it does to auditing, from the side that the review is told from. */
  readonly seen: Direction;
  /** `file:line`, or nothing. */
  readonly place: string;
  /** Vendor calls that bring it about; none where nothing is planned for the target. */
  readonly calls: readonly string[];
  /** What must not be overlooked: `LOSES HISTORY`, `NEEDS CONSENT`. */
  readonly marks: readonly string[];
  /** Consent given in the manifest, `waived until …`; of drift, who moved and when. */
  readonly aside: string | null;
}

export interface ReviewSection {
  readonly kind: 'worst' | 'unknown' | 'stronger' | 'rest';
  readonly title: string;
  /** Changes, not rows. */
  readonly count: number;
  readonly rows: readonly ReviewRow[];
  /** Goes before the vendor calls. */
  readonly verb: 'by' | 'put back by';
}

const KINDS = ['worst', 'unknown', 'stronger', 'rest'] as const;
const TITLES: Readonly<Record<View, Readonly<Record<ReviewSection['kind'], string>>>> = {
  plan: {
    worst: 'Weakens auditing or loses history',
    unknown: 'Direction unknown',
    stronger: 'Strengthens auditing',
    rest: 'Neutral',
  },
  drift: {
    worst: 'Auditing was weakened at the vendor',
    unknown: 'Changed at the vendor, direction unknown',
    stronger: 'Auditing was strengthened at the vendor; putting the manifest back would weaken it',
    rest: 'Changed at the vendor, neutral for the audit trail',
  },
};

/** The changes of a plan in the order in which they deserve to be read; empty sections are left out. */
export function reviewSections(plan: AppliedPlan, view: View = 'plan', apart = false): ReviewSection[] {
  const rowsOf = rowMaker(plan, apart);
  // What only the manifest changed did not happen at the vendor: it is told as the plan that it is.
  const pending = new Set(
    (view === 'drift' ? (plan.drift ?? []) : []).filter(({ by }) => by === 'manifest').map(({ change }) => change),
  );
  const sections = KINDS.map((kind): ReviewSection => {
    const changes = plan.changes.filter((change) => !pending.has(change.id) && kindOf(change, view) === kind);
    const verb = view === 'plan' ? 'by' : 'put back by';
    return { kind, title: TITLES[view][kind], count: changes.length, rows: rowsOf(changes, view), verb };
  });
  const unapplied = plan.changes.filter(({ id }) => pending.has(id));
  const title = 'Changed in the manifest and not applied';
  const last: ReviewSection = {
    kind: 'rest',
    title,
    count: unapplied.length,
    rows: rowsOf(unapplied, 'plan'),
    verb: 'by',
  };
  return [...sections, last].filter(({ count }) => count > 0);
}

function rowMaker(plan: AppliedPlan, apart: boolean): (changes: readonly Change[], view: View) => ReviewRow[] {
  const callsOf = callFinder(plan);
  const originOf = originFinder(plan);
  return (changes, view) =>
    changeRows(changes, view, apart).map((row): ReviewRow => {
      const calls = callsOf(row);
      return {
        ...row,
        seen: directionSeen(row.direction, view),
        place: row.origin === null ? '' : `${row.origin.file}:${row.origin.line}`,
        calls,
        marks: marksOf(row, view, calls.length > 0),
        aside: view === 'plan' ? consentOf(row) : originOf(row),
      };
    });
}

/** What stands in the place of vendor calls where there are none. */
export const NO_CALL = 'no vendor call: nothing is planned for this target';

/** Errors first, in their order. */
export function bySeverity(problems: readonly Problem[]): Problem[] {
  const rank = { error: 0, warning: 1, note: 2 };
  return [...problems].sort((left, right) => rank[left.severity] - rank[right.severity]);
}

/** The vendor call in an operation's summary, without what it is for. */
export function callOf(summary: string): string {
  return summary.split(': ', 1)[0]!;
}

function kindOf(change: Change, view: View): ReviewSection['kind'] {
  const seen = directionSeen(change.direction, view);
  if (seen === 'weakens' || (view === 'plan' && change.historyLoss)) return 'worst';
  return seen === 'unknown' ? 'unknown' : seen === 'strengthens' ? 'stronger' : 'rest';
}

function marksOf(row: ChangeRow, view: View, planned: boolean): string[] {
  const loss = row.historyLoss ? [view === 'plan' ? 'LOSES HISTORY' : 'PUTTING IT BACK LOSES HISTORY'] : [];
  return view === 'plan' && planned && needsConsent(row) && row.waiver === null ? [...loss, 'NEEDS CONSENT'] : loss;
}

function consentOf(row: ChangeRow): string | null {
  if (row.waiver === null || !needsConsent(row)) return null;
  const { until, owner, reason } = row.waiver;
  return `waived until ${until} by ${cut(oneLine(owner), 120)}: ${cut(oneLine(reason), 400)}`;
}

/** Weakening and loss of history are done with consent only. */
export function needsConsent({ direction, historyLoss }: ChangeRow): boolean {
  return direction === 'weakens' || historyLoss;
}

function originFinder({ drift = [] }: AppliedPlan): (row: ChangeRow) => string | null {
  const origins = new Map(drift.map((one) => [one.change, driftWords(one)]));
  return ({ changes }) => [...new Set(changes.flatMap(({ id }) => origins.get(id) ?? []))].join(' / ') || null;
}

function callFinder({ operations }: Plan): (row: ChangeRow) => string[] {
  const calls = new Map<string, string[]>();
  for (const { realises, summary } of operations)
    for (const id of realises) {
      const known = calls.get(id);
      if (known === undefined) calls.set(id, [callOf(summary)]);
      else known.push(callOf(summary));
    }
  return ({ changes }) => [...new Set(changes.flatMap(({ id }) => calls.get(id) ?? []))];
}
