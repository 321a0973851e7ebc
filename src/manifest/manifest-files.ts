import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { MAX_BYTES, tooManyBytes } from './yaml-text.ts';

/** Of all files together: more than half a million manifests. What they hold takes fifteen times as much in memory. */
const MAX_TOTAL = 128 * 1024 * 1024;
const TOO_MANY_BYTES = {
  message: `All files together have more than ${MAX_TOTAL} bytes; those from here on are not read.`,
  fix: 'Name fewer files or folders at a time.',
};
const SKIPPED_FOLDERS = new Set(['node_modules']);

export interface ManifestFile {
  /** As people see it: the given path joined with the rest. */
  readonly file: string;
  /** The folder given on the command line, or the folder of the file given: secrets by file must stay below it. */
  readonly root: string;
  readonly bytes: Uint8Array;
}

export interface FoundFiles {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly Problem[];
}

/**
 * Finds every `*.yaml` and `*.yml` below the paths, each once, in a stable order. Folders whose name starts with a
 * dot are left out. Links are followed as long as they stay below the path given; loops end by themselves. Synchronous,
 * since nothing else goes on while manifests load, and a thousand files take a tenth of the time that way.
 */
export function findManifestFiles(paths: readonly string[]): FoundFiles {
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const room = { bytes: MAX_TOTAL };
  for (const path of paths) {
    try {
      const info = statSync(path);
      const root = info.isDirectory() ? path : join(path, '..');
      visit(path, null, { root, realRoot: realpathSync.native(root), given: true, files, problems, room, seen });
    } catch (error) {
      problems.push(unreadable(path, error));
    }
  }
  return { files, problems };
}

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  /** A file named on the command line is read whatever its ending. */
  readonly given: boolean;
  readonly files: ManifestFile[];
  readonly problems: Problem[];
  /** How much may still be read. */
  readonly room: { bytes: number };
  readonly seen: Set<string>;
}

/**
 * `knownReal`: the real path of what is no link, made from its folder's. To look it up takes the square of the depth,
 * in folders nested a thousand deep half a second for one.
 */
function visit(path: string, knownReal: string | null, walk: Walk): void {
  try {
    const real = knownReal ?? realpathSync.native(path);
    if (knownReal === null && !isInside(real, walk.realRoot)) {
      walk.problems.push(leadsOutside(path));
      return;
    }
    const info = statSync(real);
    if (info.isFile() && !walk.given && !/\.ya?ml$/.test(path)) return;
    if (walk.seen.has(real)) return;
    walk.seen.add(real);
    if (info.isDirectory()) visitFolder(path, real, walk);
    else if (!info.isFile()) walk.problems.push(notAFile(path));
    else if (info.size > MAX_BYTES) walk.problems.push(tooLarge(path, tooManyBytes(info.size)));
    else take(path, real, info.size, walk);
  } catch (error) {
    walk.problems.push(unreadable(path, error));
  }
}

function take(path: string, real: string, size: number, { files, problems, room, root }: Walk): void {
  const before = room.bytes;
  room.bytes -= size;
  if (room.bytes >= 0) files.push({ file: path, root, bytes: readFileSync(real) });
  // Once for all that follow.
  else if (before >= 0) problems.push(tooLarge(path, TOO_MANY_BYTES));
}

function visitFolder(path: string, real: string, walk: Walk): void {
  const entries = readdirSync(real, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith('.') || SKIPPED_FOLDERS.has(name)) continue;
    const inside = join(path, name);
    const isLink = entry.isSymbolicLink();
    const isFolder = isLink ? leadsToFolder(inside) : entry.isDirectory();
    if (isFolder || /\.ya?ml$/.test(name)) visit(inside, isLink ? null : join(real, name), { ...walk, given: false });
  }
}

/** A link that leads nowhere or round in circles is no folder; only a name that ends like a manifest is worth an error. */
function leadsToFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

function unreadable(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const reason =
    { ENOENT: 'does not exist', EACCES: 'may not be read', ELOOP: 'is a link that goes round in circles' }[code] ??
    `cannot be read (${code})`;
  return {
    code: 'AF101',
    severity: 'error',
    message: `${path} ${reason}.`,
    at: place(path),
    fix: 'Check the path and its permissions.',
  };
}

function leadsOutside(path: string): Problem {
  return {
    code: 'AF101',
    severity: 'error',
    message: `${path} is a link that leads outside the folder given.`,
    at: place(path),
    fix: 'Name its target on the command line as well, or remove the link.',
  };
}

function notAFile(path: string): Problem {
  return {
    code: 'AF101',
    severity: 'error',
    message: `${path} is neither a file nor a folder.`,
    at: place(path),
    fix: 'Name a file, or the folder that holds the manifests.',
  };
}

function tooLarge(path: string, words: Pick<Problem, 'message' | 'fix'>): Problem {
  return { code: 'AF105', severity: 'error', ...words, at: place(path) };
}

function place(file: string) {
  return { file, line: 1, column: 1 };
}
