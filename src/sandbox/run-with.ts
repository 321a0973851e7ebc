import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Sandbox } from './sandbox.ts';

/** Runs a command with the sandbox's environment, no shell between. Returns its exit code; 128 and the number for a signal. */
export async function runWithSandbox(sandbox: Pick<Sandbox, 'environment'>, command: readonly string[]): Promise<number> {
  const [file, ...args] = command;
  const child = spawn(file!, args, { stdio: 'inherit', env: { ...process.env, ...sandbox.environment } });
  // The terminal signals the child by itself; a signal sent to this process alone is handed on.
  const pass = (signal: NodeJS.Signals) => () => void child.kill(signal);
  const [onInterrupt, onTerminate] = [pass('SIGINT'), pass('SIGTERM')];
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
