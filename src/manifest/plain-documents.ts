import { shapeOf } from './document-shape.ts';
import type { KnownShapes } from './known-shapes.ts';
import { type PlacedDocument, placesIn } from './places.ts';
import { plainDocument } from './plain-document.ts';
import { eachDocument } from './yaml-text.ts';

/**
 * All documents of a text, those that hold nothing too. Null where there is anything to complain about, or a part
 * stands where only the parser's tree can tell.
 */
export function plainDocuments(text: string, shapes: KnownShapes): PlacedDocument[] | null {
  try {
    const documents: PlacedDocument[] = [];
    let start = 0;
    for (const part of documentTexts(text)) {
      if (!readPart(part, start, shapes, documents)) return null;
      start += part.length;
    }
    return documents;
  } catch (error) {
    if (error instanceof RangeError || error instanceof ReferenceError) return null;
    throw error;
  }
}

/** False where there is anything to complain about. */
function readPart(text: string, start: number, shapes: KnownShapes, documents: PlacedDocument[]): boolean {
  const shape = shapeOf(text);
  const known = shape === null ? null : shapes.recall(shape, start);
  if (known !== null) return documents.push(known) > 0;
  const parsed = [];
  for (const document of eachDocument(text)) {
    const plain = plainDocument(document);
    if (plain === null) return false;
    parsed.push(plain);
    documents.push({ value: plain.value, places: placesIn(plain.packed, plain.value, () => start) });
  }
  if (shape !== null && parsed.length === 1) shapes.learn(shape, parsed[0]!);
  return true;
}

/**
 * Cuts a text between its documents. YAML forbids a line that starts with the marker anywhere within one, block text
 * included, so every such line begins one. Uncut where directives or ends of documents may count for what follows.
 * Source: https://yaml.org/spec/1.2.2/#rule-c-forbidden
 */
function documentTexts(text: string): string[] {
  if (/(?:^|\n)(?:%|\.\.\.)/.test(text)) return [text];
  return text.split(/(?<=\n)(?=---(?:[ \t\r\n]|$))/);
}
