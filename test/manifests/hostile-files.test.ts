import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { validatePaths } from './validate-text.ts';

const valid = `apiVersion: auditform/v1
kind: TairInstance
metadata: { name: a }
connection: { region: cn-hangzhou }
target: { InstanceId: r-a }
spec: { DbAudit: true }
`;
let folder: string;
const inside = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auditform-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a path that cannot be read is an error with its name, and the others are still judged', () => {
  const cases: readonly [what: string, prepare: () => void, expected: string, name?: string][] = [
    ['a FIFO', () => void execFileSync('mkfifo', [inside('x.yaml')]), 'neither a file nor a folder'],
    ['a dangling link', () => symlinkSync('nowhere', inside('x.yaml')), 'does not exist'],
    ['a link to itself', () => symlinkSync('x.yaml', inside('x.yaml')), 'round in circles'],
    ['a link that leads outside', () => symlinkSync('/etc/passwd', inside('x.yaml')), 'leads outside'],
    ['a device', () => symlinkSync('/dev/zero', inside('x.yaml')), 'leads outside'],
  ];
  test.each(cases)('%s', async (_what, prepare, expected) => {
    prepare();
    writeFileSync(inside('y.yaml'), `${valid}oops: 1\n`);
    const { code, errors, printed } = await validatePaths(folder);
    expect(code).toBe(1);
    expect(errors).toEqual(['AF101 1:1', 'AF201 7:1']);
    expect(printed).toContain(inside('x.yaml'));
    expect(printed).toContain(expected);
    expect(printed).not.toContain('root:');
  });

  test.each([
    ['one that is not there', () => inside('nowhere'), 'does not exist'],
    ['one below a file', () => inside('a.yaml/b'), 'cannot be read'],
    ['one with a NUL', () => 'a\0b', 'cannot be read'],
    ['one that is too long', () => inside('z'.repeat(300)), 'cannot be read'],
    ['a device', () => '/dev/zero', 'neither a file nor a folder'],
    ['a FIFO', () => inside('fifo'), 'neither a file nor a folder'],
  ])('given by name: %s', async (_what, path, expected) => {
    writeFileSync(inside('a.yaml'), valid);
    execFileSync('mkfifo', [inside('fifo')]);
    const { code, errors, printed } = await validatePaths(path());
    expect(code).toBe(1);
    expect(errors).toEqual(['AF101 1:1']);
    expect(printed).toContain(expected);
  });

  // The administrator may read everything: there the rule cannot be shown this way.
  test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    writeFileSync(inside('x.yaml'), valid);
    chmodSync(inside('x.yaml'), 0);
    const { code, errors, printed } = await validatePaths(folder);
    expect([code, errors]).toEqual([1, ['AF101 1:1']]);
    expect(printed).toContain('may not be read');
  });

  test.skipIf(process.platform !== 'linux')('a file that fails while it is read', async () => {
    const { code, errors, printed } = await validatePaths('/proc/self/mem');
    expect([code, errors]).toEqual([1, ['AF101 1:1']]);
    expect(printed).toContain('cannot be read');
  });
});

describe('a folder', () => {
  test('without manifests is an error', async () => {
    writeFileSync(inside('notes.txt'), 'x');
    expect((await validatePaths(folder)).errors).toEqual(['AF107 1:1']);
  });

  test('that links back to itself is read once', async () => {
    writeFileSync(inside('a.yaml'), valid);
    symlinkSync('.', inside('self'));
    mkdirSync(inside('deep'));
    symlinkSync('..', inside('deep/up'));
    const { code, printed } = await validatePaths(folder);
    expect(code, printed).toBe(0);
    expect(printed).toContain('1 manifests in 1 files');
  });

  test('whose name ends in .yaml is walked like any other', async () => {
    mkdirSync(inside('x.yaml'));
    expect((await validatePaths(folder)).errors).toEqual(['AF107 1:1']);
    writeFileSync(inside('x.yaml/y.yaml'), `${valid}oops: 1\n`);
    expect((await validatePaths(folder)).errors).toEqual(['AF201 7:1']);
  });

  test('that links to a folder outside leaves it alone and says so', async () => {
    writeFileSync(inside('a.yaml'), valid);
    symlinkSync(tmpdir(), inside('out'));
    const { code, errors, printed } = await validatePaths(folder);
    expect([code, errors]).toEqual([1, ['AF101 1:1']]);
    expect(printed).toContain('leads outside');
  });

  test('nested a thousand deep is walked in no time', async () => {
    const deep = inside('a/'.repeat(1_000));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'a.yaml'), valid);
    const started = performance.now();
    const { code, printed } = await validatePaths(folder);
    expect(code, printed).toBe(0);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test('given twice is read once', async () => {
    writeFileSync(inside('a.yaml'), valid);
    expect((await validatePaths(folder, inside('a.yaml'), folder)).printed).toContain('1 manifests in 1 files');
  });
});
