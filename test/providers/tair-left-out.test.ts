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
const _enable = operation(on, { DbAudit: false, Retention: 180 });
const _disable = operation(off, on);
const keepDays = operation({ DbAudit: true }, { DbAudit: false, Retention: 180 });
const daysOnly = operation({ Retention: 365 }, on);

const writes = (subject: Fake) => subject.calls.filter(({ access }) => access === 'write');
const _done = { DescribeAuditLogConfig: config('true', '180'), DescribeInstanceAttribute: attribute('Normal', '180') };

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

  test('is not what was looked up for the plan, however short ago', async () => {
    let days = '30';
    const subject = fake(
      {
        ...fleet,
        DescribeAuditLogConfig: ({ InstanceId }) => (InstanceId === ID ? config('false', '') : config('true', days)),
      },
      { settleMs: 0 },
    );
    await subject.session.read(target({ DbAudit: true }));
    days = '365';
    await subject.session.apply(keepDays, target({ DbAudit: true }));
    expect(subject.of('ModifyAuditLogConfig')[0]?.Retention).toBe('365');
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

  test('it is found in a region of more instances than are asked', async () => {
    const many = Array.from({ length: 260 }, (_, index) => instance(`r-${index}`));
    const subject = fake(
      {
        DescribeInstances: inventory([instance(ID), ...many]),
        DescribeAuditLogConfig: ({ InstanceId }) =>
          InstanceId === 'r-259'
            ? config('true', '30')
            : InstanceId === 'r-0'
              ? config('true', '365')
              : config('false'),
      },
      { settleMs: 0 },
    );
    const lower = operation({ Retention: 30 }, { DbAudit: true, Retention: 365 });
    await subject.session.apply(lower, target({ Retention: 30 }, 'r-259'));
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

  test('what this run has set counts while the instance that it was set on cannot say', async () => {
    let busy = false;
    const subject = fake(
      {
        ...fleet,
        DescribeAuditLogConfig: ({ InstanceId }) =>
          InstanceId === ID
            ? config('false', '')
            : busy
              ? refused(403, 'IncorrectDBInstanceState')
              : config('true', '180'),
      },
      { settleMs: 0 },
    );
    await subject.session.read(target(on, 'r-other'));
    await subject.session.apply(daysOnly, target({ Retention: 365 }, 'r-other'));
    busy = true;
    await subject.session.apply(keepDays, target({ DbAudit: true }));
    expect(subject.of('ModifyAuditLogConfig').map(({ Retention }) => Retention)).toEqual(['365', '365']);
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
