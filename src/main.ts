#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { createPalette } from './render/palette.ts';
import { runCli } from './run-cli.ts';

/** What is in flight may end by itself for this long after the first interrupt. */
const GRACE_MS = 10_000;

const argv = process.argv.slice(2);
const [stop, abort] = [new AbortController(), new AbortController()];
const interrupt = () => {
  if (stop.signal.aborted) return abort.abort(new Error('interrupted'));
  stop.abort(new Error('interrupted'));
  setTimeout(() => abort.abort(new Error('interrupted')), GRACE_MS).unref();
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// A reader that goes away (| head) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
// Nor is one of talk, and it must not end a run in the middle of its writes.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const plain = argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== '';
const question = async (text: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(text, { signal: stop.signal })).trim() === 'yes';
  } finally {
    terminal.close();
  }
};

process.exitCode = await runCli(argv, {
  env: process.env,
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  palette: createPalette(process.stdout.isTTY === true && !plain),
  talkPalette: createPalette(process.stderr.isTTY === true && !plain),
  now: () => Date.now(),
  ask: process.stdin.isTTY ? question : null,
  stop: stop.signal,
  abort: abort.signal,
  pulse: {
    now: () => performance.now(),
    every(ms, tick) {
      const timer = setInterval(tick, ms).unref();
      return () => clearInterval(timer);
    },
    columns: () => (process.stderr.isTTY ? process.stderr.columns || 80 : null),
  },
});
