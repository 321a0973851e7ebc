import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNode, parseDocument, stringify } from 'yaml';
import { packPlaces, type Places, placesIn, placesInTree } from '../../src/manifest/places.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { pointer, tokens } from '../../src/model/pointer.ts';

function* pointersInto(value: Json, path = ''): Generator<string> {
  yield path;
  const members = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [name, item] of members) yield* pointersInto(item as Json, path + pointer(String(name)));
}

function opened(text: string) {
  const document = parseDocument(text);
  expect(document.errors).toEqual([]);
  const value = document.toJS() as Json;
  const packed = packPlaces(document);
  return { document, value, places: packed === null ? placesInTree(document) : placesIn(packed, value, () => 0) };
}

/** What the parser itself says. */
function offsetByParser(document: ReturnType<typeof parseDocument>, path: string): number {
  const node: unknown = path === '' ? document.contents : document.getIn(tokens(path), true);
  return isNode(node) ? node.range![0] : Number.NaN;
}

const key = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/), fc.constantFrom('1', '0', '10', 'a/b', '~', ' x'));
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string()),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe('the place of a member', () => {
  test('is where the parser says that its value begins', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('BLOCK_FOLDED', 'PLAIN', 'QUOTE_DOUBLE'), (wanted, style) => {
        const { document, value, places } = opened(stringify(wanted, { defaultStringType: style }));
        for (const path of pointersInto(value)) {
          expect(places.has(path)).toBe(true);
          expect(places.offset(path, 'value')).toBe(offsetByParser(document, path));
        }
      }),
    );
  });

  test('is told alike from the numbers and from the tree, for paths that lead on into nothing too', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.oneof(key, fc.constantFrom('-', '', '99')), { maxLength: 2 }), (wanted, more) => {
        const { document, value, places } = opened(stringify(wanted));
        const tree: Places = placesInTree(document);
        for (const start of pointersInto(value)) {
          const path = start + more.map((token) => pointer(token)).join('');
          for (const what of ['key', 'value'] as const) expect(places.offset(path, what)).toBe(tree.offset(path, what));
          expect(places.has(path)).toBe(tree.has(path));
        }
      }),
    );
  });

  test.each([
    ['a key without value', 'a:\nb: 1\n', '/b', 6],
    ['keys that look like an index, which objects put first', 'b: 1\n10: 2\n9: 3\n', '/9', 14],
    ['an item after a nested list', 'a: [[1, [2]], 3]\n', '/a/1', 14],
    ['a member below an alias', 'a: &x { b: 1 }\nc: *x\nd: 2\n', '/d', 24],
  ])('is right for %s', (_name, text, path, offset) => {
    expect(opened(text).places.offset(path, 'value')).toBe(offset);
  });

  test('of a name is where the name begins', () => {
    const { places } = opened('spec:\n  name: x\n');
    expect(places.offset('/spec/name', 'key')).toBe(8);
    expect(places.offset('/spec', 'key')).toBe(0);
  });
});
