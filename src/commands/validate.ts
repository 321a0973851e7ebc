import { breaksGuardrail, type ExitCode, exitCode, failed, worstOf } from '../exit-code.ts';
import { hasErrors } from '../model/problem.ts';
import { guardrailProblems } from '../pipeline/guardrails.ts';
import { providerOf } from '../providers/index.ts';
import type { CommandContext } from './command-context.ts';
import { commonOptions, type RawOptions } from './common-options.ts';
import { loadProject } from './load-project.ts';
import { reportProblems } from './report-problems.ts';

/** Offline judgement of the manifests. */
export async function validateCommand(
  context: CommandContext,
  paths: readonly string[],
  raw: RawOptions,
): Promise<ExitCode> {
  const options = commonOptions(raw, context.env);
  const project = await loadProject(paths, options, context.now);
  const broken = hasErrors(project.problems)
    ? []
    : project.targets.flatMap((target) =>
        guardrailProblems(
          project.rules,
          target,
          target.ensure === 'absent' ? { enabled: 'off' } : providerOf(target.kind).posture(target.spec, null),
        ),
      );
  const problems = [...project.problems, ...broken];
  await reportProblems(context, options, problems);
  if (options.format === 'text' && !hasErrors(problems)) {
    const skipped = project.skipped === 0 ? '' : `, ${project.skipped} other documents skipped`;
    context.stdout(`Valid: ${project.targets.length} manifests in ${project.files.length} files${skipped}.\n`);
  }
  return worstOf([
    failed(problems) ? exitCode.error : exitCode.done,
    breaksGuardrail(problems) ? exitCode.weakening : exitCode.done,
  ]);
}
