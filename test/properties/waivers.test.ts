import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { checkWaivers } from '../../src/pipeline/check-waivers.ts';
import { kinds } from '../../src/schema/kinds.ts';

const options = { seed: 20260106, numRuns: 500 } as const;
const DAY = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

function codesOf(
  path: string,
  until: string,
  today: string,
  spec: JsonObject = { DbAudit: true, Retention: 30 },
): string[] {
  const manifest = {
    kind: 'TairInstance',
    metadata: { name: 'a' },
    connection: 'c',
    spec,
    waivers: [{ path, reason: 'r', owner: 'o', until }],
  };
  const place = { file: 'x.yaml', line: 1, column: 1 };
  return checkWaivers(manifest, spec, kinds.TairInstance.schema, today, () => place).map(({ code }) => code);
}

describe('a waiver', () => {
  test('holds through its last day and not a day longer', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -800, max: 800 }), (now, days) => {
        const codes = codesOf('/spec/Retention', dayOf(now + days * DAY), dayOf(now));
        expect(codes).toEqual(days < 0 ? ['AF210'] : []);
      }),
      options,
    );
  });

  test('needs a day that the calendar has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2020, max: 2040 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
        (year, month, day) => {
          const two = (value: number) => String(value).padStart(2, '0');
          const length = month >= 1 && month <= 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 0;
          const codes = codesOf('/spec/Retention', `${year}-${two(month)}-${two(day)}`, '2000-01-01');
          expect(codes).toEqual(day >= 1 && day <= length ? [] : ['AF202']);
        },
      ),
      options,
    );
  });

  test.each([
    ['/spec', []],
    ['/spec/Retention', []],
    ['/spec/DbAudit', []],
    ['/spec/Retentoin', ['AF211']],
    ['/spec/Retention/x', ['AF211']],
    ['/spec/constructor', ['AF211']],
    ['/spec/__proto__', ['AF211']],
    ['/spec/', ['AF211']],
    ['/ensure', ['AF211']],
    ['/metadata/name', ['AF211']],
    ['', ['AF211']],
    ['/', ['AF211']],
    ['spec/Retention', ['AF211']],
  ])('for %j gives %j', (path, codes) => {
    expect(codesOf(path, '2030-01-01', '2026-01-01')).toEqual(codes);
  });
});
