import { access, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runGit } from './run-git.ts';

/** Full id of the commit that `revision` names in the repository of a file or folder; null when there is none. */
export async function readCommit(path: string, revision: string): Promise<string | null> {
  const folder = await folderOf(path);
  if (folder === null || !(await isInRepository(folder))) return null;
  const out = await runGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  const text = out?.toString('utf8').trim() ?? '';
  return /^[0-9a-f]{40,64}$/.test(text) ? text : null;
}

/** The path itself, or the folder of a file; null when it is not there. */
export async function folderOf(path: string): Promise<string | null> {
  return stat(path).then(
    (info) => (info.isDirectory() ? path : dirname(path)),
    () => null,
  );
}

/** Looked up without git, so that nothing is started where there is no repository. */
async function isInRepository(folder: string): Promise<boolean> {
  for (let here = resolve(folder); ; here = dirname(here)) {
    const found = await access(join(here, '.git')).then(
      () => true,
      () => false,
    );
    if (found) return true;
    if (dirname(here) === here) return false;
  }
}
