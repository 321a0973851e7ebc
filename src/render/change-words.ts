import type { Change, Direction, Shown } from '../model/change.ts';
import type { SchemaNode, Words } from '../schema/annotations.ts';
import { code, type Piece, word } from './pieces.ts';
import { cut } from './printable.ts';
import { type Setting, settingOf } from './setting-of.ts';
import { changedWords, isHidden, UNSEEN, valueWords } from './value-words.ts';

/** From which side a difference is told: what the manifest will change, or what was changed at the vendor. */
export type View = 'plan' | 'drift';

const TURNED: Readonly<Record<Direction, Direction>> = {
  strengthens: 'weakens',
  weakens: 'strengthens',
  neutral: 'neutral',
  unknown: 'unknown',
};

/** What a change does to auditing, seen from one side: what the manifest would undo was done at the vendor. */
export function directionSeen(direction: Direction, view: View): Direction {
  return view === 'plan' ? direction : TURNED[direction];
}

/**
 * A change as a sentence, by the schema's `x-audit.words`; of several, which must be alike members of one set, the first
 * `most` are named.
 */
export function changeWords(group: readonly Change[], view: View, most = Number.POSITIVE_INFINITY): Piece[] {
  const first = group[0]!;
  const setting = settingOf(first);
  const [before, after] = view === 'plan' ? [first.before, first.after] : [first.after, first.before];
  const template = templateFor(setting, before, after, directionSeen(first.direction, view));
  const sentence = template.replaceAll(/\[([^|\]]*)\|([^\]]*)\]/g, view === 'plan' ? '$1' : '$2');
  const fill: Readonly<Record<string, () => readonly Piece[]>> = {
    '{change}': () => changedWords(before, after, setting.node),
    '{before}': () => valueWords(before, setting.node),
    '{after}': () => valueWords(after, setting.node),
    '{member}': () => members(group, setting, most),
    '{setting}': () => [word(setting.steps.join('.'))],
  };
  const parts = sentence.split(/(\{\w+\})/).filter((part) => part !== '');
  const said = parts.flatMap((part) => fill[part]?.() ?? [word(part)]);
  const unsure = isHidden(before) && !parts.includes('{change}') ? [word(UNSEEN)] : [];
  return [...itemWords(first, setting), ...said, ...unsure];
}

function templateFor({ node, set }: Setting, before: Shown, after: Shown, seen: Direction): string {
  const words: Words = node?.annotation.words ?? {};
  if (set) {
    const added = after !== null;
    const bare = added ? '{member} added' : '{member} removed';
    const told = seen === 'strengthens' || seen === 'weakens' ? words[seen] : undefined;
    return told ?? (added ? words.added : words.removed) ?? bare;
  }
  return pick(words.to, after, node) ?? pick(words.from, before, node) ?? words.change ?? '{setting}: {change}';
}

function pick(sentences: Words['to'], value: Shown, node: SchemaNode | null): string | undefined {
  // Nothing asked for is the vendor's default, where the schema knows it.
  const fallback = node?.schema.default;
  const known = value === null && fallback !== undefined && typeof fallback !== 'object' ? fallback : value;
  const key = typeof known === 'string' ? known : JSON.stringify(known);
  return sentences !== undefined && Object.hasOwn(sentences, key) ? sentences[key] : undefined;
}

function members(group: readonly Change[], setting: Setting, most: number): Piece[] {
  const shown = group.length <= most ? group : group.slice(0, most - 1);
  const named = shown.flatMap((change, index) => [
    ...(index === 0 ? [] : [word(', ')]),
    ...memberWords(change, setting),
  ]);
  return shown.length === group.length ? named : [...named, word(` and ${group.length - shown.length} more`)];
}

function memberWords({ label, before, after, path }: Change, { item, steps }: Setting): Piece[] {
  const member = after ?? before ?? steps.at(-1) ?? path;
  // In an item of a keyed list a label is the item's.
  if (label === undefined || item !== null) return [code(cut(String(member), 120))];
  return [code(cut(label, 120)), word(` (${cut(String(member), 120)})`)];
}

function itemWords({ label }: Change, { item }: Setting): Piece[] {
  if (item === null) return [];
  const { key, words } = item.list.annotation;
  const known = word(`${key} ${item.name}`);
  const [start, end] = (words?.item ?? '{item}: ').split('{item}');
  const name = label === undefined ? [known] : [code(cut(label, 120)), word(' ('), known, word(')')];
  return [word(start!), ...name, word(end!)];
}
