import type { Direction } from '../model/change.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Annotation, SchemaNode } from '../schema/annotations.ts';

/** What a change from one value to another means for the audit trail. `null` or undefined: nothing was, or will be, there. */
export function directionOf(
  node: SchemaNode | null,
  before: Json | undefined,
  after: Json | undefined,
  siblings: JsonObject = {},
): Direction {
  const { stronger } = node?.annotation ?? {};
  if (stronger === 'present' && (isNothing(before) || isNothing(after)))
    return isNothing(before) ? 'strengthens' : 'weakens';
  if (isObject(before) || isObject(after)) return worst(memberDirections(node, before, after));
  if (Array.isArray(before) || Array.isArray(after)) return worst(setDirections(node, before, after, siblings));
  if (stronger === undefined) return 'neutral';
  if (stronger === 'unknown') return 'unknown';
  if (stronger === 'unchanged') return isNothing(before) ? 'neutral' : 'weakens';
  const step = rank(node!.annotation, after) - rank(node!.annotation, before);
  return step > 0 ? 'strengthens' : step < 0 ? 'weakens' : 'neutral';
}

/** Direction of a member's coming into or going out of a set. `reversed`: a sibling turns the set's meaning round. */
export function memberDirection({ stronger }: Annotation, added: boolean, reversed: boolean): Direction {
  if (stronger !== 'more' && stronger !== 'fewer') return 'neutral';
  return ((stronger === 'more') !== reversed) === added ? 'strengthens' : 'weakens';
}

/** Whether a sibling turns the meaning of a set round: what is added to an exclusive filter is left out. */
export function isReversed({ reversedBy }: Annotation, siblings: JsonObject): boolean {
  return Object.entries(reversedBy ?? {}).some(([sibling, value]) => siblings[sibling] === value);
}

/** True when the vendor deletes existing records because of the change. */
export function losesHistory(node: SchemaNode | null, before: Json | undefined, after: Json | undefined): boolean {
  const { historyLoss, off } = node?.annotation ?? {};
  if (isObject(before) && isObject(after))
    return Object.keys(after).some((key) => losesHistory(node?.child(key) ?? null, before[key], after[key]));
  if (historyLoss === undefined || isNothing(before) || isNothing(after) || before === after) return false;
  if (historyLoss !== 'lower') return after === historyLoss;
  // Switching off is weakening; whether it deletes records is a setting of its own where a vendor offers it.
  return after !== off && before !== off && rank(node!.annotation, after) < rank(node!.annotation, before);
}

function memberDirections(node: SchemaNode | null, before: Json | undefined, after: Json | undefined): Direction[] {
  const siblings: JsonObject = { ...(isObject(before) ? before : {}), ...(isObject(after) ? after : {}) };
  const at = (value: Json | undefined, key: string) => (isObject(value) ? value[key] : undefined);
  return Object.keys(siblings).map((key) =>
    directionOf(node?.child(key) ?? null, at(before, key), at(after, key), siblings),
  );
}

function setDirections(
  node: SchemaNode | null,
  before: Json | undefined,
  after: Json | undefined,
  siblings: JsonObject,
): Direction[] {
  const [old, next] = [before, after].map((value) => (Array.isArray(value) ? value.map(String) : []));
  const annotation = node?.annotation ?? {};
  const reversed = isReversed(annotation, siblings);
  const added = next!.filter((item) => !old!.includes(item)).map(() => memberDirection(annotation, true, reversed));
  const removed = old!.filter((item) => !next!.includes(item)).map(() => memberDirection(annotation, false, reversed));
  return [...added, ...removed];
}

function worst(directions: readonly Direction[]): Direction {
  return (
    (['weakens', 'unknown', 'strengthens'] as const).find((direction) => directions.includes(direction)) ?? 'neutral'
  );
}

function rank({ stronger, off, unlimited }: Annotation, value: Json | undefined): number {
  if (Array.isArray(stronger)) return Math.max(stronger.indexOf(value as string), 0);
  // A switch that is not there is not on.
  if (typeof stronger === 'boolean') return (value ?? false) === stronger ? 1 : 0;
  if (isNothing(value) || value === off) return Number.NEGATIVE_INFINITY;
  const amount = value === unlimited ? Number.POSITIVE_INFINITY : Number(value);
  return stronger === 'lower' ? -amount : amount;
}

function isNothing(value: Json | undefined): value is null | undefined {
  return value === null || value === undefined;
}
