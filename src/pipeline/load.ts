import { findManifestFiles } from '../manifest/manifest-files.ts';
import { parseFiles } from '../manifest/parse-files.ts';
import type { SourceDocument } from '../manifest/source-document.ts';
import { type Digest, sha256 } from '../model/digest.ts';
import type { Problem } from '../model/problem.ts';

export interface Loaded {
  readonly documents: readonly SourceDocument[];
  readonly files: readonly { readonly file: string; readonly digest: Digest }[];
  readonly problems: readonly Problem[];
}

/** Reads and parses everything below the paths. Never throws for bad input: problems say what was wrong. */
export function load(paths: readonly string[]): Loaded {
  const found = findManifestFiles(paths);
  const parsed = parseFiles(found.files);
  return {
    documents: parsed.flatMap((file) => file.documents),
    files: found.files.map(({ file, bytes }) => ({ file, digest: `sha256:${sha256(bytes)}` as Digest })),
    problems: [...found.problems, ...parsed.flatMap((file) => file.problems)],
  };
}
