import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Composer, type Document, LineCounter, Parser } from 'yaml';
import { shapeOf } from '../../src/manifest/document-shape.ts';
import { createKnownShapes, type KnownShapes } from '../../src/manifest/known-shapes.ts';
import { placesInTree } from '../../src/manifest/places.ts';
import { parseFile } from '../../src/manifest/source-document.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { pointer } from '../../src/model/pointer.ts';

function* pointersInto(value: Json, path = ''): Generator<string> {
  yield path;
  const members = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [name, item] of members) yield* pointersInto(item as Json, path + pointer(String(name)));
}

/** Counts the documents that were not parsed. */
function watched() {
  const shapes = createKnownShapes();
  const seen = { recalled: 0 };
  const recall: KnownShapes['recall'] = (...shape) => {
    const known = shapes.recall(...shape);
    if (known !== null) seen.recalled += 1;
    return known;
  };
  return { shapes: { ...shapes, recall }, seen };
}

const fileOf = (text: string) => ({ file: 'fleet.yaml', root: '.', bytes: new TextEncoder().encode(text) });

/** Values, with line and column of every part. */
function read(text: string, shapes: KnownShapes) {
  const { documents, problems } = parseFile(fileOf(text), shapes);
  const told = documents.map(({ value, locate }) => [
    value,
    [...pointersInto(value)].map((path) => [path, locate(path), locate(path, 'key')]),
  ]);
  return { told, problems };
}

/** The same by the parser alone, all of the file at once. */
function byParser(text: string) {
  const counter = new LineCounter();
  const composer = new Composer({ uniqueKeys: false });
  const documents = [...composer.compose(new Parser(counter.addNewLine).parse(text))] as Document.Parsed[];
  return documents
    .filter(({ contents }) => contents !== null)
    .flatMap((document) => {
      const value = document.toJS() as Json;
      if (value === null) return [];
      const places = placesInTree(document);
      const at = (path: string, what: 'key' | 'value') => {
        const { line, col } = counter.linePos(places.offset(path as never, what));
        return { file: 'fleet.yaml', line: Math.max(line, 1), column: Math.max(col, 1) };
      };
      return [[value, [...pointersInto(value)].map((path) => [path, at(path, 'value'), at(path, 'key')])]];
    });
}

const scalars =
  'x yes true false True FALSE null Null NULL ~ a-b a_1 a/b a.b a: :a -a - a- https://h:1/p?q a@b.c 0 7 007 0o 0x 12 -1 +1 1_0 1.5 .5 1e5 1E5 ' +
  '0x1f 0o7 0b1 12ab 1e5f 12-x 1-2 2026-01-01 12:30 .inf .nan 999999999999999 9999999999999999 *x &x !x !!str <<  | > ? % @x `x ' +
  "'x' 'it''s' ' ' '' \"x\" \"a\\n\" \"a\\\\\" \"\" \"# no\" 'a: b' [x] [] {x} {} {x:y} [a,b] é";
const scalar = fc.constantFrom(
  ...scalars.split(/ +/),
  'two words',
  'a, b',
  'a # comment',
  '"a # b"',
  'a #b',
  'null words',
  'true story',
  '"two words"',
  "' b '",
  '# comment',
  '',
  ' ',
  '\u0001',
  'a\tb',
  'a\u2028b',
);
/** Lines with a gap, and some that change what the gap of another line means. */
const line = fc.constantFrom(
  'a: _',
  'b: _',
  '_: 1',
  '- _',
  '- _',
  '- - _',
  '- a: _',
  '  _',
  '  b: _',
  '  - _',
  'c: |',
  'c: >-',
  'd: "open',
  '  close"',
  "d: 'open",
  "  close'",
  'e: [_, _]',
  'e: {a: _, b: _ }',
  'e: { a: [ _ ], _ }',
  '[_, _]: _',
  '? _',
  ': _',
  'f: !!str _',
  'f: !!int',
  '&x',
  'g: &x _',
  'h: *x',
  'i:   _   # comment',
  '# comment: _',
  '--- _',
  '--- {a: _}',
  '...',
  '%YAML 1.1',
  'apiVersion: _',
  'kind: _',
  '"1": _',
  '\tj: _',
  '',
);
const template = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { minLength: 1, maxLength: 7 })
  .map((lines) => lines.map(([words, end]) => words + end).join(''));
const head = fc.constantFrom(
  '',
  '',
  '# one\n',
  '  # one\n\n# two _\n',
  '---\n# a: b\n',
  '--- # a\n',
  '\n',
  '---  \n  \n',
);
/** The text with others of their sort for its simple scalars and the comments before it. */
function exchanged(text: string, seed: number): string {
  const { scalars = [] } = shapeOf(text) ?? {};
  const one = (of: readonly string[], number: number) => of[(seed + number) % of.length]!;
  let [result, last] = ['', 0];
  for (const [number, { start, end, value }] of scalars.entries()) {
    const source = text.slice(start, end);
    const quote = /^["']/.exec(source)?.[0];
    result += text.slice(last, start);
    last = end;
    if (value === null) result += one(['', '# c\n', '  # d: _\n\n'], number);
    else if (quote !== undefined) result += quote + one(['', 'x', ' b ', 'a # b', 'a: b'], number) + quote;
    else if (typeof value === 'string') result += one(['x', 'two words', 'a/b-c', '12ab', 'https://h:1/p'], number);
    else if (typeof value === 'number') result += one(['0', '7', '999999999999999'], number);
    else result += one(['true', 'false'], number);
  }
  return result + text.slice(last);
}

const documents = fc
  .tuple(
    fc.array(head, { minLength: 4, maxLength: 4 }),
    template,
    fc.array(fc.array(scalar, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 }),
  )
  .map(([heads, gaps, fills]) => {
    const filled = fills.map((fill, index) => {
      let next = 0;
      return (heads[index]! + gaps).replaceAll('_', () => fill[next++ % fill.length]!);
    });
    // One more of the first one's shape for certain, though not all of what it exchanges need be a value.
    return [...filled, exchanged(filled[0]!, fills[0]!.length)];
  });

describe('a document of a known shape', () => {
  test('is read as the parser reads it, places included', () => {
    let recalled = 0;
    fc.assert(
      fc.property(documents, fc.boolean(), (texts, apart) => {
        const { shapes, seen } = watched();
        for (const text of apart ? texts : [texts.join('---\n')]) {
          const { told, problems } = read(text, shapes);
          // Documents of others are read in part; and after "? x" the parser may drop the rest without a word, markers included.
          if (problems.length === 0 && !/^(?:apiVersion|kind|\?)/m.test(text)) expect(told).toEqual(byParser(text));
          expect({ told, problems }).toEqual(read(text, { recall: () => null, learn: () => undefined }));
        }
        recalled += seen.recalled;
      }),
      { numRuns: Number(process.env.NUM_RUNS ?? 2000) },
    );
    expect(recalled).toBeGreaterThan(250);
  });

  const manifest = (name: string, more = '') =>
    `apiVersion: auditform/v1\nkind: TairInstance\nmetadata: { name: ${name}, labels: { team: "${name}" } }\n` +
    `# of the fleet\nspec:\n  DbAudit: true\n  Retention: ${name.length} # days\n  list:\n    - ${name}\n${more}`;

  test('need not be parsed again', () => {
    const { shapes, seen } = watched();
    const names = Array.from({ length: 50 }, (_, index) => `orders-${'x'.repeat(index + 1)}`);
    const { told } = read(names.map((name) => `# of ${name}\n${manifest(name)}`).join('---\n'), shapes);
    // The first has no marker before it.
    expect(seen.recalled).toBe(48);
    expect(told.map(([value]) => (value as { spec: { list: string[] } }).spec.list[0])).toEqual(names);
    expect(read(manifest('another-file'), shapes).problems).toEqual([]);
    expect(seen.recalled).toBe(49);
  });

  test('shares nothing that can be altered with another', () => {
    const { shapes } = watched();
    const text = ['a', 'b'].map((name) => manifest(name, 'rest: { deep: [~] }\n')).join('---\n');
    const { documents: found } = parseFile(fileOf(text), shapes);
    for (const { value } of found) {
      const { rest } = value as unknown as { rest: { deep: unknown[] } };
      expect(() => rest.deep.push(1)).toThrow(TypeError);
    }
  });

  test.each([
    ['words within a block of text', 'a: |\n  - one\nb: 1\n', 'a: |\n  - two\nb: 2\n'],
    ['the kind', manifest('a'), manifest('a').replace('TairInstance', 'Project')],
    ['the group', manifest('a'), manifest('a').replace('auditform/v1', 'apps/v1')],
    ['a word that means null', 'a: one\n', 'a: null\n'],
    ['a number that is too large', 'a: 12\n', 'a: 9007199254740993\n'],
  ])('is one of another shape where %s is another', (_what, first, second) => {
    const { shapes, seen } = watched();
    read(first, shapes);
    expect(read(second, shapes)).toEqual(read(second, createKnownShapes()));
    expect(seen.recalled).toBe(0);
  });

  test.each([
    'a: 1\n...\nb: 2\n',
    'a: 1\n...\n---\nb: 2\n',
    '%YAML 1.2\n---\na: 1\n---\nb: 2\n',
    'a: 1\n...\n%TAG !x! tag:yaml.org,2002:\n---\nb: !x!str 2\n',
    '---x: 1\n---y: 2\n',
    '---\tword\n---\r\nb: 2\r\n',
    'a: "1\n  ---\n  2"\n---\nb: 1',
    '---\n---\n---\n',
  ])('is cut from its file where the parser cuts: %j', (text) => {
    const { told, problems } = read(text, createKnownShapes());
    expect([told, problems]).toEqual([byParser(text), []]);
  });

  test('is not known from a text that holds the marks', () => {
    expect(shapeOf('a: \u0003\n')).toBe(null);
    expect(shapeOf('a: some words\n')?.shape).toBe('\u0005a: \u0003\n');
  });

  test('is not known once the shapes are too many', () => {
    const { shapes, seen } = watched();
    const own = (index: number) => `---\nkey${index}: 1\n${'x'.repeat(990)}: 1\n`;
    expect(read(Array.from({ length: 1500 }, (_, index) => own(index)).join(''), shapes).problems).toEqual([]);
    read(own(1400), shapes);
    expect(seen.recalled).toBe(0);
    read(own(500), shapes);
    expect(seen.recalled).toBe(1);
  });

  test.each([
    ['a code', `key: 1${'a'.repeat(1_000_000)}+\n`],
    ['a code with dashes', `key: 1${'a-'.repeat(500_000)}=\n`],
    ['digits', `key: 1${'0'.repeat(1_000_000)}!\n`],
    ['words', `key: ${'a '.repeat(500_000)}!\n`],
    ['blanks', `key:${' '.repeat(1_000_000)}!\n`],
    ['brackets', `key: ${'[a,'.repeat(300_000)}!\n`],
    ['quotes', `key: "${'a'.repeat(1_000_000)}\n`],
  ])('costs no more than the length of its text: %s', (_what, text) => {
    // Where it took the square, this would not end within the time of a test.
    expect(shapeOf(text)?.shape.length).toBeGreaterThan(100_000);
  });

  test('may have thousands of parts', () => {
    const { shapes, seen } = watched();
    const long = (name: string) => `---\nlist:\n${`  - ${name}\n`.repeat(9000)}`;
    const [first, second] = [read(long('one'), shapes), read(long('other'), shapes)];
    expect(seen.recalled).toBe(1);
    expect(first.told).toHaveLength(1);
    expect(second.told).toEqual(read(long('other'), createKnownShapes()).told);
  });
});
