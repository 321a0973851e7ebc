import { describe, expect, test } from 'vitest';
import { tairProvider } from '../../src/providers/tair/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { changesOf, config, connection, deltaOf, fake, ID, live, target } from './tair-fake.ts';

const normalise = (spec: JsonObject, document: JsonObject, limits: JsonObject = {}) =>
  tairProvider.normalise(target(spec), live(document, limits));
const paths = (spec: JsonObject, document: JsonObject) => changesOf(spec, live(document)).map(({ path }) => path);

describe('retention belongs to the region', () => {
  test('it is compared while auditing is on', () => {
    expect(paths({ DbAudit: true, Retention: 365 }, { DbAudit: true, Retention: 180 })).toEqual(['/Retention']);
    expect(paths({ Retention: 365 }, { DbAudit: true, Retention: 180 })).toEqual(['/Retention']);
  });

  test('it is not compared when auditing is to be off', () => {
    expect(normalise({ DbAudit: false, Retention: 365 }, { DbAudit: true, Retention: 180 }).document).toEqual({
      DbAudit: false,
    });
    expect(paths({ DbAudit: false, Retention: 365 }, { DbAudit: false, Retention: 180 })).toEqual([]);
  });

  test('Retention alone never switches an instance on: nothing to change, and a warning', () => {
    const { document, findings } = normalise({ Retention: 365 }, { DbAudit: false, Retention: 180 });
    expect(document).toEqual({});
    expect(findings).toMatchObject([{ code: 'AF213', severity: 'warning', path: '/spec/Retention' }]);
    expect(paths({ Retention: 365 }, { DbAudit: false })).toEqual([]);
  });

  test("switching on with the region's own value changes DbAudit only", () => {
    expect(paths({ DbAudit: true, Retention: 180 }, { DbAudit: false, Retention: 180 })).toEqual(['/DbAudit']);
  });

  test("switching on with a lower value than the region's weakens and loses history", () => {
    const change = changesOf({ DbAudit: true, Retention: 30 }, live({ DbAudit: false, Retention: 365 })).find(
      ({ path }) => path === '/Retention',
    );
    expect(change).toMatchObject({ before: 365, after: 30, direction: 'weakens', historyLoss: true });
  });

  test.each([{ DbAudit: false }, { DbAudit: false, Retention: null }])(
    "where the region's value is not known it is a plain addition: %j",
    (document) => {
      const change = changesOf({ DbAudit: true, Retention: 30 }, live(document)).find(
        ({ path }) => path === '/Retention',
      );
      expect(change).toMatchObject({ before: null, after: 30, direction: 'strengthens', historyLoss: false });
    },
  );

  test('lowering loses history, switching off weakens', () => {
    expect(changesOf({ Retention: 30 }, live({ DbAudit: true, Retention: 180 }))).toMatchObject([
      { direction: 'weakens', historyLoss: true },
    ]);
    expect(changesOf({ DbAudit: false }, live({ DbAudit: true, Retention: 180 }))).toMatchObject([
      { path: '/DbAudit', direction: 'weakens' },
    ]);
  });
});

describe('every pair of states converges', () => {
  const wishes: JsonObject[] = [true, false, null].flatMap((on) =>
    [30, 180, 365, null].map((days) => ({
      ...(on === null ? {} : { DbAudit: on }),
      ...(days === null ? {} : { Retention: days }),
    })),
  );
  const states = [true, false].flatMap((on) => [30, 180, 365].map((days) => ({ on, days })));
  /** While auditing is off the vendor may show the region's value, or none. */
  const readings = [(days: number) => String(days), () => '', () => undefined];
  const cases = wishes.flatMap((wish) =>
    states.map((state) => [JSON.stringify(wish), state.on ? 'on' : 'off', state.days, wish, state] as const),
  );

  test.each(cases)('%s from %s with %i days', async (_wish, _on, _days, wish, start) => {
    for (const shows of readings) {
      let { on, days } = start;
      const { session, of } = fake({
        DescribeAuditLogConfig: () => config(String(on), on ? String(days) : shows(days)),
        ModifyAuditLogConfig: ({ DbAudit, Retention }) => {
          on = DbAudit === 'true';
          days = Number(Retention ?? days);
          return config('accepted');
        },
      });
      const first = await session.read(target(wish));
      const delta = deltaOf(wish, first, { '/Retention': 180 });
      for (const operation of delta.changes.length > 0 ? tairProvider.operations(delta) : [])
        await session.apply(operation, delta);
      expect(changesOf(wish, await session.read(target(wish)))).toEqual([]);
      if (wish.DbAudit !== undefined) expect(on).toBe(wish.DbAudit);
      else expect(on, 'a manifest without DbAudit never switches').toBe(start.on);
      expect(of('ModifyAuditLogConfig').length).toBe(delta.changes.length > 0 ? 1 : 0);
      if (on && wish.Retention !== undefined) expect(days).toBe(wish.Retention);
      if (!on) expect(days, 'switching off leaves the region alone').toBe(start.days);
    }
  });

  test.each(wishes.map((wish) => [JSON.stringify(wish), wish] as const))(
    'normalising %s twice changes nothing',
    (_name, wish) => {
      for (const document of [
        { DbAudit: true, Retention: 180 },
        { DbAudit: false, Retention: 180 },
        { DbAudit: false },
      ]) {
        const once = normalise(wish, document).document;
        expect(normalise(once, document).document).toEqual(once);
      }
    },
  );
});

describe('an unsupported instance', () => {
  test('wanted off is in sync', () => {
    expect(normalise({ DbAudit: false }, { DbAudit: false }, { unsupported: true }).findings).toEqual([]);
    expect(paths({ DbAudit: false }, { DbAudit: false })).toEqual([]);
  });

  test('wanted on is an error, not drift', () => {
    const { findings } = normalise({ DbAudit: true, Retention: 30 }, { DbAudit: false }, { unsupported: true });
    expect(findings).toMatchObject([{ code: 'AF306', severity: 'error' }]);
  });
});

describe('offline', () => {
  test('check: a retention beside DbAudit false is a note', () => {
    expect(tairProvider.check({ DbAudit: false, Retention: 30 }, { InstanceId: ID })).toMatchObject([
      { code: 'AF213', severity: 'note' },
    ]);
    expect(tairProvider.check({ DbAudit: true, Retention: 30 }, { InstanceId: ID })).toEqual([]);
  });

  test('check: a global distributed parent (gr-) is not what is audited', () => {
    expect(tairProvider.check({ DbAudit: true }, { InstanceId: 'gr-bp1' })).toMatchObject([
      { severity: 'warning', path: '/target/InstanceId' },
    ]);
  });

  test('identity is region and instance id, the same offline and live', async () => {
    expect(tairProvider.identity({ InstanceId: ID }, connection())).toBe(`tair/cn-hangzhou/${ID}`);
    expect((await fake().session.read(target({}))).identity).toBe(`tair/cn-hangzhou/${ID}`);
    expect(tairProvider.identity({ InstanceId: ID }, connection({ region: 'cn-shanghai' }))).not.toBe(
      `tair/cn-hangzhou/${ID}`,
    );
  });

  const scope = (more: Parameters<typeof connection>[0]) => tairProvider.scopes({}, connection(more)).region;

  test('one region of one account is one scope, whether its endpoint is written out or not', () => {
    expect(scope({})).toBe(scope({ name: 'another document' }));
    expect(scope({})).toBe(scope({ endpoint: 'https://r-kvstore.aliyuncs.com' }));
    expect(scope({})).toBe(scope({ endpoint: 'https://r-kvstore-vpc.cn-hangzhou.aliyuncs.com/' }));
    expect(scope({ endpoint: 'http://127.0.0.1:1' })).toBe(scope({ endpoint: 'http://127.0.0.1:1/' }));
    expect(scope({ endpoint: 'https://r-kvstore.aliyuncs.com.example.com' })).not.toBe(scope({}));
  });

  test('credentials left out are those of the usual variable', () => {
    expect(scope({})).toBe(scope({ credentials: { accessKeyId: { fromEnv: 'ALIBABA_CLOUD_ACCESS_KEY_ID' } } }));
  });

  test('another region, endpoint or key is another scope', () => {
    const keys = [
      {},
      { region: 'cn-shanghai' },
      { endpoint: 'http://127.0.0.1:1' },
      { endpoint: { fromEnv: 'URL' } },
      { credentials: { accessKeyId: 'a' } },
      { credentials: { accessKeyId: { fromEnv: 'A' } } },
    ];
    expect(new Set(keys.map(scope)).size).toBe(keys.length);
  });

  test('posture: only writes are recorded, and retention counts while auditing is on', () => {
    expect(tairProvider.posture({ DbAudit: true, Retention: 365 }, null)).toEqual({
      enabled: 'on',
      retentionDays: 365,
      recorded: ['dml-write'],
      excluded: ['dml-read'],
      sink: 'Simple Log Service',
      verified: true,
    });
    expect(tairProvider.posture({ DbAudit: false, Retention: 365 }, null)).toEqual({
      enabled: 'off',
      recorded: [],
      verified: true,
    });
    expect(tairProvider.posture({ Retention: 365 }, null)).toEqual({ retentionDays: 365 });
    expect(tairProvider.posture({ DbAudit: true, Retention: null }, null)).not.toHaveProperty('retentionDays');
    expect(tairProvider.posture({}, null)).toEqual({});
  });
});
