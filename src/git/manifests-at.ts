import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ManifestFile } from '../manifest/manifest-files.ts';
import { folderOf } from './read-commit.ts';
import { runGit } from './run-git.ts';

/**
 * The manifest files below the paths as a commit has them, named as `findManifestFiles` would name them. Links are left
 * out: what they lead to is in the listing itself. Null when git cannot tell.
 */
export async function manifestsAt(commit: string, paths: readonly string[]): Promise<ManifestFile[] | null> {
  const folder = await folderOf(paths[0] ?? '.');
  const top =
    folder === null ? undefined : (await runGit(folder, ['rev-parse', '--show-toplevel']))?.toString('utf8').trim();
  const listing = top === undefined ? null : await runGit(top, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  if (top === undefined || listing === null) return null;
  const found = new Map<string, Omit<ManifestFile, 'bytes'> & { readonly blob: string }>();
  for (const path of paths) {
    // git tells real paths; the one given may lead through links.
    const given = await realpath(path).catch(() => resolve(path));
    for (const { name, blob } of entries(listing)) {
      const real = join(top, name);
      const below = relative(given, real);
      if (found.has(real) || !isManifest(below)) continue;
      const isFile = below === '';
      found.set(real, { blob, file: isFile ? path : join(path, below), root: isFile ? join(path, '..') : path });
    }
  }
  const wanted = [...found.values()];
  const blobs = await readBlobs(
    top,
    wanted.map(({ blob }) => blob),
  );
  return blobs?.map((bytes, index) => ({ file: wanted[index]!.file, root: wanted[index]!.root, bytes })) ?? null;
}

/** Contents of blobs, in order, from one process. */
async function readBlobs(folder: string, ids: readonly string[]): Promise<Buffer[] | null> {
  if (ids.length === 0) return [];
  const output = await runGit(folder, ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  if (output === null) return null;
  const blobs: Buffer[] = [];
  for (let at = 0; blobs.length < ids.length; ) {
    const end = output.indexOf(10, at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', at, end < 0 ? at : end))?.[1];
    if (size === undefined) return null;
    blobs.push(output.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return blobs;
}

function* entries(listing: Buffer): Generator<{ name: string; blob: string }> {
  for (const line of listing.toString('utf8').split('\0')) {
    const match = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    if (match !== null) yield { blob: match[1]!, name: match[2]! };
  }
}

/** As the walk over folders does it: YAML by its ending, nothing in folders that start with a dot. */
function isManifest(below: string): boolean {
  if (below === '') return true;
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) || !/\.ya?ml$/.test(below)) return false;
  return !below.split(sep).some((part) => part.startsWith('.') || part === 'node_modules');
}
