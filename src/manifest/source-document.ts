import { type Document, isMap, LineCounter, parseAllDocuments, type YAMLError } from 'yaml';
import type { ProblemCode } from '../model/codes.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Problem, SourceSpan } from '../model/problem.ts';
import type { ManifestFile } from './manifest-files.ts';
import { type Places, placesInTree, placesOf } from './places.ts';
import { oddities } from './yaml-oddities.ts';

const MAX_NESTING = 512;
const MAX_DOCUMENTS = 50_000;
/**
 * Lines and commas are what takes the parser's time, and it looks for duplicate keys pair by pair: the squares of the
 * documents' parts, added up. One document may have some 30,000 parts, a file of short ones as many as it likes.
 */
const MAX_PAIRS = 1_000_000_000;
/** One slip can make the parser complain about every line after it. */
const MAX_COMPLAINTS = 20;

/** One YAML document: its value, and where each part of it stands. */
export interface SourceDocument {
  readonly file: string;
  readonly root: string;
  readonly value: Json;
  /** Where the member's value begins (`key`: the member's name), or the nearest member above it that exists. */
  readonly locate: (path: JsonPointer, what?: 'key' | 'value') => SourceSpan;
  readonly has: (path: JsonPointer) => boolean;
}

export interface ParsedFile {
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
}

/** Parses all documents of a file. A document with any error yields no value: nothing is built on half-read YAML. */
export function parseFile(source: ManifestFile): ParsedFile {
  const whole = (code: ProblemCode, message: string, fix: string, offset = 0): ParsedFile => ({
    documents: [],
    problems: [{ code, severity: 'error', message, at: { file: source.file, ...lineAt(source.bytes, offset) }, fix }],
  });
  const decoded = decode(source.bytes);
  if (typeof decoded !== 'string')
    return whole('AF104', 'The file is not UTF-8 text.', 'Convert it to UTF-8.', decoded.offset);
  if (nesting(decoded) > MAX_NESTING) return whole('AF105', 'The file nests brackets too deeply.', 'Flatten it.');
  const parts = decoded.split(/^---/m).map((text) => text.match(/[\n,]/g)?.length ?? 0);
  if (parts.reduce((pairs, count) => pairs + count * count, 0) > MAX_PAIRS)
    return whole(
      'AF105',
      'A document of the file has too many lines and list items.',
      'Split it into several documents.',
    );
  if (parts.length > MAX_DOCUMENTS)
    return whole('AF105', `The file has more than ${MAX_DOCUMENTS} documents.`, 'Split it into several files.');
  const counter = new LineCounter();
  try {
    const parsed = parseAllDocuments(decoded, {
      lineCounter: counter,
      prettyErrors: false,
      version: '1.2',
      stringKeys: false,
      // Compares every key with every other; duplicates are found with the other oddities, in one pass.
      uniqueKeys: false,
    });
    const documents = 'empty' in parsed ? [] : parsed;
    const results = documents.map((document) => toSource(document, source, counter));
    return { documents: results.flatMap((r) => r.documents), problems: results.flatMap((r) => r.problems) };
  } catch (error) {
    // The parser recurses: a document that exhausts the stack is refused like any other that is too deep.
    if (error instanceof RangeError) return whole('AF105', 'The file nests too deeply.', 'Flatten it.');
    throw error;
  }
}

function toSource(document: Document.Parsed, source: ManifestFile, counter: LineCounter): ParsedFile {
  const { file, root } = source;
  const span = (offset: number): SourceSpan => {
    const { line, col } = counter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const foreign = foreignOwner(document);
  const complaints = foreign === null ? [...document.errors, ...document.warnings] : document.errors;
  const problems = complaints.slice(0, MAX_COMPLAINTS).map((error) => yamlProblem(error, span));
  if (problems.length === 0) problems.push(...oddities(document, span, foreign !== null));
  if (problems.length > 0) return { documents: [], problems };
  try {
    const value = foreign ?? (document.toJS({ maxAliasCount: 100 }) as Json);
    const places = foreign === null ? placesOf(document, value) : placesInTree(document);
    return { documents: value === null ? [] : [sourceDocument({ file, root, value }, places, span)], problems: [] };
  } catch (error) {
    if (!(error instanceof ReferenceError) && !(error instanceof RangeError)) throw error;
    const at = span(document.range[0]);
    return {
      documents: [],
      problems: [
        {
          code: 'AF105',
          severity: 'error',
          message: 'The document expands too many aliases.',
          at,
          fix: 'Write the values out.',
        },
      ],
    };
  }
}

/** Apart from `toSource`, so that what lives on cannot hold the parser's tree. */
function sourceDocument(
  about: Pick<SourceDocument, 'file' | 'root' | 'value'>,
  { offset, has }: Places,
  span: (offset: number) => SourceSpan,
): SourceDocument {
  return { ...about, locate: (path, what = 'value') => span(offset(path, what)), has };
}

/** What makes a document somebody else's, or null when it may be ours. Nothing else of such a document is read. */
function foreignOwner({ contents }: Document.Parsed): JsonObject | null {
  if (!isMap(contents)) return null;
  const [apiVersion, kind] = [contents.get('apiVersion'), contents.get('kind')];
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || /^auditform(\/|$)/.test(apiVersion)) return null;
  return { apiVersion, kind };
}

function yamlProblem(error: YAMLError, span: (offset: number) => SourceSpan): Problem {
  const at = span(error.pos[0]);
  if (error.code === 'RESOURCE_EXHAUSTION')
    return { code: 'AF105', severity: 'error', message: 'The file nests too deeply.', at, fix: 'Flatten it.' };
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { code: 'AF106', severity: 'error', message: 'Custom tags are not read.', at, fix: 'Remove the tag.' };
  const tab = error.code === 'TAB_AS_INDENT';
  return { code: 'AF102', severity: 'error', message: complaint(error), at, fix: tab ? 'Use spaces.' : null };
}

/** The parser's own words without the text they quote: it may be a secret that nobody put in quotes. */
function complaint({ code, message }: YAMLError): string {
  if (code === 'TAB_AS_INDENT') return 'Tabs cannot indent YAML.';
  if (code === 'BAD_DQ_ESCAPE') return 'The text in double quotes has a \\ that YAML does not know.';
  if (code === 'BAD_DIRECTIVE') return 'The directive (%) is not understood.';
  const words = message.split('\n')[0]!.replace(/(?<=\S): .*$/, '');
  return words.endsWith('.') ? words : `${words}.`;
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

function lineAt(bytes: Uint8Array, offset: number) {
  const before = Buffer.from(bytes.subarray(0, offset)).toString('latin1').split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
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
