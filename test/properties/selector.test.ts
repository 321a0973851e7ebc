import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSelector, type Selector, selects } from '../../src/pipeline/selector.ts';

const key = fc.constantFrom('env', 'pci', 'team', 'constructor', '__proto__');
const value = fc.constantFrom('prod', 'test', 'true', '');
const labels = fc
  .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
  .map((pairs) => Object.fromEntries(pairs) as Record<string, string>);
const options = { seed: 20260105, numRuns: 1_000 } as const;

/** One requirement as the Kubernetes documentation words it, over the label's value or its absence. */
function kept(operator: string, values: readonly string[], found: string | undefined): boolean {
  if (operator === 'In') return found !== undefined && values.some((one) => one === found);
  if (operator === 'NotIn') return found === undefined || values.every((one) => one !== found);
  return (operator === 'Exists') === (found !== undefined);
}

function labelOf(from: Record<string, string>, name: string): string | undefined {
  return Object.entries(from).find(([own]) => own === name)?.[1];
}

describe('a selector in a document', () => {
  const expression = fc.record({
    key,
    operator: fc.constantFrom('In' as const, 'NotIn' as const, 'Exists' as const, 'DoesNotExist' as const),
    values: fc.array(value, { maxLength: 3 }),
  });

  test('selects what keeps each of its requirements', () => {
    fc.assert(
      fc.property(labels, labels, fc.array(expression, { maxLength: 3 }), (own, matchLabels, matchExpressions) => {
        const selector = { matchLabels, matchExpressions } as unknown as Selector;
        const wanted =
          Object.entries(matchLabels).every(([name, one]) => kept('In', [one], labelOf(own, name))) &&
          matchExpressions.every((one) => kept(one.operator, one.values, labelOf(own, one.key)));
        expect(selects(selector, own)).toBe(wanted);
      }),
      options,
    );
  });

  test('without requirements selects everything', () => {
    fc.assert(
      fc.property(labels, (own) => {
        expect([selects(undefined, own), selects({}, own), selects({ matchLabels: {} }, own)]).toEqual([
          true,
          true,
          true,
        ]);
      }),
      options,
    );
  });

  test('with one requirement more never selects more', () => {
    fc.assert(
      fc.property(labels, expression, expression, (own, one, other) => {
        const both = selects({ matchExpressions: [one, other] } as unknown as Selector, own);
        if (both) expect(selects({ matchExpressions: [one] } as unknown as Selector, own)).toBe(true);
      }),
      options,
    );
  });
});

describe('a selector on the command line', () => {
  const part = fc.oneof(
    fc.tuple(key, fc.constantFrom('=', '==', '!='), value).map(([name, sign, one]) => ({
      text: `${name}${sign}${one}`,
      holds: (found: string | undefined) => (found === one) === (sign !== '!='),
      name,
    })),
    key.map((name) => ({ text: name, holds: (found: string | undefined) => found !== undefined, name })),
    key.map((name) => ({ text: `!${name}`, holds: (found: string | undefined) => found === undefined, name })),
  );

  test('holds when all its parts hold, blanks aside', () => {
    fc.assert(
      fc.property(
        labels,
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', ' '),
        (own, parts, gap) => {
          const parsed = parseSelector(parts.map(({ text }) => text).join(`${gap},${gap}`));
          expect(parsed).not.toBeNull();
          expect(parsed!(own)).toBe(parts.every(({ holds, name }) => holds(labelOf(own, name))));
        },
      ),
      options,
    );
  });

  test.each(['', ',', 'a=b,', '=b', '!a=b', 'a b', 'a=b=c', 'a!b', '!', 'a in (b)'])('%j is refused', (text) => {
    expect(parseSelector(text)).toBeNull();
  });
});
