import fc from 'fast-check';
import jsonpatch, { type Operation } from 'fast-json-patch';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { diff, specNode } from '../../src/pipeline/diff.ts';
import { keyed } from '../../src/pipeline/keyed.ts';
import { overlay } from '../../src/pipeline/overlay.ts';
import { kinds } from '../../src/schema/kinds.ts';
import { object } from './document-arbitrary.ts';
import { observation, pairs, target, visible } from './live-and-wanted.ts';

const options = { seed: 20260102, numRuns: 300 } as const;

const compare = (kind: string, wanted: JsonObject, live: JsonObject | null, hidden: readonly string[] = []) =>
  diff(target(kind, wanted), observation(kind, live, hidden), { document: wanted, origins: {}, findings: [] }, {});

/** null says that nothing is there, as a missing member does. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => (item === null ? [] : [[name, withoutNulls(item)]])),
  );
}

describe.each(Object.keys(kinds))('the changes of %s', (kind) => {
  const node = specNode(kind);

  test('applied as JSON Patch to the live document give the wish laid over it', () => {
    fc.assert(
      fc.property(pairs(kind), ({ live, wanted }) => {
        const { changes } = compare(kind, wanted, live);
        const patches = changes.flatMap(({ patch }) => patch) as Operation[];
        const patched = jsonpatch.applyPatch(structuredClone(keyed(live, node)), patches, true).newDocument as Json;
        expect(withoutNulls(patched)).toEqual(withoutNulls(keyed(overlay(live, wanted, node), node)));
      }),
      options,
    );
  });

  test('are none where the live document is as wanted, in whole or in part', () => {
    fc.assert(
      fc.property(pairs(kind), ({ live, wanted }) => {
        expect(compare(kind, live, live).changes).toEqual([]);
        const laid = overlay(live, wanted, node) as JsonObject;
        expect(compare(kind, wanted, laid).changes).toEqual([]);
      }),
      options,
    );
  });

  test('are found whenever a member differs', () => {
    fc.assert(
      fc.property(pairs(kind), ({ live, wanted }) => {
        const laid = withoutNulls(keyed(overlay(live, wanted, node), node));
        const same = JSON.stringify(laid, sortedKeys) === JSON.stringify(withoutNulls(keyed(live, node)), sortedKeys);
        expect(compare(kind, wanted, live).changes.length === 0).toBe(same);
      }),
      options,
    );
  });

  test('are the same whatever the order of a set', () => {
    fc.assert(
      fc.property(pairs(kind), ({ live, wanted }) => {
        const told = compare(kind, wanted, live).changes.map(({ id, direction }) => [id, direction]);
        const reversed = compare(kind, turned(wanted), turned(live)).changes;
        expect(reversed.map(({ id, direction }) => [id, direction])).toEqual(told);
      }),
      options,
    );
  });

  test('never hold a secret, and each stands at one path with a name of its own', () => {
    fc.assert(
      fc.property(object(node), fc.option(object(node)), (wanted, live) => {
        const shown = live === null ? null : (visible(live, node) as JsonObject);
        const { changes } = compare(kind, wanted, shown);
        expect(JSON.stringify(changes)).not.toContain('CANARY');
        expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
      }),
      options,
    );
  });
});

test('a hidden member is never called equal', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 2555 }), (days) => {
      const wanted = { audit_options: { retention_days: days } };
      const { changes, unverifiable } = compare('DBAuditDatabase', wanted, { name: 'x' }, ['/audit_options']);
      expect(unverifiable).toEqual(['/spec/audit_options/retention_days']);
      expect(changes.map(({ before, direction }) => [before, direction])).toEqual([[{ hidden: true }, 'unknown']]);
    }),
    options,
  );
});

function sortedKeys(_key: string, value: Json): Json {
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/** Sets turned round; keyed lists keep their items. */
function turned(document: JsonObject): JsonObject {
  const turn = (value: Json): Json =>
    Array.isArray(value)
      ? [...(value as readonly Json[])].reverse().map(turn)
      : isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, turn(item)]))
        : value;
  return turn(document) as JsonObject;
}
