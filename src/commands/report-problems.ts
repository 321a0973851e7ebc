import type { Problem } from '../model/problem.ts';
import { problemsText } from '../render/problems-text.ts';
import { renderProblems } from '../render/render-problems.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';
import { writeOutput } from './write-output.ts';

export const PROBLEMS_FORMAT = 'auditform.problems/1';

/** Problems as the command's whole output, when there is no plan to show. In text they are talk, so that stdout stays data. */
export async function reportProblems(
  context: CommandContext,
  options: CommonOptions,
  problems: readonly Problem[],
): Promise<void> {
  if (options.format === 'text') {
    context.stderr(problemsText(problems, context.talkPalette));
    if (options.reports.length > 0)
      await writeOutput({ ...context, stdout: () => undefined }, options, (format, palette) =>
        renderProblems(problems, format, palette),
      );
    return;
  }
  await writeOutput(context, options, (format, palette) => renderProblems(problems, format, palette));
}
