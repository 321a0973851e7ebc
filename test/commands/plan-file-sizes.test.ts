import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readPlanFile } from '../../src/commands/read-plan-file.ts';

let file: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, 'plan.json');
});

const read = (path: string) => readPlanFile(path, new AbortController().signal);
const refused = (message: string) => ({
  code: 'AF506',
  message: expect.stringContaining(message),
  fix: expect.stringContaining('plan -o FILE'),
});

describe('a plan file that no plan can be in', () => {
  test('is not read when it is too large', async () => {
    writeFileSync(file, '');
    truncateSync(file, 2 ** 40);
    expect(await read(file)).toMatchObject(refused('has more than 268435456 bytes'));
  });

  test.runIf(existsSync('/dev/zero'))('is read no further when it never ends', async () => {
    expect(await read('/dev/zero')).toMatchObject(refused('has more than 268435456 bytes'));
  });

  test('is not parsed when it is nothing but values, which would take thirty times its size', async () => {
    writeFileSync(file, `[${'{},'.repeat(10_000_000)}{}]`);
    expect(await read(file)).toMatchObject(refused('holds more than 20000000 values'));
  });

  test('is told when it cannot be read', async () => {
    expect(await read(join(file, 'none'))).toMatchObject(refused('cannot be read (ENOENT)'));
  });
});
