import { Composer, type Document, Parser } from 'yaml';
import type { ProblemCode } from '../model/codes.ts';

/** Of one file. */
export const MAX_BYTES = 16 * 1024 * 1024;
const MAX_NESTING = 512;
/**
 * Lines and commas are what takes the parser's time, and it looks for duplicate keys pair by pair: the squares of the
 * documents' parts, added up. One document may have some 30,000 parts, a file of short ones as many as it likes.
 */
const MAX_PAIRS = 1_000_000_000;
/** Each costs the parser up to 20 microseconds and 3 kilobytes, wherever it stands: a line may have millions. Lines of JSON have six. */
const MAX_MARKS = 200_000;

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
  // Found on disk it was not read at all; another commit's is only known once git has handed it over.
  if (bytes.length > MAX_BYTES) return { code: 'AF105', offset: 0, ...tooManyBytes(bytes.length) };
  const text = decode(bytes);
  if (typeof text !== 'string')
    return { code: 'AF104', message: 'The file is not UTF-8 text.', fix: 'Convert it to UTF-8.', ...text };
  const parts = text.split(/^---/m).map(measured);
  const fault = { code: 'AF105', offset: 0 } as const;
  if (parts.some(({ nesting }) => nesting > MAX_NESTING))
    return { ...fault, message: 'The file nests brackets too deeply.', fix: 'Flatten it.' };
  if (parts.some(({ marks }) => marks > MAX_MARKS)) {
    const message = 'A document of the file has too many quotes, brackets and other marks.';
    return { ...fault, message, fix: 'Split it into several documents.' };
  }
  const pairs = parts.reduce((sum, { items }) => sum + items ** 2, 0);
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

export function tooManyBytes(size: number): Pick<TextFault, 'message' | 'fix'> {
  return { message: `The file has ${size} bytes; ${MAX_BYTES} is the limit.`, fix: 'Split it into several files.' };
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

interface Measures {
  /** Lines and commas. */
  readonly items: number;
  /** Quotes, brackets, anchors, aliases, tags; dashes, colons and question marks before a blank. */
  readonly marks: number;
  /** Deepest run of open brackets. */
  readonly nesting: number;
}

const [ITEM, MARK, OPEN, CLOSE, BEFORE_BLANK] = [1, 2, 3, 4, 5] as const;
const SORTS = new Uint8Array(128);
for (const [sort, chars] of [
  [ITEM, '\n,'],
  [MARK, '"\'&*!'],
  [OPEN, '[{'],
  [CLOSE, ']}'],
  [BEFORE_BLANK, '-:?'],
] as const)
  for (const char of chars) SORTS[char.charCodeAt(0)] = sort;

/** What stands within text counts too, which only matters to files that no person wrote. */
function measured(text: string): Measures {
  let [items, marks, depth, nesting] = [0, 0, 0, 0];
  for (let index = 0; index < text.length; index++) {
    const sort = SORTS[text.charCodeAt(index)];
    if (sort === undefined || sort === 0) continue;
    if (sort === ITEM) items++;
    else if (sort !== BEFORE_BLANK || isBlank(text.charCodeAt(index + 1))) marks++;
    if (sort === OPEN) nesting = Math.max(nesting, ++depth);
    else if (sort === CLOSE) depth = Math.max(depth - 1, 0);
  }
  return { items, marks, nesting };
}

/** The end of the text is blank too. */
function isBlank(char: number): boolean {
  return !(char > 0x20);
}
