import { type ExitCode, exitCode } from '../exit-code.ts';
import type { CommandContext } from './command-context.ts';
import { wholeNumber } from './common-options.ts';
import { usageError } from './usage-error.ts';

export interface SandboxOptions {
  readonly faults?: string;
  readonly faultRate?: string;
  readonly latency?: string;
  readonly settle?: string;
  readonly controlPort?: string;
}

/** Starts the simulators; runs COMMAND with their addresses and credentials, or stays up until interrupted. */
export async function sandboxCommand(
  context: CommandContext,
  command: readonly string[],
  raw: SandboxOptions,
): Promise<ExitCode | number> {
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = await startSandbox({
    ...(raw.faults === undefined
      ? {}
      : {
          faults: { seed: wholeNumber(raw.faults, '--faults', 0, 999_999_999), rate: rateOf(raw.faultRate ?? '0.1') },
        }),
    ...(raw.latency === undefined ? {} : { latencyMs: wholeNumber(raw.latency, '--latency', 0, 60_000) }),
    ...(raw.settle === undefined ? {} : { settleMs: wholeNumber(raw.settle, '--settle', 0, 600_000) }),
    ...(raw.controlPort === undefined
      ? {}
      : { controlPort: wholeNumber(raw.controlPort, '--control-port', 0, 65_535) }),
  });
  try {
    if (command.length > 0) {
      const { runWithSandbox } = await import('../sandbox/run-with.ts');
      return await runWithSandbox(sandbox, [...command]);
    }
    const lines = Object.entries(sandbox.environment).map(([name, value]) => `export ${name}='${value}'\n`);
    context.stdout(lines.join(''));
    context.stderr(
      'The sandbox is up; it forgets everything when it stops. Paste the lines above into another shell. Ctrl-C stops it.\n',
    );
    await new Promise<void>((done) => {
      if (context.stop.aborted) done();
      else context.stop.addEventListener('abort', () => done(), { once: true });
    });
    return exitCode.done;
  } finally {
    await sandbox.close();
  }
}

function rateOf(text: string): number {
  const rate = Number(text);
  return rate >= 0 && rate <= 1 ? rate : usageError(`--fault-rate is a number from 0 to 1, not ${text}.`);
}
