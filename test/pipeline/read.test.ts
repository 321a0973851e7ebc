import { expect, test } from 'vitest';
import type { Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import { read, withoutTwins } from '../../src/pipeline/read.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import type { Session } from '../../src/providers/provider.ts';

const origin = { file: 'a.yaml', line: 1, column: 1 };
const target = (name: string) =>
  ({ address: `TairInstance/${name}`, kind: 'TairInstance', origin, connection: { name: 'tair' } }) as Target;
const live = (identity: string) => ({ identity, notes: [] as Observation['notes'] }) as Observation;
const sessionsOf = (answer: (address: string) => Observation) => ({
  of: async () => ({ read: async ({ address }: Target) => answer(address) }) as unknown as Session,
  close: async () => undefined,
});

test('two addresses that turn out to be one object at the vendor are neither planned', () => {
  const readings = ['a', 'b', 'c'].map((name) => ({
    target: target(name),
    live: live(name === 'c' ? 'tair/other' : 'tair/same'),
    problems: [],
  }));
  const told = withoutTwins(readings);
  expect(told.map(({ live: seen }) => seen?.identity ?? null)).toEqual([null, null, 'tair/other']);
  expect(told.map(({ problems }) => problems.map(({ code, message }) => `${code} ${message}`))).toEqual([
    ['AF311 TairInstance/a and TairInstance/b are one object at the vendor.'],
    ['AF311 TairInstance/b and TairInstance/a are one object at the vendor.'],
    [],
  ]);
});

test('a target that cannot be read does not keep the others, and nothing is known of it', async () => {
  const sessions = sessionsOf((address) => {
    if (address === 'TairInstance/b') throw new ProviderError('no answer', { code: 'AF301', trouble: 'unavailable' });
    return live(address);
  });
  const readings = await read(['a', 'b', 'c'].map(target), sessions, 2);
  expect(readings.map(({ live: seen }) => seen?.identity ?? null)).toEqual(['TairInstance/a', null, 'TairInstance/c']);
  expect(readings[1]!.problems).toMatchObject([
    { code: 'AF301', severity: 'error', at: { address: 'TairInstance/b' } },
  ]);
});

test('what is no expected trouble is a bug, and goes up instead of becoming an unreadable target', async () => {
  const sessions = sessionsOf(() => {
    throw new TypeError('a bug');
  });
  await expect(read([target('a')], sessions, 1)).rejects.toThrow('a bug');
});
