import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findManifestFiles } from '../../src/manifest/manifest-files.ts';
import { parseFiles } from '../../src/manifest/parse-files.ts';

const LARGEST = 16 * 1024 * 1024;

test('files are read until they have 128 MiB together, and what is left out is told once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (let index = 0; index < 10; index++) {
    writeFileSync(join(folder, `${index}.yaml`), '');
    truncateSync(join(folder, `${index}.yaml`), LARGEST);
  }
  const { files, problems } = findManifestFiles([folder]);
  expect(files.map(({ file }) => file)).toEqual(Array.from({ length: 8 }, (_, index) => join(folder, `${index}.yaml`)));
  expect(problems).toEqual([
    {
      code: 'AF105',
      severity: 'error',
      message: expect.stringContaining('more than 134217728 bytes'),
      at: { file: join(folder, '8.yaml'), line: 1, column: 1 },
      fix: expect.stringContaining('fewer files'),
    },
  ]);
});

test('a file of another commit is held to the size of one on the disk', () => {
  const [parsed] = parseFiles([{ file: 'a.yaml', root: '.', bytes: Buffer.alloc(LARGEST + 1, '#') }]);
  expect(parsed).toMatchObject({
    documents: [],
    problems: [{ code: 'AF105', message: expect.stringMatching(/16777217/) }],
  });
});
