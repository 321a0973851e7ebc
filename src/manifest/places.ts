import { type Document, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import { isObject, type Json } from '../model/json.ts';
import { type JsonPointer, tokens } from '../model/pointer.ts';

/** Where the parts of one document stand, as offsets into the file's text. */
export interface Places {
  /** Where the member's value begins (`key`: the member's name), or the nearest member above it that exists. */
  readonly offset: (path: JsonPointer, what: 'key' | 'value') => number;
  readonly has: (path: JsonPointer) => boolean;
}

/** A document's value, and where its parts stand. Holds nothing of the parser's tree but where only that can tell. */
export interface PlacedDocument {
  readonly value: Json;
  readonly places: Places;
}

/** Offset of the key, offset of the value, and how many numbers the part takes with all below it; then the parts below. */
export type PackedPlaces = readonly number[];

const WIDTH = 3;
const [KEY, VALUE, LENGTH] = [0, 1, 2] as const;

/**
 * Remembers places by numbers beside the plain value: the parser's tree takes a hundred times the room, which would
 * be kept for every document of a run. Null where the tree's parts do not follow one another as the value's do.
 */
export function packPlaces({ contents }: Document.Parsed): PackedPlaces | null {
  const packed: number[] = [];
  return contents !== null && pack(contents, contents.range[0], packed) ? packed : null;
}

/** Of a document of which only these members are read, in this order. Null where one is written as anything but a plain member. */
export function packMembers({ contents }: Document.Parsed, names: readonly string[]): PackedPlaces | null {
  if (!isMap(contents)) return null;
  const members = names.map((name) => contents.items.find(({ key }) => isScalar(key) && key.value === name));
  const offsets = members.flatMap((pair) =>
    isScalar(pair?.key) && pair.key.range && isScalar(pair.value) && pair.value.range
      ? [pair.key.range[0], pair.value.range[0], WIDTH]
      : [],
  );
  const start = contents.range[0];
  const length = WIDTH * (names.length + 1);
  return offsets.length + WIDTH === length ? [start, start, length, ...offsets] : null;
}

/**
 * Places of `value` by what was packed of it. `shift`: how much further on than there the place with this index in
 * `packed` is.
 */
export function placesIn(packed: PackedPlaces, value: Json, shift: (index: number) => number): Places {
  return {
    offset: (path, what) => {
      const { index } = find(packed, value, tokens(path), what);
      return packed[index]! + shift(index);
    },
    has: (path) => find(packed, value, tokens(path), 'value').whole,
  };
}

/** Where the value of each part stands, in the order of `packed`: a part, then the parts below it. */
export function valueOffsets(packed: PackedPlaces): number[] {
  return packed.filter((_, index) => index % WIDTH === VALUE);
}

/** False where the value's members come in another order, or a part stands in for another one. */
function pack(node: Node, keyOffset: number, packed: number[]): boolean {
  const start = packed.length;
  packed.push(keyOffset, node.range?.[0] ?? keyOffset, 0);
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      // Objects put keys that look like an index first.
      if (!isScalar(key) || typeof key.value !== 'string' || /^\d+$/.test(key.value) || !key.range) return false;
      if (!isNode(value)) packed.push(key.range[0], key.range[0], WIDTH);
      else if (!pack(value, key.range[0], packed)) return false;
    }
  } else if (isSeq(node)) {
    for (const item of node.items) {
      if (!isNode(item) || !item.range || !pack(item, item.range[0], packed)) return false;
    }
  } else if (!isScalar(node)) return false;
  packed[start + LENGTH] = packed.length - start;
  return true;
}
/** Follows the path as far as it leads. */
function find(
  packed: PackedPlaces,
  value: Json,
  path: readonly string[],
  what: 'key' | 'value',
): { readonly index: number; readonly whole: boolean } {
  let [here, at, part]: [Json, number, number] = [value, 0, VALUE];
  for (const [index, token] of path.entries()) {
    const child = childOf(here, token);
    if (child === null) return { index: at + part, whole: false };
    at += WIDTH;
    for (let skipped = 0; skipped < child.position; skipped++) at += packed[at + LENGTH]!;
    here = child.value;
    part = what === 'key' && index === path.length - 1 ? KEY : VALUE;
  }
  return { index: at + part, whole: true };
}

function childOf(owner: Json, token: string): { readonly position: number; readonly value: Json } | null {
  if (Array.isArray(owner)) {
    const position = indexOf(token);
    return Object.hasOwn(owner, position) ? { position, value: (owner as readonly Json[])[position]! } : null;
  }
  if (!isObject(owner) || !Object.hasOwn(owner, token)) return null;
  return { position: Object.keys(owner).indexOf(token), value: owner[token]! };
}

function indexOf(token: string): number {
  return /^\d+$/.test(token) ? Number(token) : Number.NaN;
}

/** Holds the parser's tree. */
export function placesInTree(document: Document.Parsed): Places {
  return {
    offset: (path, what) => offsetInTree(document, tokens(path), what),
    has: (path) => document.hasIn(tokens(path)),
  };
}

function offsetInTree(document: Document.Parsed, path: readonly string[], what: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? document.range[0];
  for (const [index, token] of path.entries()) {
    const resolved: Node | null | undefined =
      node !== null && !isMap(node) && !isSeq(node) && 'resolve' in node
        ? (node.resolve as (d: Document) => Node)(document)
        : node;
    const pair: unknown = isMap(resolved)
      ? resolved.items.find((item) => isScalar(item.key) && String(item.key.value) === token)
      : isSeq(resolved)
        ? resolved.items[indexOf(token)]
        : undefined;
    if (pair === undefined) return offset;
    const key: unknown = isPair(pair) ? pair.key : pair;
    const value: unknown = isPair(pair) ? pair.value : pair;
    const last = index === path.length - 1;
    const chosen: unknown = (last && what === 'key') || !isNode(value) ? key : value;
    if (isNode(chosen) && chosen.range) offset = chosen.range[0];
    node = isNode(value) ? value : null;
  }
  return offset;
}
