import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWithSandbox } from '../../src/sandbox/run-with.ts';

const run = (script: string, ...args: string[]) =>
  runWithSandbox({ environment: { SANDBOX_TEST: 'a b' } }, [process.execPath, '-e', script, ...args]);

test("the command's exit code is returned", async () => {
  expect(await run('process.exit(0)')).toBe(0);
  expect(await run('process.exit(42)')).toBe(42);
});

test('the environment is added to that of this process', async () => {
  expect(await run("process.exit(process.env.SANDBOX_TEST === 'a b' && process.env.PATH ? 3 : 1)")).toBe(3);
});

test('arguments reach the command as they are, with no shell between', async () => {
  expect(await run("process.exit(process.argv[1] === '$HOME; exit 9 *' ? 3 : 1)", '$HOME; exit 9 *')).toBe(3);
});

test('a command that dies of a signal gives 128 and its number', async () => {
  expect(await run("process.kill(process.pid, 'SIGKILL')")).toBe(128 + 9);
});

test('a command that cannot be started is an error', async () => {
  const nothing = runWithSandbox({ environment: {} }, ['/nonexistent/command']);
  await expect(nothing).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(runWithSandbox({ environment: {} }, [])).rejects.toThrow('no command');
});

test('no signal handlers are left behind', async () => {
  const count = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
  const before = count();
  await run('');
  expect(count()).toBe(before);
});

describe('signals to the process that runs the command', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'auditform-run-with-'));
    const contents = `import { runWithSandbox } from './run-with.ts';
process.exitCode = await runWithSandbox({ environment: {} }, process.argv.slice(2));`;
    const stdin = { contents, loader: 'ts', resolveDir: join(import.meta.dirname, '../../src/sandbox') } as const;
    await build({ stdin, outfile: join(folder, 'run.mjs'), bundle: true, format: 'esm', platform: 'node' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the script below `runWithSandbox`, in a process that can be signalled; the script says when it is ready. */
  const started = async (script: string): Promise<ChildProcess> => {
    const ready = `${script}; setInterval(() => {}, 1000); console.log('ready')`;
    const parent = spawn(process.execPath, [join(folder, 'run.mjs'), process.execPath, '-e', ready], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(parent.stdout!, 'data');
    return parent;
  };

  test.each([
    ['SIGINT', 21],
    ['SIGTERM', 22],
  ] as const)('%s is handed on, and the command decides how it ends', async (signal, code) => {
    const parent = await started(`process.on('${signal}', () => process.exit(${code}))`);
    const exited = once(parent, 'exit');
    parent.kill(signal);
    expect(await exited).toEqual([code, null]);
  });

  test('a command that the signal ends gives 128 and its number', async () => {
    const parent = await started('');
    const exited = once(parent, 'exit');
    parent.kill('SIGTERM');
    expect(await exited).toEqual([128 + 15, null]);
  });
});
