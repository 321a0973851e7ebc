import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff } from '../../src/pipeline/diff.ts';
import { proves } from '../../src/pipeline/proves.ts';
import { kinds } from '../../src/schema/kinds.ts';
import { observation, pairs, target } from './live-and-wanted.ts';

const options = { seed: 20260110, numRuns: 300 } as const;
const hidden: Readonly<Record<string, readonly string[]>> = {
  DBAuditDatabase: ['/ssl_ca', '/audit_options', '/tags'],
  CouchbaseCluster: ['/logPath'],
};
/** The only kind whose object the program may create. */
const canBeAbsent = 'DBAuditDatabase';

describe.each(Object.keys(kinds))('the second opinion on a diff of %s', (kind) => {
  const inputs = fc
    .tuple(pairs(kind), fc.subarray([...(hidden[kind] ?? [])]), fc.constantFrom(true, kind !== canBeAbsent))
    .map(([{ live, wanted }, unseen, there]) => ({
      target: target(kind, wanted),
      live: observation(kind, there ? live : null, there ? unseen : []),
      normalised: { document: wanted, origins: {}, findings: [] },
    }));

  test('agrees with every diff', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const found = diff(input.target, input.live, input.normalised, {});
        expect(proves(found, input.target, input.live, input.normalised)).toBe(true);
      }),
      options,
    );
  });

  test('notices any change that a diff misses', () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, pick) => {
        const found = diff(input.target, input.live, input.normalised, {});
        const shown = found.changes.filter(
          ({ path }) =>
            path !== '/ensure' && !input.live.hidden.some((pointer) => `${path}/`.startsWith(`${pointer}/`)),
        );
        if (shown.length === 0) return;
        const missed = shown[pick % shown.length]!;
        const changes = found.changes.filter((change) => change !== missed);
        expect(proves({ ...found, changes }, input.target, input.live, input.normalised)).toBe(false);
      }),
      options,
    );
  });
});
