import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/model/operation.ts';
import { order, recheck } from '../../src/pipeline/order.ts';
import { wavesOf } from '../../src/pipeline/plan-target.ts';

function operation(id: string, requires: Record<string, boolean>, ensures: Record<string, boolean>): Operation {
  const conditions = (facts: Record<string, boolean>) =>
    Object.entries(facts).map(([fact, holds]) => ({ fact, holds }));
  return {
    id,
    address: 'K/a',
    summary: id,
    input: null,
    realises: [],
    requires: conditions(requires),
    ensures: conditions(ensures),
    repeatable: true,
    exclusive: null,
  };
}

const sinkFirst = [
  operation('K/a/set-policy', { 'sink.configured': true }, { 'policy.enabled': true }),
  operation('K/a/set-database', { 'sink.configured': true }, { 'database/1.audited': true }),
  operation('K/a/set-sink', {}, { 'sink.configured': true }),
];
const sinkLast = [
  operation('K/a/remove-sink', { 'policy.enabled': false, 'database/1.audited': false }, { 'sink.configured': false }),
  operation('K/a/set-policy', {}, { 'policy.enabled': false }),
  operation('K/a/set-database', {}, { 'database/1.audited': false }),
];

describe('order', () => {
  test('what an operation needs is brought about before it', () => {
    expect(order(sinkFirst, []).waves).toEqual([['K/a/set-sink'], ['K/a/set-database', 'K/a/set-policy']]);
  });

  test('what an operation needs is not taken away before it', () => {
    const all = ['policy.enabled', 'database/1.audited', 'sink.configured'];
    expect(order(sinkLast, all).waves).toEqual([['K/a/set-database', 'K/a/set-policy'], ['K/a/remove-sink']]);
  });

  test('a requirement that already holds comes before the operation that ends it', () => {
    const operations = [operation('b', { x: true }, { y: true }), operation('a', {}, { x: false })];
    expect(order(operations, ['x']).waves).toEqual([['b'], ['a']]);
  });

  test('a requirement that nobody brings about is named', () => {
    const left = order(sinkLast.slice(0, 2), ['policy.enabled', 'database/1.audited', 'sink.configured']);
    expect(left.faults).toEqual([
      { kind: 'unmet', operation: 'K/a/remove-sink', condition: { fact: 'database/1.audited', holds: false } },
    ]);
    expect(left.waves).toEqual([]);
  });

  test('two operations that want opposite values of a fact are refused', () => {
    const operations = [operation('a', {}, { x: true }), operation('b', {}, { x: false })];
    expect(order(operations, []).faults).toContainEqual({ kind: 'opposed', operations: ['a', 'b'], fact: 'x' });
  });

  test('operations that wait for each other are refused', () => {
    const operations = [operation('a', { x: true }, { y: true }), operation('b', { y: true }, { x: true })];
    expect(order(operations, []).faults).toEqual([{ kind: 'cycle', operations: ['a', 'b'] }]);
  });

  const fact = fc.constantFrom('p', 'q', 'r', 's');
  const facts = fc.dictionary(fact, fc.boolean(), { maxKeys: 2 });
  const operations = fc
    .array(fc.tuple(facts, facts), { maxLength: 5 })
    .map((list) => list.map(([requires, ensures], index) => operation(`o${index}`, requires, ensures)));

  test('a derived order never breaks a requirement', () => {
    fc.assert(
      fc.property(operations, fc.subarray(['p', 'q', 'r', 's']), (list, now) => {
        const { waves, faults } = order(list, now);
        if (faults.length === 0) expect(recheck(wavesOf(list, waves), now)).toEqual([]);
        if (faults.length === 0) expect(waves.flat().sort()).toEqual(list.map(({ id }) => id).sort());
      }),
      { numRuns: 5_000 },
    );
  });

  test('the order does not depend on the order of the input', () => {
    fc.assert(
      fc.property(operations, fc.subarray(['p', 'q', 'r', 's']), (list, now) => {
        expect(order([...list].reverse(), now)).toEqual(order(list, now));
      }),
    );
  });

  test('unmet and cycle are never cried without reason', () => {
    fc.assert(
      fc.property(operations, fc.subarray(['p', 'q', 'r', 's']), (list, now) => {
        const { faults } = order(list, now);
        if (faults.some(({ kind }) => kind === 'opposed') || faults.length === 0) return;
        const sound = permutations(list).some(
          (sequence) =>
            recheck(
              sequence.map((one) => [one]),
              now,
            ).length === 0,
        );
        expect(sound).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
