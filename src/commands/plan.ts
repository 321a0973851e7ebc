import { type ExitCode, exitCode, failed, planExitCodes, worstOf } from '../exit-code.ts';
import { hasErrors } from '../model/problem.ts';
import { renderPlan } from '../render/render-plan.ts';
import type { CommandContext } from './command-context.ts';
import { commonOptions, type RawOptions } from './common-options.ts';
import { computePlan } from './compute-plan.ts';
import { loadProject } from './load-project.ts';
import { reportProblems } from './report-problems.ts';
import { demandWritten } from './output-error.ts';
import { say } from './say.ts';
import { writeTextFile } from './text-file.ts';
import { json, openable, writeOutput } from './write-output.ts';

export interface PlanOptions extends RawOptions {
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

/** Shows what apply would do. */
export async function planCommand(
  context: CommandContext,
  paths: readonly string[],
  raw: PlanOptions,
): Promise<ExitCode> {
  const options = commonOptions(raw, context.env);
  await openable([...options.reports.map(({ file }) => file), ...(raw.out === undefined ? [] : [raw.out])]);
  const project = await loadProject(paths, options, context.now);
  if (hasErrors(project.problems)) {
    await reportProblems(context, options, project.problems);
    return exitCode.error;
  }
  const plan = await computePlan(context, project, options);
  const { out } = raw;
  if (out !== undefined) await demandWritten(out, () => writeTextFile(out, json(plan), context));
  await writeOutput(context, options, (format, palette) => renderPlan(plan, format, palette));
  if (out !== undefined)
    say(context, options, 'saved', `Saved as ${out}. To do exactly this: auditform apply ${out}`, { file: out });
  return raw.detailedExitcode ? worstOf(planExitCodes(plan)) : failed(plan.problems) ? exitCode.error : exitCode.done;
}
