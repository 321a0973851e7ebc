import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/manifest.ts';
import { isProviderError } from '../../src/providers/provider-error.ts';
import { type Readings, type Row, UNSTATED } from './dbaudit-server.ts';
import {
  changesOf,
  type Fake,
  fake,
  type FakeOptions,
  type Fault,
  LEDGER,
  OPTIONS,
  operationsOf,
  SECRET,
  SPEC,
  target,
} from './dbaudit-fake.ts';

const wanted = target({
  ...SPEC,
  tags: ['pci'],
  ssl_mode: 'verify-full',
  ssl_ca: 'PEM',
  password_version: 2,
  audit_options: { ...OPTIONS, retention_days: 365 },
});

/** One run as the pipeline does it: each write read back, and remembered only when it shows. False: it ended early. */
async function run(subject: Fake, goal: Target, memory: Record<string, Json>): Promise<boolean> {
  try {
    const live = await subject.session.read(goal);
    for (const operation of operationsOf(goal, live, memory)) {
      const { remember = {} } = await subject.session.apply(operation, goal);
      const left = changesOf(goal, await subject.session.read(goal), { ...memory, ...remember }).map(({ id }) => id);
      expect(operation.realises.filter((id) => left.includes(id))).toEqual([]);
      Object.assign(memory, remember);
    }
    return true;
  } catch (error) {
    if (isProviderError(error) || (error instanceof Error && error.message === 'killed')) return false;
    throw error;
  }
}

interface Story {
  readonly readings: Partial<Readings>;
  readonly start: JsonObject | null;
  /** Happens to the request of this number of the first run. */
  readonly nth: number;
  readonly fault: Fault;
}

/** The first run meets the fault, the others none; returns what is there in the end, and the writes of the last run. */
async function tell({ readings, start, nth, fault }: Story) {
  const memory: Record<string, Json> = {};
  const first = (options: FakeOptions): Fake => {
    const subject = fake({ readings, ...options });
    if (start !== null) subject.server.add({ ...LEDGER, ...start });
    return subject;
  };
  let calls = 0;
  let subject = first({ fault: () => (++calls === nth ? fault : null) });
  await run(subject, wanted, memory);
  let rows: readonly Row[] = subject.server.rows;
  for (const day of [1, 2]) {
    subject = fake({ readings, rows, day });
    expect(await run(subject, wanted, memory)).toBe(true);
    rows = subject.server.rows;
  }
  return { rows, writes: subject.lines(true), reached: calls >= nth };
}

const readings: Partial<Readings>[] = (['hidden', 'shown', 'without-retention'] as const).flatMap((options) =>
  (['merge', 'replace'] as const).map((patch) => ({ options, patch, tags: options === 'hidden' ? 'hidden' : 'shown' })),
);
const faults: Fault[] = [
  'killed',
  'lost',
  'gone',
  { status: 503 },
  { status: 500 },
  { body: '<html>' },
  { status: 429 },
];
const old = { username: 'somebody', tags: ['x', 'y'], password: 'old', audit_options: UNSTATED };

describe.each(readings)('under %o', (reading) => {
  test('a second run finds nothing to do: no POST, no PATCH, no DELETE, no test', async () => {
    for (const start of [null, old]) {
      const { writes } = await tell({ readings: reading, start, nth: Number.POSITIVE_INFINITY, fault: 'gone' });
      expect(writes).toEqual([]);
    }
  });

  test.each([
    ['created', null],
    ['changed', old],
  ])('whatever happens to whichever request, running again converges to one object (%s)', async (_name, start) => {
    for (const fault of faults) {
      for (let nth = 1; ; nth++) {
        const { rows, writes, reached } = await tell({ readings: reading, start, nth, fault });
        if (!reached) break;
        const place = `request ${nth}, ${JSON.stringify(fault)}`;
        expect(rows, place).toHaveLength(1);
        expect(rows[0], place).toMatchObject({
          fields: { ...LEDGER, tags: ['pci'], ssl_mode: 'verify-full', ssl_ca: 'PEM' },
          options: { ...OPTIONS, retention_days: 365 },
          password: SECRET,
        });
        expect(writes, place).toEqual([]);
      }
    }
  });
});

describe('options that nobody manages', () => {
  test.each(['merge', 'replace'] as const)('survive every fault under %s, when they are shown', async (patch) => {
    const goal = target({ audit_options: { retention_days: 365 } });
    const kept = { capture_queries: true, capture_results: true, mask_sensitive_data: true, capture_plans: 'full' };
    for (let nth = 1; nth <= 6; nth++) {
      for (const fault of faults) {
        let calls = 0;
        const subject = fake({ readings: { options: 'shown', patch }, fault: () => (++calls === nth ? fault : null) });
        subject.server.add({ ...LEDGER, audit_options: kept });
        await run(subject, goal, {});
        expect(await run(fake({ readings: { options: 'shown', patch }, rows: subject.server.rows }), goal, {})).toBe(
          true,
        );
        expect(subject.server.rows[0]!.options).toEqual({ ...kept, retention_days: 365 });
      }
    }
  });
});

describe('one bad object', () => {
  test.each([400, 409, 422])('%i on one keeps no other from being written', async (status) => {
    const other = target(SPEC, { target: { host: 'other', port: 1, database: 'other' } });
    const subject = fake({
      fault: ({ method, path, body }) =>
        method === 'POST' && path === '/databases' && body.host !== 'other' ? { status } : null,
    });
    expect(await run(subject, target(), {})).toBe(false);
    expect(await run(subject, other, {})).toBe(true);
    expect(subject.server.rows).toHaveLength(1);
  });
});
