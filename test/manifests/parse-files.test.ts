import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChunkQueue, takeChunks } from '../../src/manifest/chunk-queue.ts';
import { chunksOf } from '../../src/manifest/chunks.ts';
import { joinChunks } from '../../src/manifest/join-chunks.ts';
import { parseChunk } from '../../src/manifest/parse-chunk.ts';
import { type ParsedFile, parseFile } from '../../src/manifest/source-document.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { pointer } from '../../src/model/pointer.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const fileOf = (text: string) => ({ file: 'fleet.yaml', root: '.', bytes: encode(text) });

function* pointersInto(value: Json, path = ''): Generator<string> {
  yield path;
  const members = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [name, item] of members) yield* pointersInto(item as Json, path + pointer(String(name)));
}

/** Values with the place of every part. */
const told = ({ documents }: ParsedFile) =>
  documents.map(({ value, locate }) => [
    value,
    [...pointersInto(value)].map((path) => [path, locate(path), locate(path, 'key')]),
  ]);

/** By chunks of hardly a document each; null where the whole file has to be looked at. */
const inChunks = (text: string) => {
  const file = fileOf(text);
  return joinChunks(file, chunksOf(file.bytes, 8).map(parseChunk));
};

/** Lines that make documents, and some that break them. */
const line = fc.constantFrom(
  'a: 1',
  'b: [x, "y", {z: é}]',
  'c: |',
  '  text --- of a block',
  '  --- indented',
  '---',
  '--- # next',
  '---x',
  '--- {in: line}',
  '...',
  '%YAML 1.2',
  '# comment',
  '',
  'd: "quoted',
  '  on"',
  'e: &x 1',
  'f: *x',
  '- item',
  'a: again',
  '10: index',
  'apiVersion: v1',
  'kind: ConfigMap',
  'emoji: 😀 # four bytes',
  '\tg: tab',
);
const text = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n', '\n')), { maxLength: 24 })
  .map((lines) => lines.map(([words, end]) => words + end).join(''));

describe('a file read in chunks', () => {
  test('is read as the whole file is, places included, or not at all', () => {
    fc.assert(
      fc.property(text, (wanted) => {
        const chunked = inChunks(wanted);
        if (chunked === null) return;
        const whole = parseFile(fileOf(wanted));
        expect(whole.problems).toEqual([]);
        expect(told(chunked)).toEqual(told(whole));
      }),
      { numRuns: 2000 },
    );
  });

  test('is read in chunks where nothing is wrong with it', () => {
    const documents = Array.from({ length: 50 }, (_, index) => `a: ${index}\nb: [1, 2]\n`).join('---\n');
    expect(chunksOf(encode(documents), 64).length).toBeGreaterThan(10);
    expect(inChunks(documents)?.documents.map(({ value }) => value)).toEqual(
      Array.from({ length: 50 }, (_, index) => ({ a: index, b: [1, 2] })),
    );
  });

  test.each([
    ['is no YAML', 'a: 1\n---\nb: "\n---\nc: 3\n'],
    ['holds a key twice', 'a: 1\n---\nb: 1\nb: 2\n'],
    ['is no UTF-8 text', 'a: 1\n---\nb: \xff\n'],
    ['holds an alias', 'a: &x 1\nb: *x\n---\nc: 1\n'],
  ])('is left to the parser of whole files where one document %s', (_name, wanted) => {
    const bytes = Buffer.from(wanted, 'latin1');
    expect(joinChunks({ file: 'x.yaml', root: '.', bytes }, chunksOf(bytes, 4).map(parseChunk))).toBe(null);
  });
});

describe('chunks', () => {
  test('together are the file, and each but the first starts with a marker', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (wanted, size) => {
        const chunks = chunksOf(encode(wanted), size).map(decode);
        expect(chunks.join('')).toBe(wanted);
        for (const chunk of chunks.slice(1)) expect(chunk).toMatch(/^---(\s|$)/);
      }),
    );
  });

  test('are never cut where directives may reach over documents', () => {
    const wanted = `${'a: 1\n---\n'.repeat(20)}b: 1\n...\n%TAG ! tag:x,1:\n---\nc: 1\n`;
    expect(chunksOf(encode(wanted), 8)).toHaveLength(1);
  });

  test('go to one taker each', () => {
    const queue = createChunkQueue([encode('one'), encode(''), encode('three')]);
    const [first, second] = [takeChunks(queue), takeChunks(queue)];
    const taken = [first.next(), second.next(), first.next(), second.next(), first.next()];
    expect(taken.map(({ value, done }) => (done ? null : [value.index, decode(value.bytes)]))).toEqual([
      [0, 'one'],
      [1, ''],
      [2, 'three'],
      null,
      null,
    ]);
  });
});
