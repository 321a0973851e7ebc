import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { DocumentShape, SimpleScalar } from './document-shape.ts';
import { type PackedPlaces, type PlacedDocument, placesIn, valueOffsets } from './places.ts';
import type { PlainDocument } from './plain-document.ts';

/** Of all shapes together. A fleet has few; where each document has its own, remembering them is no use. */
const MOST_CHARACTERS = 1_000_000;
const MOST_OF_A_SHAPE = 8;
/** They decide how the rest of a document is read, so they are never exchanged. */
const DECISIVE = new Set(['apiVersion', 'kind']);

/**
 * What the parser made of documents, for others that differ from one of them in simple scalars only: these are read
 * the same way, with scalars of their own. What the parser has never seen is never guessed.
 */
export interface KnownShapes {
  /** What the parser would make of a text of this shape that begins at `start` of its file; null where only the parser can tell. */
  readonly recall: (shape: DocumentShape, start: number) => PlacedDocument | null;
  /** `document`: what the parser made of it, with offsets from the text's start. */
  readonly learn: (shape: DocumentShape, document: PlainDocument) => void;
}

/** A value, with the numbers of the scalars that belong into it. */
type Pattern =
  | { readonly scalar: number }
  | { readonly constant: Json }
  | { readonly items: readonly Pattern[] }
  | { readonly members: readonly (readonly [string, Pattern])[] };

interface KnownShape {
  readonly example: readonly SimpleScalar[];
  readonly pattern: Pattern;
  /** Scalars that are not a value by themselves, such as words within a block of text: these must be the example's. */
  readonly fixed: readonly number[];
  readonly packed: PackedPlaces;
  /** For each number in `packed`: how many scalars end before that place. */
  readonly before: readonly number[];
}

export function createKnownShapes(): KnownShapes {
  const shapes = new Map<string, KnownShape[]>();
  let characters = 0;
  return {
    recall: ({ shape, scalars }, start) => {
      const known = shapes.get(shape)?.find((one) => fits(one, scalars));
      return known === undefined ? null : fillIn(known, scalars, start);
    },
    learn: ({ shape, scalars }, document) => {
      const alike = shapes.get(shape) ?? [];
      if (characters + shape.length > MOST_CHARACTERS || alike.length === MOST_OF_A_SHAPE) return;
      characters += shape.length;
      shapes.set(shape, [...alike, knownShape(scalars, document)]);
    },
  };
}

function knownShape(example: readonly SimpleScalar[], { value, packed }: PlainDocument): KnownShape {
  const offsets = valueOffsets(packed);
  const numbers = new Map(example.map(({ start }, number) => [start, number]));
  const free = new Set<number>();
  let next = 0;
  const patternOf = (here: Json, decisive: boolean): Pattern => {
    const part = next++;
    const number = numbers.get(offsets[part]!);
    if (Array.isArray(here)) return settled({ items: here.map((item) => patternOf(item as Json, false)) }, here);
    if (isObject(here)) {
      const members = Object.entries(here).map(
        ([name, member]) => [name, patternOf(member, part === 0 && DECISIVE.has(name))] as const,
      );
      return settled({ members }, here);
    }
    // Standing there and saying the same, the scalar is that value and no more: text that goes on says more.
    if (number === undefined || decisive || example[number]!.value !== here) return { constant: here };
    free.add(number);
    return { scalar: number };
  };
  const pattern = patternOf(value, false);
  return {
    example,
    pattern,
    fixed: example.flatMap((_, number) => (free.has(number) ? [] : [number])),
    packed,
    before: packed.map((offset) => countBefore(example, offset)),
  };
}

/** How many end before the offset. */
function countBefore(scalars: readonly SimpleScalar[], offset: number): number {
  let [low, high] = [0, scalars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scalars[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A part without scalars of its own is one and the same for all documents. */
function settled(pattern: Extract<Pattern, { items: unknown } | { members: unknown }>, value: Json): Pattern {
  const parts = 'items' in pattern ? pattern.items : pattern.members.map(([, member]) => member);
  return parts.every((part) => 'constant' in part) ? { constant: Object.freeze(value) } : pattern;
}

function fits({ example, fixed }: KnownShape, scalars: readonly SimpleScalar[]): boolean {
  return fixed.every((number) => example[number]!.value === scalars[number]!.value);
}

function fillIn(known: KnownShape, scalars: readonly SimpleScalar[], start: number): PlacedDocument {
  const { example, pattern, packed, before } = known;
  const value = filled(pattern, scalars);
  // All up to a scalar's end moves by what the scalars before it are longer than the example's.
  const shifts = [start, ...scalars.map(({ end }, number) => start + end - example[number]!.end)];
  return { value, places: placesIn(packed, value, (index) => shifts[before[index]!]!) };
}

function filled(pattern: Pattern, scalars: readonly SimpleScalar[]): Json {
  if ('constant' in pattern) return pattern.constant;
  if ('scalar' in pattern) return scalars[pattern.scalar]!.value;
  if ('items' in pattern) return pattern.items.map((item) => filled(item, scalars));
  const object: Record<string, Json> = {};
  for (const [name, member] of pattern.members) object[name] = filled(member, scalars);
  return object as JsonObject;
}
