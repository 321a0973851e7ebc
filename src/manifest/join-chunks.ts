import type { SourceSpan } from '../model/problem.ts';
import type { ManifestFile } from './manifest-files.ts';
import type { ParsedChunk } from './parse-chunk.ts';
import { placesIn } from './places.ts';
import { type ParsedFile, type SourceDocument, sourceDocument } from './source-document.ts';
import { MAX_DOCUMENTS } from './yaml-text.ts';

/** The file that the chunks, in order, are all of; null when one of them could not be read by itself. */
export function joinChunks({ file, root }: ManifestFile, chunks: readonly (ParsedChunk | null)[]): ParsedFile | null {
  const documents: SourceDocument[] = [];
  let [count, firstLine] = [0, 1];
  for (const chunk of chunks) {
    if (chunk === null) return null;
    const span = spanIn(file, chunk.lines, firstLine);
    for (const { value, packed } of chunk.documents)
      documents.push(sourceDocument({ file, root, value }, placesIn(packed, value), span));
    count += chunk.count;
    // Chunks end with a line: the last start is where the next chunk begins.
    firstLine += chunk.lines.length - 1;
  }
  return count > MAX_DOCUMENTS ? null : { documents, problems: [] };
}

/** Line and column of an offset, by where lines start. */
function spanIn(file: string, lines: Uint32Array, firstLine: number): (offset: number) => SourceSpan {
  return (offset) => {
    let [low, high] = [0, lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: firstLine + low, column: offset - lines[low]! + 1 };
  };
}
