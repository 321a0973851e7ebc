import type { Change } from '../model/change.ts';
import { pointer } from '../model/pointer.ts';
import { changeWords, type View } from './change-words.ts';
import type { Piece } from './pieces.ts';
import { settingOf } from './setting-of.ts';

/** One line of a report: a change in words, or the changes of one set that are alike. */
export interface ChangeRow extends Pick<Change, 'address' | 'direction' | 'historyLoss' | 'waiver' | 'origin'> {
  /** As the manifest writes it, such as `audit_options.retention_days`. */
  readonly setting: string;
  readonly words: readonly Piece[];
  readonly changes: readonly Change[];
}

/** What weakens is shown whole, on as many rows as it takes; of other members of a set this many tell what is meant. */
const SHOWN_MEMBERS = 12;
const MEMBERS_A_ROW = 25;

/**
 * Rows for changes, in their order; members that come into or go out of one set in the same way share a row, unless each
 * is wanted `apart`.
 */
export function changeRows(changes: readonly Change[], view: View = 'plan', apart = false): ChangeRow[] {
  if (apart) return changes.map((change) => row([change], view));
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = groupKey(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()].flatMap((group) =>
    inWhole(group[0]!, view) ? chunks(group, MEMBERS_A_ROW).map((part) => row(part, view)) : [row(group, view)],
  );
}

function inWhole({ direction, historyLoss }: Change, view: View): boolean {
  return direction === (view === 'plan' ? 'weakens' : 'strengthens') || historyLoss;
}

function row(changes: readonly Change[], view: View): ChangeRow {
  const { address, direction, historyLoss, waiver, origin } = changes[0]!;
  const { steps, set } = settingOf(changes[0]!);
  return {
    address,
    direction,
    historyLoss,
    waiver,
    origin,
    setting: (set ? steps.slice(0, -1) : steps).join('.'),
    words: changeWords(changes, view, inWhole(changes[0]!, view) ? undefined : SHOWN_MEMBERS),
    changes,
  };
}

/** Changes with the same key may share a row. */
function groupKey(change: Change): string {
  const { steps, set } = settingOf(change);
  if (!set) return change.id;
  const { address, direction, historyLoss, waiver, origin, after } = change;
  const where = pointer(...steps.slice(0, -1));
  return JSON.stringify([address, where, direction, historyLoss, waiver, origin, after !== null]);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
