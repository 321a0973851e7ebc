import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readSecret } from '../../src/connection/secret-reader.ts';
import { providerError } from '../http/open-client.ts';

let top: string;
let root: string;
let vault: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'auditform-secrets-'));
  onTestFinished(() => rm(top, { recursive: true }));
  root = join(top, 'manifests');
  vault = join(top, 'vault');
  await mkdir(join(root, 'team'), { recursive: true });
  await mkdir(vault);
  await writeFile(join(top, 'outside'), 'canary');
});

const sources = () => ({ environment: {}, secretsDirs: [vault] });
const fromManifest = (fromFile: string) => readSecret({ fromFile, base: join(root, 'team'), root }, sources());

async function expectRefused(work: Promise<string>, says: string): Promise<void> {
  const error = await providerError(work);
  expect(error).toMatchObject({ code: 'AF217', trouble: 'refused' });
  expect(error.message).toContain(says);
  expect(`${error.message} ${error.fix} ${error.stack}`).not.toContain('canary');
}

describe('a secret from the environment', () => {
  test('is the variable as it is', async () => {
    expect(await readSecret({ fromEnv: 'S' }, { environment: { S: ' a\n' }, secretsDirs: [] })).toBe(' a\n');
  });

  test.each([{}, { S: '' }])('must hold something: %o', async (environment) => {
    await expectRefused(readSecret({ fromEnv: 'S' }, { environment, secretsDirs: [] }), 'variable S');
  });
});

describe('a secret from a file', () => {
  test.each([
    ['a', 'a'],
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    [' a \r\n\n', ' a \r\n'],
    ['a\r', 'a\r'],
    ['ü\nb', 'ü\nb'],
  ])('loses one trailing newline at most: %j is %j', async (content, secret) => {
    await writeFile(join(root, 'team', 's'), content);
    expect(await fromManifest('s')).toBe(secret);
  });

  test('may lie anywhere below the root', async () => {
    await writeFile(join(root, 's'), 'x');
    expect(await fromManifest('../s')).toBe('x');
  });

  test('may be a link that stays below the root, as Kubernetes mounts them', async () => {
    await writeFile(join(root, 'real'), 'x');
    await symlink('../real', join(root, 'team', 's'));
    expect(await fromManifest('s')).toBe('x');
  });

  test('may be absolute below a folder for secrets', async () => {
    await writeFile(join(vault, 's'), 'x');
    expect(await readSecret({ fromFile: join(vault, 's') }, sources())).toBe('x');
  });

  test('may lie below a root that is itself reached by a link', async () => {
    await writeFile(join(root, 's'), 'x');
    await symlink(root, join(top, 'alias'));
    expect(await readSecret({ fromFile: 's', base: join(top, 'alias'), root: join(top, 'alias') }, sources())).toBe(
      'x',
    );
  });

  test('is refused when the path climbs out of the root', async () => {
    await expectRefused(fromManifest('../../outside'), 'outside the folder of the manifests');
  });

  test('is refused when a link leads out of the root', async () => {
    await symlink(join(top, 'outside'), join(root, 'team', 's'));
    await expectRefused(fromManifest('s'), 'outside the folder of the manifests');
  });

  test('is refused when a folder on the way is a link out of the root', async () => {
    await symlink(top, join(root, 'team', 'folder'));
    await expectRefused(fromManifest('folder/outside'), 'outside the folder of the manifests');
  });

  test('is refused when a link leads out of the folder for secrets', async () => {
    await symlink(join(top, 'outside'), join(vault, 's'));
    await expectRefused(readSecret({ fromFile: join(vault, 's') }, sources()), 'outside the folders for secrets');
  });

  test('is refused in a folder whose name only begins like a permitted one', async () => {
    await mkdir(`${vault}-other`);
    await writeFile(join(`${vault}-other`, 's'), 'canary');
    await expectRefused(
      readSecret({ fromFile: join(`${vault}-other`, 's') }, sources()),
      'outside the folders for secrets',
    );
  });

  test('is refused when absolute, even below the root', async () => {
    await writeFile(join(root, 's'), 'canary');
    await expectRefused(fromManifest(join(root, 's')), 'outside the folders for secrets');
  });

  test('is refused when relative to nothing known', async () => {
    await expectRefused(readSecret({ fromFile: 's' }, sources()), 'relative');
  });

  test('is refused when missing, with the path as written', async () => {
    await expectRefused(fromManifest('missing'), 'missing cannot be read (ENOENT)');
  });

  test.each(['', '\n', '\r\n'])('is refused when there is nothing in it: %j', async (content) => {
    await writeFile(join(root, 'team', 's'), content);
    await expectRefused(fromManifest('s'), 'is empty');
  });

  test('is refused when it is a folder', async () => {
    await mkdir(join(root, 'team', 's'));
    await expectRefused(fromManifest('s'), 'not a regular file');
  });

  test('is refused when it is a pipe, without waiting for a writer', async () => {
    execFileSync('mkfifo', [join(root, 'team', 's')]);
    await expectRefused(fromManifest('s'), 'not a regular file');
  });

  test('is refused beyond 64 KiB, and taken up to there', async () => {
    await writeFile(join(root, 'team', 's'), 'x'.repeat(64 * 1024));
    expect(await fromManifest('s')).toHaveLength(64 * 1024);
    await writeFile(join(root, 'team', 's'), 'x'.repeat(64 * 1024 + 1));
    await expectRefused(fromManifest('s'), 'larger than 64 KiB');
  });

  test('is refused when it is not UTF-8', async () => {
    await writeFile(join(root, 'team', 's'), Buffer.from([0x61, 0xff]));
    await expectRefused(fromManifest('s'), 'not UTF-8');
  });
});
