import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openJournal } from '../../src/journal/journal.ts';

const folder = () => join(mkdtempSync(join(tmpdir(), 'auditform-')), 'journal');
const now = () => Date.parse('2026-01-02T03:04:05Z');

/** A reader of its own, from the published description of the format alone. Returns the first line that does not fit. */
function brokenLine(text: string): number | null {
  let before = '0'.repeat(64);
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    try {
      const entry = JSON.parse(line) as Record<string, unknown>;
      for (const member of ['at', 'run', 'event', 'address', 'operation', 'prev'])
        if (!Object.hasOwn(entry, member)) return index + 1;
      if (entry.prev !== before) return index + 1;
    } catch {
      return index + 1;
    }
    before = createHash('sha256').update(line, 'utf8').digest('hex');
  }
  return null;
}

async function written(details: readonly string[], where = folder()): Promise<string> {
  const journal = await openJournal(where, now);
  await Promise.all(
    details.map((detail) => journal.write({ event: 'intent', address: 'K/a', operation: 'K/a/set', detail })),
  );
  await journal.close();
  return readFileSync(journal.file, 'utf8');
}

test('whatever is written, each line is one JSON object that carries the hash of the line before', async () => {
  const detail = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\nb', '\u2028', '"', '\0', 'é'));
  await fc.assert(
    fc.asyncProperty(fc.array(detail, { minLength: 1, maxLength: 5 }), async (details) => {
      const text = await written(details);
      expect(text.endsWith('\n')).toBe(true);
      const lines = text.trimEnd().split('\n');
      expect(lines.length).toBe(details.length);
      expect(brokenLine(text)).toBeNull();
      const kept = lines.map((line) => (JSON.parse(line) as { detail: string }).detail);
      expect(kept).toEqual(details.map((one) => JSON.parse(JSON.stringify(one)) as string));
    }),
    { seed: 20260107, numRuns: 30 },
  );
});

test('a line that is changed, taken out, put in or moved breaks the chain', async () => {
  const text = await written(['one', 'two', 'three', 'four']);
  const lines = text.trimEnd().split('\n');
  const after = (...changed: readonly string[]) => brokenLine(`${changed.join('\n')}\n`);
  const [one, two, three, four] = lines as [string, string, string, string];
  expect(after(one.replace('one', 'ONE'), two, three, four)).toBe(2);
  expect(after(one, two.replace('"at":"2026', '"at":"2025'), three, four)).toBe(3);
  expect(after(one, two, three.replace('{"at"', '{ "at"'), four)).toBe(4);
  expect(after(two, three, four)).toBe(1);
  expect(after(one, three, four)).toBe(2);
  expect(after(one, two, two, three, four)).toBe(3);
  expect(after(one, three, two, four)).toBe(2);
  expect(after(one, two, three, four)).toBeNull();
});

test('any single changed byte is noticed, but in the last line', async () => {
  const text = await written(['one', 'two', 'three']);
  const last = text.trimEnd().lastIndexOf('\n');
  fc.assert(
    fc.property(fc.nat({ max: last - 1 }), fc.integer({ min: 33, max: 126 }), (at, byte) => {
      const changed = text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1);
      if (changed !== text) expect(brokenLine(changed)).not.toBeNull();
    }),
    { seed: 20260108, numRuns: 300 },
  );
});

test('twenty runs at the same instant write twenty whole files', async () => {
  const shared = folder();
  const runs = await Promise.all(Array.from({ length: 20 }, (_, run) => written(['a', 'b', String(run)], shared)));
  expect(readdirSync(shared).length).toBe(20);
  expect(runs.map(brokenLine)).toEqual(runs.map(() => null));
  expect(new Set(runs.map((text) => (JSON.parse(text.split('\n')[0]!) as { run: string }).run)).size).toBe(20);
});

test('only the owner may read the journal', async () => {
  const shared = folder();
  await written(['a'], shared);
  expect(statSync(shared).mode & 0o077).toBe(0);
  expect(statSync(join(shared, readdirSync(shared)[0]!)).mode & 0o077).toBe(0);
});

test('a line is on disk when write resolves, and the file is never shortened', async () => {
  const journal = await openJournal(folder(), now);
  let size = 0;
  for (const operation of ['a', 'b', 'c']) {
    await journal.write({ event: 'intent', address: 'K/a', operation });
    const next = statSync(journal.file).size;
    expect(next).toBeGreaterThan(size);
    size = next;
  }
  await journal.close();
  await expect(journal.write({ event: 'intent', address: 'K/a', operation: 'd' })).rejects.toThrow();
});
