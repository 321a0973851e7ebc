import { createSessions } from '../connection/create-sessions.ts';
import { readMemory } from '../journal/read-memory.ts';
import type { Plan } from '../model/plan.ts';
import { makePlan } from '../pipeline/make-plan.ts';
import { providerOf } from '../providers/index.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';
import type { Project } from './load-project.ts';

/** Reads the live settings of a valid project and plans. Never writes, and opens no write credentials. */
export async function computePlan(context: CommandContext, project: Project, options: CommonOptions): Promise<Plan> {
  const memory = await readMemory(options.journal);
  const sessions = createSessions({
    mode: 'read',
    env: context.env,
    secretsDirs: options.secretsDirs,
    signal: context.stop,
    settleMs: 0,
  });
  try {
    return await makePlan({
      targets: project.targets,
      providerOf,
      sessions,
      rules: project.rules,
      memoryOf: (identity) => memory.get(identity) ?? {},
      files: project.files,
      problems: project.problems,
      parallelism: options.parallelism,
      now: context.now,
    });
  } finally {
    await sessions.close();
  }
}
