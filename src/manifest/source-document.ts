import type { Document } from 'yaml';
import type { Json } from '../model/json.ts';
import type { JsonPointer } from '../model/pointer.ts';
import { addProblems, MOST_PROBLEMS, type Problem, type SourceSpan } from '../model/problem.ts';
import type { KnownShapes } from './known-shapes.ts';
import type { ManifestFile } from './manifest-files.ts';
import { type PlacedDocument, placesIn, placesInTree } from './places.ts';
import { foreignOwner, packedOf } from './plain-document.ts';
import { plainDocuments } from './plain-documents.ts';
import { spansIn } from './spans-in.ts';
import { oddities } from './yaml-oddities.ts';
import { yamlProblem } from './yaml-problem.ts';
import { eachDocument, readYamlText } from './yaml-text.ts';

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

/**
 * Parses all documents of a file. A document with any error yields no value: nothing is built on half-read YAML.
 * `shapes`: what is known from other documents, and learns from these.
 */
export function parseFile(source: ManifestFile, shapes: KnownShapes): ParsedFile {
  const text = readYamlText(source.bytes);
  if (typeof text !== 'string') {
    const { offset, ...fault } = text;
    const at = { file: source.file, ...lineAt(source.bytes, offset) };
    return { documents: [], problems: [{ ...fault, severity: 'error', at }] };
  }
  const span = spansIn(source.file, text);
  const plain = plainDocuments(text, shapes);
  if (plain !== null) {
    const documents = plain.filter(({ value }) => value !== null);
    return { documents: documents.map((document) => sourceDocument(source, document, span)), problems: [] };
  }
  try {
    const [documents, problems] = [[] as SourceDocument[], [] as Problem[]];
    for (const document of eachDocument(text)) {
      const result = toSource(document, source, span);
      documents.push(...result.documents);
      addProblems(problems, result.problems);
      if (problems.length > MOST_PROBLEMS) break;
    }
    return { documents, problems };
  } catch (error) {
    // The parser recurses: a document that exhausts the stack is refused like any other that is too deep.
    if (!(error instanceof RangeError)) throw error;
    const at = { file: source.file, line: 1, column: 1 };
    const fault = {
      code: 'AF105',
      severity: 'error',
      message: 'The file nests too deeply.',
      fix: 'Flatten it.',
    } as const;
    return { documents: [], problems: [{ ...fault, at }] };
  }
}

function toSource(document: Document.Parsed, source: ManifestFile, span: (offset: number) => SourceSpan): ParsedFile {
  const foreign = foreignOwner(document);
  const complaints = foreign === null ? [...document.errors, ...document.warnings] : document.errors;
  const problems = complaints.slice(0, MAX_COMPLAINTS).map((error) => yamlProblem(error, span));
  if (problems.length === 0) problems.push(...oddities(document, span, foreign !== null));
  if (problems.length > 0) return { documents: [], problems };
  try {
    const value = foreign ?? (document.toJS({ maxAliasCount: 100 }) as Json);
    const packed = packedOf(document, foreign);
    const places = packed === null ? placesInTree(document) : placesIn(packed, value, () => 0);
    return { documents: value === null ? [] : [sourceDocument(source, { value, places }, span)], problems: [] };
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
  { file, root }: ManifestFile,
  { value, places: { offset, has } }: PlacedDocument,
  span: (offset: number) => SourceSpan,
): SourceDocument {
  return { file, root, value, locate: (path, what = 'value') => span(offset(path, what)), has };
}

function lineAt(bytes: Uint8Array, offset: number) {
  const before = Buffer.from(bytes.subarray(0, offset)).toString('latin1').split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
