import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { lowerWorkerThreads } from '../src/lower-worker-threads.ts';

test.runIf(process.platform === 'linux')('the other threads step back behind this one, and only once', () => {
  const own = getPriority();
  const others = readdirSync('/proc/self/task')
    .map(Number)
    .filter((thread) => thread !== process.pid);
  expect(others.length).toBeGreaterThan(0);
  lowerWorkerThreads();
  lowerWorkerThreads();
  expect(getPriority()).toBe(own);
  expect(others.map((thread) => getPriority(thread))).toEqual(others.map(() => Math.min(own + 5, 19)));
});
