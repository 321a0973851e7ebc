import { type ExitCode, exitCode } from '../exit-code.ts';
import { renderPlan } from '../render/render-plan.ts';
import type { CommandContext } from './command-context.ts';
import { commonOptions, type RawOptions } from './common-options.ts';
import { readPlanFile } from './read-plan-file.ts';
import { reportProblems } from './report-problems.ts';
import { writeOutput } from './write-output.ts';

/** Renders a saved plan. */
export async function showCommand(context: CommandContext, file: string, raw: RawOptions): Promise<ExitCode> {
  const options = commonOptions(raw, context.env);
  const plan = await readPlanFile(file, context.stop);
  if ('code' in plan) {
    await reportProblems(context, options, [plan]);
    return exitCode.error;
  }
  await writeOutput(context, options, (format, palette) => renderPlan(plan, format, palette));
  return exitCode.done;
}
