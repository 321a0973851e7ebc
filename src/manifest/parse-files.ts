import { createKnownShapes } from './known-shapes.ts';
import type { ManifestFile } from './manifest-files.ts';
import { type ParsedFile, parseFile } from './source-document.ts';

/** Parses files that belong together: documents of one shape are parsed once for all of them. */
export function parseFiles(files: readonly ManifestFile[]): ParsedFile[] {
  const shapes = createKnownShapes();
  return files.map((file) => parseFile(file, shapes));
}
