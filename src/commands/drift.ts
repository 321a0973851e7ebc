import { readSightings, writeSightings } from '../drift/sightings-file.ts';
import { sightingsOf } from '../drift/sighting.ts';
import { tellApart } from '../drift/tell-apart.ts';
import { driftExitCodes, type ExitCode, exitCode, worstOf } from '../exit-code.ts';
import { hasErrors } from '../model/problem.ts';
import { driftText } from '../render/drift-text.ts';
import { renderPlan } from '../render/render-plan.ts';
import type { CommandContext } from './command-context.ts';
import { commonOptions, type RawOptions } from './common-options.ts';
import { computePlan } from './compute-plan.ts';
import { loadProject } from './load-project.ts';
import { reportProblems } from './report-problems.ts';
import { say } from './say.ts';
import { openable, writeOutput } from './write-output.ts';

/** The plan for schedules: what was changed behind the manifests' back. */
export async function driftCommand(
  context: CommandContext,
  paths: readonly string[],
  raw: RawOptions,
): Promise<ExitCode> {
  const options = commonOptions(raw, context.env);
  await openable(options.reports.map(({ file }) => file));
  const project = await loadProject(paths, options, context.now);
  if (hasErrors(project.problems)) {
    await reportProblems(context, options, project.problems);
    return exitCode.error;
  }
  const plan = await computePlan(context, project, options, { command: 'drift' });
  const now = new Date(context.now()).toISOString();
  const earlier = await readSightings(options.journal);
  const drift = tellApart(plan, earlier, now);
  await writeOutput(context, options, (format, palette) =>
    format === 'text'
      ? driftText({ ...plan, drift }, palette)
      : renderPlan({ ...plan, drift }, format, palette, 'drift'),
  );
  await writeSightings(options.journal, sightingsOf(plan, earlier, now)).catch((error: NodeJS.ErrnoException) => {
    const folder = options.journal;
    const message = `What was seen cannot be kept in ${folder} (${error.code}); the next drift tells less.`;
    say(context, options, 'forgotten', message, { folder });
  });
  return worstOf(driftExitCodes(plan));
}
