import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import type { Sandbox } from './sandbox.ts';

/**
 * Runs a command with the sandbox's environment, no shell between. Returns its exit code; 128 and the number for a
 * signal. Rejects when the command cannot be started.
 */
export async function runWithSandbox(
  sandbox: Pick<Sandbox, 'environment'>,
  command: readonly string[],
): Promise<number> {
  const [file, ...args] = command;
  if (file === undefined) throw new TypeError('there is no command to run');
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...sandbox.environment } });
  // A terminal interrupts the child by itself. Handing that on too would make one Ctrl-C two, and the second one
  // makes a command drop what it is in the middle of.
  const onInterrupt = () => void (onTerminal() || child.kill('SIGINT'));
  const onTerminate = () => void child.kill('SIGTERM');
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    return await new Promise<number>((done, failed) => {
      child.once('error', failed);
      child.once('close', (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

function onTerminal(): boolean {
  return [0, 1, 2].some(isatty);
}
