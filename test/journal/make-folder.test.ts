import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJournal } from '../../src/journal/journal.ts';
import { makeFolder } from '../../src/journal/make-folder.ts';
import { JournalError } from '../../src/model/journal-error.ts';

const home = () => mkdtempSync(join(tmpdir(), 'auditform-'));

test('folders are made one in the other, for their owner alone, also by runs at the same time', async () => {
  const folder = join(home(), 'a/b/c');
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(`${folder}/`)]);
  expect(statSync(folder).isDirectory()).toBe(true);
  expect(statSync(join(folder, '..')).mode & 0o077).toBe(0);
});

test('a file in the way is an error', async () => {
  const file = join(home(), 'file');
  writeFileSync(file, '');
  await expect(makeFolder(file)).rejects.toThrow('EEXIST');
  await expect(makeFolder(join(file, 'a/b'))).rejects.toThrow('ENOTDIR');
});

// Linux says ENOENT there, whatever is asked for, and Node's recursive mkdir then tries for ever.
test.runIf(existsSync('/proc/self'))('where no folder can be made that ends at once', async () => {
  await expect(makeFolder('/proc/auditform')).rejects.toThrow('ENOENT');
  await expect(makeFolder('/proc/auditform/a/b')).rejects.toThrow('ENOENT');
  await expect(openJournal('/proc/auditform', Date.now)).rejects.toBeInstanceOf(JournalError);
});
