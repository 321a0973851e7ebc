#!/usr/bin/env node
import { exitCode } from './exit-code.ts';
import { createInterrupts } from './commands/interrupts.ts';
import { lowerWorkerThreads } from './lower-worker-threads.ts';
import { createPalette } from './render/palette.ts';
import { runCli } from './run-cli.ts';
import { openStandardOutput } from './commands/standard-output.ts';

/** After a second interrupt: outcomes and journal are written by then, or the disk does not answer. */
const LAST_MS = 5_000;

lowerWorkerThreads();
const argv = process.argv.slice(2);
const interrupts = createInterrupts(
  () => performance.now(),
  (ms, job) => void setTimeout(job, ms).unref(),
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupts.interrupt);
interrupts.cut.addEventListener('abort', () => {
  setTimeout(() => process.exit(exitCode.interrupted), LAST_MS).unref();
});
const output = openStandardOutput(process.stdout);
// Nobody hears talk that cannot be written, and it must not end a run in the middle of its writes.
process.stderr.on('error', () => undefined);

const plain = argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== '';
const question = async (text: string): Promise<boolean> => {
  // Not at the start of every command, which few of them need it for.
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(text, { signal: interrupts.stop })).trim() === 'yes';
  } finally {
    terminal.close();
  }
};

const code = await runCli(argv, {
  env: process.env,
  stdout: output.write,
  unwritten: output.unwritten,
  stderr: (text) => void process.stderr.write(text),
  palette: createPalette(process.stdout.isTTY === true && !plain),
  talkPalette: createPalette(process.stderr.isTTY === true && !plain),
  now: () => Date.now(),
  ask: process.stdin.isTTY ? question : null,
  stop: interrupts.stop,
  abort: interrupts.abort,
  cut: interrupts.cut,
  pulse: {
    now: () => performance.now(),
    every(ms, tick) {
      const timer = setInterval(tick, ms).unref();
      return () => clearInterval(timer);
    },
    columns: () => (process.stderr.isTTY ? process.stderr.columns || 80 : null),
  },
});
process.exitCode = code;
// What was let go in flight would keep the process alive.
if (interrupts.cut.aborted) process.exit(code);
