import { describe, expect, test } from 'vitest';
import { tairProvider } from '../../src/providers/tair/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Operation } from '../../src/model/operation.ts';
import {
  attribute,
  config,
  deltaOf,
  type Fake,
  fake,
  ID,
  instance,
  inventory,
  live,
  ok,
  refused,
  type Route,
  target,
  trouble,
} from './tair-fake.ts';

const operation = (spec: JsonObject, document: JsonObject, shared: JsonObject = {}): Operation =>
  tairProvider.operations(deltaOf(spec, live(document, {}, ['role.exists']), shared)).at(-1)!;
const on = { DbAudit: true, Retention: 180 };
const off = { DbAudit: false };
const enable = operation(on, { DbAudit: false, Retention: 180 });
const disable = operation(off, on);
const keepDays = operation({ DbAudit: true }, { DbAudit: false, Retention: 180 });
const daysOnly = operation({ Retention: 365 }, on);

const writes = (subject: Fake) => subject.calls.filter(({ access }) => access === 'write');
const done = { DescribeAuditLogConfig: config('true', '180'), DescribeInstanceAttribute: attribute('Normal', '180') };

describe('ModifyAuditLogConfig', () => {
  test('is sent once, as a write, with both settings when enabling', async () => {
    const subject = fake(done);
    await subject.session.apply(enable, target(on));
    expect(writes(subject).map(({ action, parameters }) => [action, parameters])).toEqual([
      ['ModifyAuditLogConfig', { InstanceId: ID, DbAudit: 'true', Retention: '180' }],
    ]);
  });

  test('says DbAudit false and no retention when disabling, and that records stay and are billed', async () => {
    const subject = fake();
    const receipt = await subject.session.apply(disable, target(off));
    expect(subject.of('ModifyAuditLogConfig')).toEqual([{ InstanceId: ID, DbAudit: 'false' }]);
    expect(receipt.note).toContain('billed');
  });

  test('InitializeKvstorePermission is a write of its own', async () => {
    const [role] = tairProvider.operations(deltaOf(on, live(off, { role: 'missing' })));
    const subject = fake();
    await subject.session.apply(role!, target(on));
    expect(writes(subject).map(({ action, parameters }) => [action, parameters])).toEqual([
      ['InitializeKvstorePermission', { RegionId: 'cn-hangzhou' }],
    ]);
  });
});

describe('200 is acceptance, not completion', () => {
  test('it is followed until the settings show and the instance is Normal', async () => {
    const { session, of, slept } = fake({
      DescribeAuditLogConfig: [config('false', ''), config('false', ''), config('true', '180')],
      DescribeInstanceAttribute: [attribute('Changing', '180'), attribute('Normal', '180')],
    });
    await session.apply(enable, target(on));
    expect(of('DescribeAuditLogConfig')).toHaveLength(4);
    expect(slept).toEqual([100, 250, 500]);
  });

  test('it ends quietly at settleMs: reading back judges', async () => {
    const { session, slept } = fake({}, { settleMs: 10_000 });
    await session.apply(enable, target(on));
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
    expect(slept.at(-1)).toBe(3000);
  });

  test.each([{ status: 502, body: '<html>' }, ok({ DbAudit: 'odd' }), refused(403, 'IncorrectDBInstanceState')])(
    'trouble while following does not make an accepted write a failure (%#)',
    async (answer) => {
      const { session, slept } = fake({ ...done, DescribeAuditLogConfig: [answer, config('true', '180')] });
      await expect(session.apply(enable, target(on))).resolves.toEqual({});
      expect(slept).toEqual([100]);
    },
  );

  test('who may not read does not wait in vain', async () => {
    const { session, slept } = fake({ DescribeAuditLogConfig: refused(403, 'Forbidden.RAM') });
    await session.apply(enable, target(on));
    expect(slept).toEqual([]);
  });

  test('a status that may not be read is not waited for', async () => {
    const { session, slept } = fake({ ...done, DescribeInstanceAttribute: refused(403, 'Forbidden.RAM') });
    await session.apply(enable, target(on));
    expect(slept).toEqual([]);
  });

  test('reading after a write is unsettled until the instance is Normal, though the settings show', async () => {
    const { session } = fake({ ...done, DescribeInstanceAttribute: attribute('Changing', '180') }, { settleMs: 0 });
    expect((await session.read(target(on))).settled).toBe(true);
    await session.apply(enable, target(on));
    expect((await session.read(target(on))).settled).toBe(false);
  });

  test('reading after a write whose answer was lost watches the status, too', async () => {
    const { session } = fake({
      ...done,
      ModifyAuditLogConfig: { status: 502, body: '<html>' },
      DescribeInstanceAttribute: attribute('Changing', '180'),
    });
    await trouble(session.apply(enable, target(on)));
    expect((await session.read(target(on))).settled).toBe(false);
  });
});

describe('refused writes', () => {
  const refusedWith = async (answer: Route, routes: Readonly<Record<string, Route>> = {}) =>
    trouble(fake({ ModifyAuditLogConfig: answer, ...routes }).session.apply(enable, target(on)));

  test.each([
    [403, 'TaskHasExist'],
    [400, 'LockTimeout'],
    [403, 'IncorrectDBInstanceState'],
  ])('%i %s is busy: the pipeline reads back and sends again', async (status, code) => {
    expect(
      await refusedWith(refused(status, code), { DescribeInstanceAttribute: attribute('Changing', '0') }),
    ).toMatchObject({ trouble: 'busy' });
  });

  test.each(['Inactive', 'Released', 'Unavailable', 'Error'])(
    'IncorrectDBInstanceState of an instance that is %s is final',
    async (status) => {
      const error = await refusedWith(refused(403, 'IncorrectDBInstanceState'), {
        DescribeInstanceAttribute: attribute(status, '0'),
      });
      expect(error).toMatchObject({ trouble: 'refused', code: 'AF502', vendorCode: 'IncorrectDBInstanceState' });
      expect(error.message).toContain(status);
    },
  );

  test('IncorrectDBInstanceState with a status unknown stays busy', async () => {
    expect(
      await refusedWith(refused(403, 'IncorrectDBInstanceState'), { DescribeInstanceAttribute: { status: 502 } }),
    ).toMatchObject({ trouble: 'busy' });
  });

  test('ResourceConfigError names all prerequisites, Simple Log Service among them', async () => {
    const error = await refusedWith(refused(400, 'ResourceConfigError'));
    expect(error).toMatchObject({ trouble: 'refused', code: 'AF502' });
    for (const part of ['Simple Log Service', 'AliyunServiceRoleForKvstore', 'minor version', 'log:*'])
      expect(error.fix).toContain(part);
  });

  test('a write is never sent twice here, whatever is answered', async () => {
    for (const code of ['LockTimeout', 'TaskHasExist', 'InternalError']) {
      const subject = fake({ ModifyAuditLogConfig: refused(code === 'InternalError' ? 500 : 400, code) });
      await trouble(subject.session.apply(enable, target(on)));
      expect(writes(subject)).toHaveLength(1);
    }
  });

  test.each(['<html>proxy</html>', '[]', ''])(
    "200 with %j instead of the vendor's JSON proves nothing: read back",
    async (body) => {
      expect(await refusedWith({ body })).toMatchObject({ trouble: 'unavailable', sent: 'maybe' });
    },
  );
});

describe('a retention that the manifest leaves out', () => {
  const fleet = { DescribeInstances: inventory([instance(ID), instance('r-other')]) };
  const each =
    (own: ReturnType<typeof config>, other: ReturnType<typeof config>): Route =>
    ({ InstanceId }) =>
      InstanceId === ID ? own : other;
  const sent = async (routes: Readonly<Record<string, Route>>, chosen = keepDays) => {
    const subject = fake({ ...fleet, ...routes }, { settleMs: 0 });
    await subject.session.apply(chosen, target({ DbAudit: true }));
    return subject.of('ModifyAuditLogConfig')[0]?.Retention;
  };

  test('is sent as the region has it just now, not as it was when planned', async () => {
    expect(await sent({ DescribeAuditLogConfig: each(config('false', ''), config('true', '365')) })).toBe('365');
    expect(await sent({ DescribeAuditLogConfig: each(config('false', '90'), config('false', '')) })).toBe('90');
  });

  test('is the planned one when nobody can say', async () => {
    expect(await sent({})).toBe('180');
    expect(await sent({ DescribeInstances: refused(403, 'Forbidden.RAM') })).toBe('180');
  });

  test("is another manifest's when the region had none", async () => {
    expect(
      await sent({}, operation({ DbAudit: true }, { DbAudit: false, Retention: null }, { '/Retention': 365 })),
    ).toBe('365');
  });

  test('an instance written to in this run is believed before all others', async () => {
    const subject = fake(
      {
        ...fleet,
        DescribeInstances: inventory([instance('r-slow'), instance(ID), instance('r-other')]),
        DescribeAuditLogConfig: ({ InstanceId }) =>
          InstanceId === ID ? config('false', '') : config('true', InstanceId === 'r-other' ? '30' : '365'),
      },
      { settleMs: 0 },
    );
    const lower = operation({ Retention: 30 }, { DbAudit: true, Retention: 365 });
    await subject.session.apply(lower, target({ Retention: 30 }, 'r-other'));
    await subject.session.apply(keepDays, target({ DbAudit: true }));
    expect(subject.of('ModifyAuditLogConfig').map(({ Retention }) => Retention)).toEqual(['30', '30']);
  });

  test('what was read before a write is not believed after it', async () => {
    let days = '365';
    const subject = fake(
      {
        ...fleet,
        DescribeAuditLogConfig: ({ InstanceId }) => (InstanceId === ID ? config('false', '') : config('true', days)),
        ModifyAuditLogConfig: ({ Retention = '' }) => {
          days = Retention;
          return ok();
        },
      },
      { settleMs: 0 },
    );
    await subject.session.read(target(on));
    const other = target({ Retention: 30 }, 'r-other');
    await subject.session.apply(operation({ Retention: 30 }, { DbAudit: true, Retention: 365 }), other);
    await subject.session.apply(operation({ Retention: 60 }, { DbAudit: true, Retention: 30 }), other);
    expect((await subject.session.read(target({ DbAudit: true, Retention: 90 }))).document?.Retention).toBe(60);
    await subject.session.apply(keepDays, target({ DbAudit: true }));
    expect(subject.of('ModifyAuditLogConfig').map(({ Retention }) => Retention)).toEqual(['30', '60', '60']);
  });

  test('between writes every look-up is a fresh one: a change may not show at once', async () => {
    let days = '365';
    const subject = fake(
      {
        ...fleet,
        DescribeAuditLogConfig: ({ InstanceId }) => (InstanceId === ID ? config('false', '') : config('true', days)),
      },
      { settleMs: 0 },
    );
    const lower = operation({ Retention: 30 }, { DbAudit: true, Retention: 365 });
    await subject.session.apply(lower, target({ Retention: 30 }, 'r-other'));
    expect((await subject.session.read(target(on))).document?.Retention).toBe(365);
    days = '30';
    expect((await subject.session.read(target(on))).document?.Retention).toBe(30);
  });

  test('when looking it up fails for a moment, nothing was sent', async () => {
    const subject = fake({ DescribeInstances: { status: 503, body: '' } });
    expect(await trouble(subject.session.apply(keepDays, target({ DbAudit: true })))).toMatchObject({
      trouble: 'unavailable',
      sent: 'no',
    });
    expect(writes(subject)).toEqual([]);
  });
});

describe('a switch that the manifest leaves out', () => {
  test('is sent as it is: on', async () => {
    const { session, of } = fake({ DescribeAuditLogConfig: config('true', '365') });
    await session.apply(daysOnly, target({ Retention: 365 }));
    expect(of('ModifyAuditLogConfig')).toEqual([{ InstanceId: ID, DbAudit: 'true', Retention: '365' }]);
  });

  test('an instance that was switched off meanwhile is never switched on by its retention', async () => {
    const subject = fake({ DescribeAuditLogConfig: config('false', '180') });
    expect(await trouble(subject.session.apply(daysOnly, target({ Retention: 365 })))).toMatchObject({
      code: 'AF501',
      trouble: 'refused',
      sent: 'no',
    });
    expect(writes(subject)).toEqual([]);
  });
});
