import { type PlainDocument, plainDocument } from './plain-document.ts';
import { eachDocument, readYamlText } from './yaml-text.ts';

/** Whole documents of a file as plain data, which may come from another thread. Offsets count from the chunk's start. */
export interface ParsedChunk {
  readonly documents: readonly PlainDocument[];
  /** Documents that hold nothing count too. */
  readonly count: number;
  /** Where its lines start, in UTF-16 units as all offsets; 0 is the first. */
  readonly lines: Uint32Array;
}

/** Null when anything about the text is not as it should be: then the file is for `parseFile`, which says what. */
export function parseChunk(bytes: Uint8Array): ParsedChunk | null {
  const text = readYamlText(bytes);
  if (typeof text !== 'string') return null;
  try {
    const documents: PlainDocument[] = [];
    let count = 0;
    for (const document of eachDocument(text)) {
      count += 1;
      const plain = plainDocument(document);
      if (plain === null) return null;
      if (plain.value !== null) documents.push(plain);
    }
    return { documents, count, lines: lineStarts(text) };
  } catch (error) {
    if (error instanceof RangeError || error instanceof ReferenceError) return null;
    throw error;
  }
}

function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
