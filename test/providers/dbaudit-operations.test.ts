import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import type { Readings } from './dbaudit-server.ts';
import { changesOf, deltaOf, fake, LEDGER, OPTIONS, operationsOf, SPEC, target, type Wish } from './dbaudit-fake.ts';

async function plan(
  spec: JsonObject,
  live: JsonObject | null = {},
  readings: Partial<Readings> = { options: 'shown' },
  wish: Wish = {},
) {
  const { session, server } = fake({ readings });
  if (live !== null) server.add({ ...LEDGER, ...live });
  const wanted = target(spec, wish);
  const seen = await session.read(wanted);
  const { findings, document } = dbauditProvider.normalise(wanted, seen);
  const changes = changesOf(wanted, seen);
  const reach = changes.length === 0 ? [] : await session.reach(deltaOf(wanted, seen));
  return { findings, document, changes, reach, operations: operationsOf(wanted, seen) };
}
const errors = (findings: readonly { severity: string; code: string; path: string }[]) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`);

describe('the wish in normal form', () => {
  test('twice is once', async () => {
    const spec = { ...SPEC, tags: ['b', 'a', 'b'], ssl_ca: '\r\nPEM\r\nPEM \n' };
    const { document } = await plan(spec);
    const wanted = target(document);
    const { session } = fake();
    expect(dbauditProvider.normalise(wanted, await session.read(wanted)).document).toEqual(document);
    expect(document).toMatchObject({ tags: ['a', 'b'], ssl_ca: 'PEM\nPEM' });
  });

  test('a create needs name, type, username and password', async () => {
    const { findings } = await plan({ name: 'x' }, null);
    expect(errors(findings)).toEqual(['AF403 /spec']);
    expect(findings[0]!.fix).toContain('type, username, password');
  });

  test('another type is never a PATCH and never delete and create: refused', async () => {
    expect(errors((await plan({ ...SPEC, type: 'mysql' })).findings)).toEqual(['AF402 /spec/type']);
  });

  test('masking is not switched off while results are captured, whoever switched that on', async () => {
    const results = { audit_options: { capture_results: true, mask_sensitive_data: true } };
    const spec = { audit_options: { mask_sensitive_data: false } };
    expect(errors((await plan(spec, results)).findings)).toEqual(['AF212 /spec/audit_options/mask_sensitive_data']);
    expect(
      errors((await plan({ audit_options: { mask_sensitive_data: false, capture_results: false } }, results)).findings),
    ).toEqual([]);
    expect(errors((await plan(spec, {})).findings)).toEqual([]);
  });
});

describe('operations', () => {
  test('what turns results on carries the masking, in the same write', async () => {
    const { operations } = await plan({ audit_options: { capture_results: true, mask_sensitive_data: true } });
    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({
      input: { body: { audit_options: { capture_results: true, mask_sensitive_data: true } } },
    });
  });

  test('each change belongs to exactly one', async () => {
    const { operations, changes } = await plan({
      ...SPEC,
      name: 'N',
      tags: ['t'],
      ssl_mode: 'disable',
      password_version: 2,
    });
    expect(operations.flatMap(({ realises }) => realises).sort()).toEqual(changes.map(({ id }) => id).sort());
  });

  test('nothing that the server owns is ever in one', async () => {
    const sent = JSON.stringify([
      (await plan({ ...SPEC, name: 'N', ssl_mode: 'disable' })).operations,
      (await plan(SPEC, null)).operations,
    ]);
    for (const owned of ['"status"', 'audit_status', 'stats', 'health', 'created_at', 'updated_at', 'last_event_at'])
      expect(sent).not.toContain(owned);
  });

  test('remember only what the write was about', async () => {
    const { operations } = await plan({ audit_options: { retention_days: 365 }, tags: ['t'], ssl_ca: 'PEM' });
    expect(operations.map(({ input }) => (input as JsonObject).remember)).toEqual([
      { '/audit_options/retention_days': 365, '/tags': ['t'] },
      { '/ssl_ca': 'PEM' },
    ]);
  });

  test('switching off, unmasking and keeping for less weaken; less retention loses history', async () => {
    const { changes } = await plan(
      {
        audit_options: {
          capture_queries: false,
          capture_results: false,
          mask_sensitive_data: false,
          retention_days: 7,
        },
      },
      { audit_options: OPTIONS },
    );
    expect(changes.map(({ path, direction, historyLoss }) => [path.split('/').at(-1), direction, historyLoss])).toEqual(
      [
        ['capture_queries', 'weakens', false],
        ['mask_sensitive_data', 'weakens', false],
        ['retention_days', 'weakens', true],
      ],
    );
  });
});

describe('reach', () => {
  test('options that are not shown: a change must state all four, or it might reset the others', async () => {
    const { reach } = await plan({ audit_options: { retention_days: 365 } }, {}, { options: 'hidden' });
    expect(errors(reach)).toEqual(['AF403 /spec/audit_options']);
    expect(reach[0]!.fix).toContain('capture_queries, capture_results, mask_sensitive_data');
    expect(errors((await plan(SPEC, {}, { options: 'hidden' })).reach)).toEqual([]);
  });

  test('a single option that is not shown must be stated, too', async () => {
    const { reach } = await plan({ audit_options: { capture_queries: false } }, {}, { options: 'without-retention' });
    expect(reach[0]).toMatchObject({ code: 'AF403', fix: 'Add retention_days.' });
  });

  test('options that are shown may be stated in part', async () => {
    expect((await plan({ audit_options: { retention_days: 365 } })).reach).toEqual([]);
  });

  test('a create may state options in part: there is nothing to reset', async () => {
    expect(errors((await plan({ ...SPEC, audit_options: { retention_days: 90 } }, null)).reach)).toEqual([]);
  });

  test('a change of the name alone touches no options', async () => {
    expect((await plan({ name: 'N' }, {}, { options: 'hidden' })).reach).toEqual([]);
  });

  test('connection fields cost a gap in monitoring', async () => {
    expect((await plan({ ssl_mode: 'disable' })).reach).toMatchObject([{ code: 'AF408', severity: 'warning' }]);
  });

  test('a removal shows active policies and pending alerts, and weakens', async () => {
    const { reach, changes } = await plan(SPEC, {}, {}, { ensure: 'absent' });
    expect(reach).toMatchObject([{ code: 'AF408' }]);
    expect(reach[0]!.message).toMatch(/8 active policies, 3 pending alerts/);
    expect(changes).toMatchObject([{ path: '/ensure', direction: 'weakens' }]);
  });
});
