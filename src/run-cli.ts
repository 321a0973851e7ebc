import { CommanderError } from 'commander';
import type { CommandContext } from './commands/command-context.ts';
import { createProgram, usageExitCode } from './commands/program.ts';
import { UsageError } from './commands/usage-error.ts';
import { exitCode } from './exit-code.ts';

/** Runs one command line (without `node` and script) and returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], context: CommandContext): Promise<number> {
  let code: number = exitCode.usage;
  try {
    await createProgram(context, (result) => {
      code = result;
    }).parseAsync([...argv], { from: 'user' });
    return context.stop.aborted && code === exitCode.done && !argv.includes('sandbox') ? exitCode.interrupted : code;
  } catch (error) {
    return failure(error, context);
  }
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
    context.stderr(`error AF101: ${path}: ${code}\n`);
    return exitCode.error;
  }
  context.stderr(`error AF999: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCode.error;
}
