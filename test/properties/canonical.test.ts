import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digest, digestInPieces, sha256 } from '../../src/model/digest.ts';
import { canonical, isObject, type Json, writeCanonical } from '../../src/model/json.ts';

const json = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>;

/** The same value with its members the other way round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => turned(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, turned(item)]),
  );
}

describe('canonical text', () => {
  test('is JSON of the same value, and the same text for every order of members', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(turned(value))).toBe(canonical(value));
      }),
    );
  });

  test('is the same in pieces, however many levels are cut', () => {
    fc.assert(
      fc.property(json, fc.nat(4), (value, levels) => {
        let text = '';
        writeCanonical(value, levels, (piece) => {
          text += piece;
        });
        expect(text).toBe(canonical(value));
      }),
    );
  });

  test('sorts members by code unit, few and many', () => {
    for (const count of [2, 31, 32, 33, 100]) {
      const keys = Array.from({ length: count }, (_, index) => `${(index * 37) % 101}`).map((key) => `k${key}`);
      const text = canonical(Object.fromEntries(keys.map((key) => [key, 0])));
      expect(Object.keys(JSON.parse(text) as object)).toEqual(keys.toSorted());
    }
  });

  test('of a value as large as a plan has the digest of the whole', () => {
    const large = Array.from({ length: 3 }, (_, index) => ({ [`member ${index}`]: ['x'.repeat(50_000), 'é'] }));
    expect(digestInPieces(large)).toBe(digest(large));
  });

  test('is what a digest is of', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(digest(value)).toBe(`sha256:${sha256(canonical(value))}`);
      }),
    );
  });
});
