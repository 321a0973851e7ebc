import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition } from '../../src/model/fact.ts';
import type { Operation } from '../../src/model/operation.ts';
import { type Ordered, order } from '../../src/pipeline/order.ts';

const options = { seed: 20260109, numRuns: 3_000 } as const;
const FACTS = ['p', 'q', 'r'];
const conditions = fc
  .dictionary(fc.constantFrom(...FACTS), fc.boolean(), { maxKeys: 2 })
  .map((facts) => Object.entries(facts).map(([fact, holds]): Condition => ({ fact, holds })));
const operations = fc.array(fc.tuple(conditions, conditions), { minLength: 1, maxLength: 5 }).map((list) =>
  list.map(
    ([requires, ensures], index): Operation => ({
      id: `K/a/o${index}`,
      address: 'K/a',
      summary: '',
      input: null,
      realises: [],
      requires,
      ensures,
      repeatable: true,
      exclusive: null,
    }),
  ),
);
const now = fc.subarray(FACTS);

/** Runs the operations one by one as a vendor would, which refuses whatever lacks a requirement. */
function runs(sequence: readonly Operation[], facts: readonly string[]): boolean {
  const state = new Map(facts.map((fact) => [fact, true]));
  for (const { requires, ensures } of sequence) {
    if (requires.some(({ fact, holds }) => (state.get(fact) ?? false) !== holds)) return false;
    for (const { fact, holds } of ensures) state.set(fact, holds);
  }
  return true;
}

function sequences<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => sequences(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** Every sequence that the waves allow: all of one wave, in any order, before any of the next. */
function allowed(list: readonly Operation[], { waves }: Ordered): Operation[][] {
  return waves.reduce<Operation[][]>(
    (begun, wave) => {
      const members = sequences(wave.map((id) => list.find((operation) => operation.id === id)!));
      return begun.flatMap((start) => members.map((rest) => [...start, ...rest]));
    },
    [[]],
  );
}

test('a vendor accepts the operations in every sequence that the waves allow', () => {
  fc.assert(
    fc.property(operations, now, (list, facts) => {
      const ordered = order(list, facts);
      if (ordered.faults.length > 0) return;
      expect(ordered.waves.flat().sort()).toEqual(list.map(({ id }) => id).sort());
      for (const sequence of allowed(list, ordered)) expect(runs(sequence, facts)).toBe(true);
    }),
    options,
  );
});

test('no sequence at all works where the verdict is unmet or cycle', () => {
  fc.assert(
    fc.property(operations, now, (list, facts) => {
      const { faults, waves } = order(list, facts);
      if (faults.length === 0 || faults.some(({ kind }) => kind === 'opposed')) return;
      expect(waves).toEqual([]);
      expect(sequences(list).some((sequence) => runs(sequence, facts))).toBe(false);
    }),
    options,
  );
});

test('unmet names a requirement that does not hold and that no other operation brings about', () => {
  fc.assert(
    fc.property(operations, now, (list, facts) => {
      for (const fault of order(list, facts).faults) {
        if (fault.kind !== 'unmet') continue;
        const { fact, holds } = fault.condition;
        expect(facts.includes(fact)).toBe(!holds);
        const others = list.filter(({ id }) => id !== fault.operation);
        expect(others.some(({ ensures }) => ensures.some((made) => made.fact === fact && made.holds === holds))).toBe(
          false,
        );
      }
    }),
    options,
  );
});

test('opposed is said exactly when two operations want opposite values of one fact', () => {
  fc.assert(
    fc.property(operations, now, (list, facts) => {
      const wishes = list.flatMap(({ ensures }) => ensures.map(({ fact, holds }) => `${fact} ${holds}`));
      const opposite = FACTS.some((fact) => wishes.includes(`${fact} true`) && wishes.includes(`${fact} false`));
      expect(order(list, facts).faults.some(({ kind }) => kind === 'opposed')).toBe(opposite);
    }),
    options,
  );
});

test('waves, edges and faults do not depend on the order in which operations and facts come', () => {
  const shuffled = operations.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, now, ([list, other], facts) => {
      expect(order(other, [...facts].reverse())).toEqual(order(list, facts));
    }),
    options,
  );
});

test('every edge points from an earlier wave to a later one', () => {
  fc.assert(
    fc.property(operations, now, (list, facts) => {
      const { waves, edges } = order(list, facts);
      const waveOf = (id: string) => waves.findIndex((wave) => wave.includes(id));
      for (const { before, after } of edges) expect(waveOf(before)).toBeLessThan(waveOf(after));
    }),
    options,
  );
});
