import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runGit } from './run-git.ts';

/** Full id of the commit that `revision` names; null outside a repository, or when it names none. */
export async function readCommit(folder: string, revision: string): Promise<string | null> {
  if (!(await isInRepository(folder))) return null;
  const out = await runGit(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  const text = out?.toString('utf8').trim() ?? '';
  return /^[0-9a-f]{40,64}$/.test(text) ? text : null;
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
