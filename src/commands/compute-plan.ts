import { createSessions } from '../connection/create-sessions.ts';
import type { Network } from '../connection/network.ts';
import { readCommit } from '../git/read-commit.ts';
import { readMemory } from '../journal/read-memory.ts';
import type { Basis, Plan } from '../model/plan.ts';
import { makePlan } from '../pipeline/make-plan.ts';
import { providerOf } from '../providers/index.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';
import type { Project } from './project.ts';
import { openRunProgress, vendorsOf } from './run-progress.ts';

/** Reads the live settings of a valid project and plans. Never writes, and opens no write credentials. `command` names its progress. */
export async function computePlan(
  context: CommandContext,
  project: Project,
  options: CommonOptions,
  { command = 'plan', network }: { readonly command?: 'plan' | 'drift'; readonly network?: Network } = {},
): Promise<Plan> {
  const { remembered, problems } = await readMemory(options.journal);
  const vendors = vendorsOf(project.targets);
  const progress = openRunProgress(context, options, { command, unit: 'targets', vendors, finishedBy: 'read' });
  const sessions = createSessions({
    mode: 'read',
    env: context.env,
    secretsDirs: options.secretsDirs,
    signal: context.stop,
    settleMs: 0,
    hosts: project.hosts,
    ...(network && { network }),
    ...progress.watching,
  });
  try {
    return await makePlan({
      targets: project.targets,
      providerOf,
      sessions,
      rules: project.rules,
      memoryOf: (identity) => remembered.get(identity) ?? {},
      basis: await basisOf(project, options),
      problems: [...project.problems, ...problems],
      parallelism: options.parallelism,
      now: context.now,
    });
  } finally {
    progress.close();
    await sessions.close();
  }
}

async function basisOf({ files }: Project, { changedSince }: CommonOptions): Promise<Basis> {
  const place = files[0]?.file ?? '.';
  const base = changedSince === null ? null : await readCommit(place, changedSince);
  return { manifests: files, commit: await readCommit(place, 'HEAD'), base };
}
