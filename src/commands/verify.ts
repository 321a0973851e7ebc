import { createSessions } from '../connection/create-sessions.ts';
import { type ExitCode, exitCode, worstOf } from '../exit-code.ts';
import { readMemory } from '../journal/read-memory.ts';
import { hasErrors } from '../model/problem.ts';
import { providerOf } from '../providers/index.ts';
import { verifyTargets } from '../pipeline/verify-targets.ts';
import { isProven } from '../render/verification-report.ts';
import { renderVerification } from '../render/render-verification.ts';
import type { CommandContext } from './command-context.ts';
import { commonOptions, type RawOptions } from './common-options.ts';
import { loadProject } from './load-project.ts';
import { reportProblems } from './report-problems.ts';
import { openRunProgress, vendorsOf } from './run-progress.ts';
import { openable, writeOutput } from './write-output.ts';

export interface VerifyOptions extends RawOptions {
  readonly probe?: boolean;
}

/** Is it really recording? */
export async function verifyCommand(
  context: CommandContext,
  paths: readonly string[],
  raw: VerifyOptions,
): Promise<ExitCode> {
  const options = commonOptions(raw, context.env);
  await openable(options.reports.map(({ file }) => file));
  const project = await loadProject(paths, options, context.now);
  if (hasErrors(project.problems)) {
    await reportProblems(context, options, project.problems);
    return exitCode.error;
  }
  const memory = await readMemory(options.journal);
  const vendors = vendorsOf(project.targets);
  const task = { command: 'verify', unit: 'targets', vendors, finishedBy: 'verify' } as const;
  const progress = openRunProgress(context, options, task);
  const sessions = createSessions({
    mode: 'read',
    env: context.env,
    secretsDirs: options.secretsDirs,
    signal: context.stop,
    settleMs: 0,
    hosts: project.hosts,
    ...progress.watching,
  });
  try {
    const found = await verifyTargets({
      targets: project.targets,
      providerOf,
      sessions,
      memoryOf: (identity) => memory.remembered.get(identity) ?? {},
      parallelism: options.parallelism,
      probe: raw.probe === true,
    });
    progress.close();
    const targets = found.targets;
    const problems = [...project.problems, ...memory.problems, ...found.problems];
    const result = { format: 'auditform.verify/1', targets, problems } as const;
    await writeOutput(context, options, (format, palette) => renderVerification(result, format, palette));
    const proven = targets.every(isProven);
    return worstOf([hasErrors(problems) ? exitCode.error : exitCode.done, proven ? exitCode.done : exitCode.notProven]);
  } finally {
    progress.close();
    await sessions.close();
  }
}
