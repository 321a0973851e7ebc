import { createKnownShapes } from './known-shapes.ts';
import { addProblems, type Problem } from '../model/problem.ts';
import type { ManifestFile } from './manifest-files.ts';
import { type ParsedFile, parseFile } from './source-document.ts';

/** Parses files that belong together: documents of one shape are parsed once for all of them. */
export function parseFiles(files: readonly ManifestFile[]): ParsedFile[] {
  const shapes = createKnownShapes();
  const told: Problem[] = [];
  return files.map((file) => {
    const { documents, problems } = parseFile(file, shapes);
    const before = told.length;
    addProblems(told, problems);
    return { documents, problems: told.slice(before) };
  });
}
