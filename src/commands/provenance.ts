import { readCommit } from '../git/read-commit.ts';
import type { CommandContext } from './command-context.ts';

/** Who runs this, and from which commit, for the journal and the outcome. */
export interface Provenance {
  readonly commit: string | null;
  readonly actor: string | null;
}

/** The usual variables of CI systems first: there the account of the machine says nothing about who asked. */
const ACTOR_VARIABLES = ['GITHUB_ACTOR', 'GITLAB_USER_LOGIN', 'BUILD_REQUESTEDFOR', 'USER', 'LOGNAME', 'USERNAME'];

export async function readProvenance({ env }: CommandContext, paths: readonly string[]): Promise<Provenance> {
  const name = ACTOR_VARIABLES.find((variable) => (env[variable] ?? '') !== '');
  return { commit: await readCommit(paths[0] ?? '.', 'HEAD'), actor: name === undefined ? null : env[name]! };
}
