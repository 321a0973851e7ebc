import type { Shown } from '../model/change.ts';
import { isObject, type Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/annotations.ts';
import { code, type Piece, word } from './pieces.ts';
import { cut } from './printable.ts';
import { quantity, withUnit } from './quantity.ts';

const MOST_TEXT = 120;
const MOST_DATA = 240;

/** Where the vendor does not show what a change starts from. */
export const UNSEEN = ' (the vendor does not show what holds now)';

export function isHidden(shown: Shown): boolean {
  return isObject(shown) && standIn(shown) !== null;
}

/** One value: what it means, and what the vendor calls it. */
export function valueWords(shown: Shown, node: SchemaNode | null): Piece[] {
  const apart = standIn(shown);
  if (apart !== null) return [word(apart)];
  const reading = readingOf(shown, node);
  return reading === null ? raw(shown, node) : [word(`${reading} (`), ...raw(shown, node), word(')')];
}

/** `before → after`, with what the vendor calls them behind it where that says something else. */
export function changedWords(before: Shown, after: Shown, node: SchemaNode | null): Piece[] {
  if (before === null) return [...valueWords(after, node), word(' (not set before)')];
  if (isHidden(before)) return [...valueWords(after, node), word(UNSEEN)];
  if (standIn(after) !== null) return [...valueWords(before, node), word(` → ${standIn(after)}`)];
  const readings = [readingOf(before, node), readingOf(after, node)];
  const both = [...rawOf(before, node, false), word(' → '), ...raw(after, node)];
  if (readings.every((reading) => reading === null)) return both;
  const said = [before, after].map((value, index) => readings[index] ?? String(value));
  return [word(`${said[0]} → ${said[1]} (`), ...both, word(')')];
}

/** Members of lists and objects as a person writes them: `a, b` and `retention_days 365, capture_queries true`. */
function listed(shown: Json): string {
  if (Array.isArray(shown)) return shown.length === 0 ? '(empty)' : shown.map(listed).join(', ');
  if (!isObject(shown)) return String(shown);
  if (standIn(shown) !== null) return standIn(shown)!;
  return Object.entries(shown)
    .map(([key, item]) =>
      isObject(item) && standIn(item) === null ? `${key} (${listed(item)})` : `${key} ${listed(item)}`,
    )
    .join(', ');
}

function standIn(shown: Shown): string | null {
  if (shown === null) return 'not set';
  if (!isObject(shown)) return null;
  if ('secret' in shown && shown.secret === true) return '(secret)';
  return 'hidden' in shown && shown.hidden === true ? '(not shown by the vendor)' : null;
}

/** What a value means where its bare form does not tell: `for ever`, `90 days`. */
function readingOf(shown: Shown, node: SchemaNode | null): string | null {
  const { words, unit } = node?.annotation ?? {};
  const key = typeof shown === 'string' ? shown : JSON.stringify(shown);
  if (words?.values !== undefined && Object.hasOwn(words.values, key)) return words.values[key]!;
  if (typeof shown !== 'number' || unit === undefined) return null;
  const said = quantity(shown, unit);
  return said === withUnit(shown, unit) ? null : said;
}

function raw(shown: Shown, node: SchemaNode | null): Piece[] {
  return rawOf(shown, node, true);
}

function rawOf(shown: Shown, node: SchemaNode | null, unitToo: boolean): Piece[] {
  const unit = node?.annotation.unit;
  if (typeof shown === 'number') return [word(unit === undefined || !unitToo ? String(shown) : withUnit(shown, unit))];
  if (typeof shown === 'boolean') return [word(String(shown))];
  if (typeof shown === 'string')
    return [shown === '' ? word('(empty)') : code(cut(shown.replaceAll(/[\r\n]+/g, ' '), MOST_TEXT))];
  return [code(cut(listed(shown as Json).replaceAll(/[\r\n]+/g, ' '), MOST_DATA))];
}
