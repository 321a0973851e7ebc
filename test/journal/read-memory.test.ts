import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openJournal } from '../../src/journal/journal.ts';
import { readMemory } from '../../src/journal/read-memory.ts';

const folder = () => join(mkdtempSync(join(tmpdir(), 'auditform-')), 'journal');
const day = (date: number) => () => Date.UTC(2026, 0, date);

/** One run on that day of January, which remembers these of the object `i`; returns its file. */
async function ran(where: string, date: number, ...remembered: readonly Record<string, number>[]): Promise<string> {
  const journal = await openJournal(where, day(date));
  const place = { address: 'K/a', operation: 'K/a/set' } as const;
  for (const remember of remembered) {
    await journal.write({ event: 'intent', ...place });
    await journal.write({ event: 'outcome', ...place, status: 'done', identity: 'i', remember });
  }
  await journal.write({ event: 'run-ended', address: null, operation: null });
  await journal.close();
  return journal.file;
}

const known = async (where: string) => (await readMemory(where)).remembered.get('i');

test('what was written and cannot be read back is remembered by vendor object, latest first', async () => {
  const shared = folder();
  const journal = await openJournal(shared, day(1));
  const outcome = (identity: string, remember: Record<string, number>, forget = false) =>
    journal.write({ event: 'outcome', address: 'K/a', operation: 'o', status: 'done', identity, remember, forget });
  await outcome('db_1', { '/password_version': 1, '/x': 1 });
  await outcome('db_1', { '/password_version': 2 });
  await outcome('db_2', { '/x': 1 });
  await outcome('db_2', { '/y': 2 }, true);
  await journal.close();
  const { remembered, problems } = await readMemory(shared);
  expect(remembered.get('db_1')).toEqual({ '/password_version': 2, '/x': 1 });
  expect(remembered.get('db_2')).toEqual({ '/y': 2 });
  expect(problems).toEqual([]);
});

test('a missing folder and files of other names are no errors', async () => {
  const nowhere = await readMemory(join(tmpdir(), 'auditform-nowhere'));
  expect([nowhere.remembered.size, nowhere.problems]).toEqual([0, []]);
  const shared = folder();
  await ran(shared, 1, { '/x': 1 });
  writeFileSync(join(shared, 'foreign.jsonl'), 'not json "remember"\n');
  writeFileSync(join(shared, 'seen.json'), '{}');
  const { remembered, problems } = await readMemory(shared);
  expect([remembered.get('i'), problems]).toEqual([{ '/x': 1 }, []]);
});

test('wherever the last line is torn, the lines before it are believed and nothing is said', async () => {
  const shared = folder();
  const journal = await openJournal(shared, day(1));
  const outcome = (value: number) =>
    journal.write({ event: 'outcome', address: 'K/a', operation: 'o', identity: 'i', remember: { '/x': value } });
  await outcome(1);
  const first = statSync(journal.file).size;
  await outcome(2);
  await journal.close();
  const bytes = readFileSync(journal.file);
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(journal.file, bytes.subarray(0, length));
    const { remembered, problems } = await readMemory(shared);
    expect([remembered.get('i'), problems]).toEqual([length < first ? undefined : { '/x': 1 }, []]);
  }
  writeFileSync(journal.file, bytes);
  expect(await known(shared)).toEqual({ '/x': 2 });
});

test('whatever is done to any line but the last, nothing of the file is believed, and the line after is named', async () => {
  const shared = folder();
  const file = await ran(shared, 1, { '/x': 1 }, { '/x': 2 });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const change = fc.oneof(
    fc.record({ at: fc.nat({ max: lines.length - 2 }), by: noise }),
    fc.record({ at: fc.nat({ max: lines.length - 2 }), by: fc.constant(null) }),
  );
  await fc.assert(
    fc.asyncProperty(change, async ({ at, by }) => {
      const changed = [...lines.slice(0, at), ...(by === null ? [] : [by]), ...lines.slice(at + 1)];
      writeFileSync(file, `${changed.join('\n')}\n`, 'latin1');
      const { remembered, problems } = await readMemory(shared);
      expect(remembered.size).toBe(0);
      expect(problems).toMatchObject([{ code: 'AF509', severity: 'warning', at: { file, line: at + 1 } }]);
    }),
    { seed: 20260109, numRuns: 60 },
  );
  writeFileSync(file, `${lines.join('\n').replace('"/x":1', '"/x":7')}\n`);
  expect((await readMemory(shared)).problems[0]?.at).toEqual({ file, line: 3, column: 1 });
});

test('a file that is not believed takes away what runs before it knew, not what runs after it know', async () => {
  const shared = folder();
  await ran(shared, 1, { '/x': 1 });
  const file = await ran(shared, 2, { '/x': 2 });
  writeFileSync(file, readFileSync(file, 'utf8').replace('"/x":2', '"/y":2'));
  expect(await known(shared)).toBeUndefined();
  await ran(shared, 3, { '/z': 3 });
  const { remembered, problems } = await readMemory(shared);
  expect([remembered.get('i'), problems.length]).toEqual([{ '/z': 3 }, 1]);
});

test('an old run under a newer name is not believed', async () => {
  const shared = folder();
  const old = await ran(shared, 1, { '/x': 1 });
  await ran(shared, 2, { '/x': 2 });
  renameSync(old, old.replace('20260101T', '20260103T'));
  const { remembered, problems } = await readMemory(shared);
  expect([remembered.size, problems.map(({ code }) => code)]).toEqual([0, ['AF509']]);
});

test.each<[string, (file: string) => unknown]>([
  ['a pipe that nobody writes to', (file) => execFileSync('mkfifo', [file])],
  ['a device that never ends', (file) => symlinkSync('/dev/zero', file)],
  ['a folder', (file) => mkdirSync(file)],
  ['a link to nowhere', (file) => symlinkSync('nowhere', file)],
])('in place of a journal file %s is told, and nobody waits for it', async (_, put) => {
  const shared = folder();
  await ran(shared, 1, { '/x': 1 });
  put(join(shared, '20260102T000000000Z-00000000.jsonl'));
  const { remembered, problems } = await readMemory(shared);
  expect([remembered.size, problems.map(({ code }) => code)]).toEqual([0, ['AF509']]);
});

test('a folder that cannot be opened is told', async () => {
  const shared = folder();
  symlinkSync(shared, shared);
  expect((await readMemory(shared)).problems).toMatchObject([{ code: 'AF509', at: { file: shared } }]);
});

test('odd lines of a whole chain are no memory and no error', async () => {
  const shared = folder();
  const file = await ran(shared, 1, { '/x': 1 });
  let text = readFileSync(file, 'utf8');
  let prev = createHash('sha256').update(text.trimEnd().split('\n').at(-1)!).digest('hex');
  for (const odd of [
    '{"event":"outcome","identity":"o","remember":7',
    '{"event":"intent","identity":"o","remember":{"/x":1}',
    '{"event":"outcome","identity":["o"],"remember":{"/x":1}',
    '["remember"',
    'null "remember"',
    '{"event":"outcome","identity":"__proto__","remember":{"__proto__":{"x":1}}',
  ]) {
    const line = `${odd},"prev":"${prev}"}`;
    text += `${line}\n`;
    prev = createHash('sha256').update(line).digest('hex');
  }
  writeFileSync(file, text);
  const { remembered, problems } = await readMemory(shared);
  expect([remembered.get('i'), remembered.get('o'), problems]).toEqual([{ '/x': 1 }, undefined, []]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
