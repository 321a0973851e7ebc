import { type ExitCode, exitCode } from '../exit-code.ts';
import { codes, type ProblemCode } from '../model/codes.ts';
import type { CommandContext } from './command-context.ts';
import { usageError } from './usage-error.ts';

/** One problem code in full, or the list of all. */
export async function explainCommand(context: CommandContext, code: string | undefined): Promise<ExitCode> {
  if (code === undefined) {
    context.stdout(
      Object.entries(codes)
        .map(([name, [title]]) => `${name}  ${title}\n`)
        .join(''),
    );
    return exitCode.done;
  }
  const name = code.toUpperCase();
  if (!Object.hasOwn(codes, name)) usageError(`There is no code ${code}. auditform explain lists all.`);
  const [title, text] = codes[name as ProblemCode];
  context.stdout(`${name}: ${title}\n\n${text}\n`);
  return exitCode.done;
}
