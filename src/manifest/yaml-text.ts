import { Composer, type Document, Parser } from 'yaml';
import type { ProblemCode } from '../model/codes.ts';

const MAX_NESTING = 512;
/**
 * Lines and commas are what takes the parser's time, and it looks for duplicate keys pair by pair: the squares of the
 * documents' parts, added up. One document may have some 30,000 parts, a file of short ones as many as it likes.
 */
const MAX_PAIRS = 1_000_000_000;

const MAX_DOCUMENTS = 50_000;

/** What makes a text unfit for the parser. */
export interface TextFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly fix: string;
  /** Byte where it shows. */
  readonly offset: number;
}

/** The text of a file or of whole documents of it, or why the parser must not get it. */
export function readYamlText(bytes: Uint8Array): string | TextFault {
  const text = decode(bytes);
  if (typeof text !== 'string')
    return { code: 'AF104', message: 'The file is not UTF-8 text.', fix: 'Convert it to UTF-8.', ...text };
  const parts = text.split(/^---/m);
  if (parts.some((part) => nesting(part) > MAX_NESTING))
    return { code: 'AF105', message: 'The file nests brackets too deeply.', fix: 'Flatten it.', offset: 0 };
  const pairs = parts.reduce((sum, part) => sum + (part.match(/[\n,]/g)?.length ?? 0) ** 2, 0);
  const fault = { code: 'AF105', offset: 0 } as const;
  if (pairs > MAX_PAIRS) {
    const message = 'A document of the file has too many lines and list items.';
    return { ...fault, message, fix: 'Split it into several documents.' };
  }
  if (parts.length > MAX_DOCUMENTS) {
    const message = `The file has more than ${MAX_DOCUMENTS} documents.`;
    return { ...fault, message, fix: 'Split it into several files.' };
  }
  return text;
}

/**
 * The documents of a text, one at a time: its tree takes a hundred times the room of a text, and those of a whole file
 * at once cost more to keep than to make.
 */
export function eachDocument(text: string): Iterable<Document.Parsed> {
  const options = {
    prettyErrors: false,
    version: '1.2',
    stringKeys: false,
    // Compares every key with every other; duplicates are found with the other oddities, in one pass.
    uniqueKeys: false,
  } as const;
  return new Composer(options).compose(new Parser().parse(text)) as Iterable<Document.Parsed>;
}

function decode(bytes: Uint8Array): string | { readonly offset: number } {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder does not say where; text up to the replacement character does, in bytes.
    const text = new TextDecoder('utf-8').decode(bytes);
    return { offset: Buffer.byteLength(text.slice(0, Math.max(text.indexOf('\uFFFD'), 0))) };
  }
}

/** Deepest run of open brackets. Brackets inside text count too, which only matters to files that no person wrote. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index);
    if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x5d || char === 0x7d) depth = Math.max(depth - 1, 0);
  }
  return deepest;
}
