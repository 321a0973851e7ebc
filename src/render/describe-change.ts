import type { Change, Shown } from '../model/change.ts';
import { isObject, type Json } from '../model/json.ts';
import { pointer, tokens } from '../model/pointer.ts';
import { nodeAt, type SchemaNode, schemaNode } from '../schema/annotations.ts';
import { type Kind, kinds } from '../schema/kinds.ts';
import { printable } from './printable.ts';

/** One line of a report: a change in words, or the changes of one set that are alike. */
export interface ChangeRow extends Pick<Change, 'address' | 'direction' | 'historyLoss' | 'waiver' | 'origin'> {
  /** The setting, such as `audit_options.retention_days`. */
  readonly subject: string;
  /** Such as `30 days → 365 days` or `add GRANT, REVOKE`. */
  readonly values: string;
}

/** What weakens is shown whole; of other members of a set a reader needs no more than this to know what is meant. */
const SHOWN_MEMBERS = 12;

/** Rows for changes, in their order; members that come into or go out of one set in the same way share a row. */
export function changeRows(changes: readonly Change[]): ChangeRow[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = groupKey(change);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map(row);
}

/** Words for one change; units and set members come from the schema. */
export function describeChange(change: Change): Pick<ChangeRow, 'subject' | 'values'> {
  return row([change]);
}

function row(group: readonly Change[]): ChangeRow {
  const { address, direction, historyLoss, waiver, origin, before, after } = group[0]!;
  const { steps, node, set } = place(group[0]!);
  const rest = { address, direction, historyLoss, waiver, origin };
  if (!set) {
    const unit = node?.annotation.unit;
    const named = group[0]!.label === undefined ? '' : ` (${printable(group[0]!.label)})`;
    return { ...rest, subject: `${steps.join('.')}${named}`, values: `${value(before, unit)} → ${value(after, unit)}` };
  }
  const added = after !== null;
  const members = group.map((change) => memberText(change, added ? change.after : change.before));
  const whole = direction === 'weakens' || historyLoss || members.length <= SHOWN_MEMBERS;
  const shown = whole ? members : members.slice(0, SHOWN_MEMBERS - 1);
  const more = whole ? '' : ` and ${members.length - shown.length} more`;
  return {
    ...rest,
    subject: steps.slice(0, -1).join('.'),
    values: `${added ? 'add' : 'remove'} ${shown.join(', ')}${more}`,
  };
}

function memberText({ label }: Change, member: Shown): string {
  return label === undefined ? value(member) : `${printable(label)} (${value(member)})`;
}

function groupKey(change: Change): string {
  const { steps, set } = place(change);
  if (!set) return change.id;
  const { address, direction, historyLoss, waiver, origin, after } = change;
  return JSON.stringify([
    address,
    pointer(...steps.slice(0, -1)),
    direction,
    historyLoss,
    waiver,
    origin,
    after !== null,
  ]);
}

function place({ path, address }: Change): { steps: string[]; node: SchemaNode | null; set: boolean } {
  const steps = tokens(path);
  const root = schemaNode(kinds[address.split('/')[0] as Kind].schema).child('spec');
  const find = (way: readonly string[]) => (root === null ? null : nodeAt(root, way));
  return { steps, node: find(steps), set: find(steps.slice(0, -1))?.annotation.set === true };
}

function value(shown: Shown, unit?: string): string {
  if (shown === null) return '(none)';
  if (isObject(shown)) {
    if ('secret' in shown && shown.secret === true) return '(secret)';
    if ('hidden' in shown && shown.hidden === true) return '(not shown by the vendor)';
  }
  if (typeof shown === 'number') return unit === undefined ? String(shown) : `${shown} ${unit}`;
  if (typeof shown === 'string') return cut(shown.replaceAll('\n', ' '), 120);
  return cut(words(shown as Json), 240);
}

/** Lists and objects as a person writes them: `a, b` and `retention_days 365, capture_queries true`. */
function words(shown: Json): string {
  if (Array.isArray(shown)) return shown.length === 0 ? '(empty)' : shown.map(words).join(', ');
  if (!isObject(shown)) return String(shown);
  return Object.entries(shown)
    .map(([key, item]) => (isObject(item) ? `${key} (${words(item)})` : `${key} ${words(item)}`))
    .join(', ');
}

function cut(text: string, most: number): string {
  return printable(text.length > most ? `${text.slice(0, most - 3)}...` : text);
}
