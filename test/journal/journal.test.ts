import { mkdtempSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { NO_LINE, openJournal } from '../../src/journal/journal.ts';
import { JournalError } from '../../src/model/journal-error.ts';
import { sha256 } from '../../src/model/digest.ts';

const folder = () => join(mkdtempSync(join(tmpdir(), 'auditform-')), 'journal');
const now = () => Date.parse('2026-01-02T03:04:05Z');

test('each line carries the hash of the line before, the first one sixty-four zeros', async () => {
  const journal = await openJournal(folder(), now);
  await Promise.all(['a', 'b', 'c'].map((operation) => journal.write({ event: 'intent', address: 'K/a', operation })));
  await journal.close();
  const lines = readFileSync(journal.file, 'utf8').trimEnd().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.map(({ prev }) => prev)).toEqual([NO_LINE, sha256(lines[0]!), sha256(lines[1]!)]);
  expect(entries[0]).toMatchObject({
    at: '2026-01-02T03:04:05.000Z',
    run: journal.run,
    event: 'intent',
    address: 'K/a',
    operation: 'a',
  });
});

test('runs side by side write files of their own', async () => {
  const shared = folder();
  const [one, two] = await Promise.all([openJournal(shared, now), openJournal(shared, now)]);
  expect(one.file).not.toBe(two.file);
  await one.close();
  await two.close();
});

test('a line is flushed to disk before write resolves: an intent that only the page cache knows would not survive', async () => {
  const journal = await openJournal(folder(), now);
  const probe = await open(journal.file, 'r');
  const flush = vi.spyOn(Object.getPrototypeOf(probe) as { datasync: () => Promise<void> }, 'datasync');
  await probe.close();
  try {
    await journal.write({ event: 'intent', address: 'A/b', operation: 'A/b/set' });
    expect(flush).toHaveBeenCalledTimes(1);
    await flush.mock.results[0]!.value;
  } finally {
    flush.mockRestore();
    await journal.close();
  }
});

test('lines that come while the disk is busy share the next flush: runs of many targets do not queue for the disk', async () => {
  const journal = await openJournal(folder(), now);
  const probe = await open(journal.file, 'r');
  const flush = vi.spyOn(Object.getPrototypeOf(probe) as { datasync: () => Promise<void> }, 'datasync');
  await probe.close();
  try {
    const operations = Array.from({ length: 50 }, (_, index) => `A/b/${index}`);
    await Promise.all(operations.map((operation) => journal.write({ event: 'intent', address: 'A/b', operation })));
    expect(flush).toHaveBeenCalledTimes(2);
    const written = readFileSync(journal.file, 'utf8').trimEnd().split('\n');
    expect(written.map((line) => (JSON.parse(line) as { operation: string }).operation)).toEqual(operations);
  } finally {
    flush.mockRestore();
    await journal.close();
  }
});

test('after a line that could not be written the journal takes no more: a torn line followed by another looks like tampering', async () => {
  const journal = await openJournal(folder(), now);
  const probe = await open(journal.file, 'r');
  const full = vi.spyOn(Object.getPrototypeOf(probe) as { datasync: () => Promise<void> }, 'datasync');
  await probe.close();
  full.mockRejectedValueOnce(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  const line = { event: 'intent', address: 'A/b', operation: 'A/b/set' } as const;
  try {
    await expect(journal.write(line)).rejects.toThrow(/cannot be written \(ENOSPC\)/);
    await expect(journal.write(line)).rejects.toBeInstanceOf(JournalError);
  } finally {
    full.mockRestore();
    await journal.close();
  }
});
