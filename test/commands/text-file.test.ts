import { execFile, execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readTextFile, TooLargeError, writeTextFile } from '../../src/commands/text-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auditform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function bounds() {
  const [stop, abort] = [new AbortController(), new AbortController()];
  return { stop, abort, signals: { stop: stop.signal, abort: abort.signal } };
}

test('a plain file is written and read', async () => {
  const file = join(folder, 'plan.json');
  await writeTextFile(file, 'é\n', bounds().signals);
  expect(await readTextFile(file, bounds().signals.stop, 3)).toBe('é\n');
  await expect(readTextFile(file, bounds().signals.stop, 2)).rejects.toThrow(TooLargeError);
  await expect(readTextFile(join(folder, 'none'), bounds().signals.stop, 3)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.runIf(existsSync('/dev/zero'))('a device that never ends is read no further than asked', async () => {
  await expect(readTextFile('/dev/zero', bounds().signals.stop, 5_000_000)).rejects.toThrow(TooLargeError);
});

describe.runIf(existsSync('/usr/bin/mkfifo'))('a named pipe', () => {
  const pipe = () => {
    const file = join(folder, 'pipe');
    execFileSync('mkfifo', [file]);
    return file;
  };
  /** More than a pipe holds. */
  const long = 'one line of a plan\n'.repeat(20_000);

  test.each(['reader first', 'writer first'])('hands on whole texts: %s', async (first) => {
    const file = pipe();
    const read = () => readTextFile(file, bounds().signals.stop, long.length);
    const write = () => writeTextFile(file, long, bounds().signals);
    const [one, other] = first === 'reader first' ? [read(), write()] : [write(), read()];
    const ends = await Promise.all([one, other]);
    expect(ends.includes(long)).toBe(true);
  });

  test('is not read for ever where nobody writes', async () => {
    const { stop, signals } = bounds();
    const reading = readTextFile(pipe(), signals.stop, long.length);
    setImmediate(() => stop.abort(new Error('interrupted')));
    await expect(reading).rejects.toThrow();
  });

  test('is read no further than asked, however much is written', async () => {
    const file = pipe();
    const writer = execFile('sh', ['-c', 'exec cat /dev/zero > "$0"', file]);
    onTestFinished(() => void writer.kill());
    await expect(readTextFile(file, bounds().signals.stop, 5_000_000)).rejects.toThrow(TooLargeError);
  });

  test('is not waited for where nobody reads, once the run is interrupted', async () => {
    const { stop, signals } = bounds();
    const writing = writeTextFile(pipe(), long, signals);
    setImmediate(() => stop.abort(new Error('interrupted')));
    await expect(writing).rejects.toMatchObject({ code: 'ENXIO' });
  });

  test('is let go where its reader reads no further', async () => {
    const { abort, signals } = bounds();
    const file = pipe();
    const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(reader));
    const writing = writeTextFile(file, long, signals);
    setImmediate(() => abort.abort(new Error('interrupted')));
    await expect(writing).rejects.toThrow();
  });
});
