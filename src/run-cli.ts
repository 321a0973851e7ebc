import { CommanderError } from 'commander';
import type { CommandContext } from './commands/command-context.ts';
import { OutputError, outputProblem, unwrittenText } from './commands/output-error.ts';
import { createProgram, usageExitCode } from './commands/program.ts';
import { UsageError } from './commands/usage-error.ts';
import { type ExitCode, exitCode, worstOf } from './exit-code.ts';

/** Runs one command line (without `node` and script) and returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], context: CommandContext): Promise<number> {
  let wrote = false;
  const watched: CommandContext = {
    ...context,
    wrote: () => {
      wrote = true;
      context.wrote?.();
    },
  };
  const code = await run(argv, watched, () => wrote);
  const why = (await context.unwritten?.()) ?? null;
  return why === null ? code : withoutOutput(context, unwrittenText('Standard output', why), wrote, code);
}

async function run(argv: readonly string[], context: CommandContext, wrote: () => boolean): Promise<number> {
  let code: number = exitCode.usage;
  try {
    await createProgram(context, (result) => {
      code = result;
    }).parseAsync([...argv], { from: 'user' });
    return context.stop.aborted && code === exitCode.done && !argv.includes('sandbox') ? exitCode.interrupted : code;
  } catch (error) {
    if (error instanceof OutputError) return await withoutOutput(context, error.message, wrote(), exitCode.done);
    return failure(error, context);
  }
}

/** The exit code says that something is missing, and for apply that vendors were written to. */
async function withoutOutput(context: CommandContext, message: string, wrote: boolean, code: number): Promise<number> {
  // Every file that the start of a command loads takes milliseconds.
  const { problemsText } = await import('./render/problems-text.ts');
  context.stderr(problemsText([outputProblem(message)], context.talkPalette));
  const interrupted = context.stop.aborted ? exitCode.interrupted : exitCode.done;
  return worstOf([code as ExitCode, interrupted, wrote ? exitCode.stopped : exitCode.error]);
}

function failure(error: unknown, context: CommandContext): number {
  if (error instanceof CommanderError) return usageExitCode(error);
  if (error instanceof UsageError) {
    context.stderr(`error AF901: ${error.message}\n`);
    return exitCode.usage;
  }
  if (context.stop.aborted) {
    context.stderr('Interrupted.\n');
    return exitCode.interrupted;
  }
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  if (typeof code === 'string' && typeof path === 'string') {
    context.stderr(`error AF101: ${path}: ${code}\n    Check the path and its permissions.\n`);
    return exitCode.error;
  }
  context.stderr(
    `error AF999: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n    Please report this with the command and what auditform --version says.\n`,
  );
  return exitCode.error;
}
