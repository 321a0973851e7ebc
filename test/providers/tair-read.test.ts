import { describe, expect, test } from 'vitest';
import {
  attribute,
  config,
  fake,
  ID,
  instance,
  inventory,
  ok,
  refused,
  type Route,
  target,
  trouble,
} from './tair-fake.ts';

const read = (routes: Readonly<Record<string, Route>>, spec = {}) => fake(routes).session.read(target(spec));
const NOT_SUPPORTED = refused(400, 'IncorrectDBInstance.NotSupported', 'This instance do not support log audit.');

describe('DescribeAuditLogConfig', () => {
  test.each([
    ['true', '180', { DbAudit: true, Retention: 180 }],
    ['True', 180, { DbAudit: true, Retention: 180 }],
    [true, '15', { DbAudit: true, Retention: 15 }],
    ['false', '180', { DbAudit: false, Retention: 180 }],
    [false, '', { DbAudit: false }],
    ['false', undefined, { DbAudit: false }],
    ['false', null, { DbAudit: false }],
    ['false', '0', { DbAudit: false }],
  ])('DbAudit %j with Retention %j is read as typed values', async (dbAudit, retention, document) => {
    expect((await read({ DescribeAuditLogConfig: config(dbAudit, retention) })).document).toEqual(document);
  });

  test.each([[undefined], [null], [''], ['yes'], [1], [{ odd: true }]])(
    'DbAudit %j is no answer, and nothing is filled in',
    async (value) => {
      const error = await trouble(read({ DescribeAuditLogConfig: config(value, '30') }));
      expect(error.code).toBe('AF304');
      expect(error.message).toContain('DbAudit');
    },
  );

  test.each(['30 days', '-1', '1.5', true, { odd: true }, 1.5])(
    'Retention %j is not a number of days',
    async (value) => {
      const error = await trouble(read({ DescribeAuditLogConfig: config('true', value) }));
      expect(error).toMatchObject({ code: 'AF304' });
      expect(error.message).toContain('Retention');
    },
  );

  test('auditing on without Retention: AuditLogRetention says it', async () => {
    const routes = { DescribeAuditLogConfig: config('true', ''), DescribeInstanceAttribute: attribute('Normal', '90') };
    expect((await read(routes)).document).toEqual({ DbAudit: true, Retention: 90 });
  });

  test.each(['0', '', undefined])(
    'auditing on without Retention, and AuditLogRetention %j: AF304, never 0 days',
    async (days) => {
      const routes = {
        DescribeAuditLogConfig: config('true', ''),
        DescribeInstanceAttribute: attribute('Normal', days),
      };
      expect((await trouble(read(routes))).code).toBe('AF304');
    },
  );

  test('where both actions answer and disagree, DescribeAuditLogConfig counts', async () => {
    const routes = {
      DescribeAuditLogConfig: config('true', '30'),
      DescribeInstanceAttribute: attribute('Normal', '0'),
    };
    expect((await read(routes)).document).toEqual({ DbAudit: true, Retention: 30 });
  });

  test('RegionId is always sent', async () => {
    const { session, of } = fake();
    await session.read(target({}));
    expect(of('DescribeAuditLogConfig')).toEqual([{ RegionId: 'cn-hangzhou', InstanceId: ID }]);
  });

  test('a body that is not JSON is AF304', async () => {
    expect((await trouble(read({ DescribeAuditLogConfig: { body: '<html>' } }))).code).toBe('AF304');
  });
});

describe('when DescribeAuditLogConfig refuses, as it may while auditing is off', () => {
  test.each([NOT_SUPPORTED, refused(400, 'ResourceConfigError'), refused(400, 'AuditNotEnabled')])(
    'AuditLogRetention "0" says off (%#)',
    async (answer) => {
      const seen = await read({ DescribeAuditLogConfig: answer, DescribeInstanceAttribute: attribute('Normal', '0') });
      expect(seen.document).toEqual({ DbAudit: false });
      expect(seen.limits.unsupported).toBe(false);
    },
  );

  test('AuditLogRetention with days contradicts it: AF304', async () => {
    const error = await trouble(
      read({ DescribeAuditLogConfig: NOT_SUPPORTED, DescribeInstanceAttribute: attribute('Normal', '30') }),
    );
    expect(error).toMatchObject({ code: 'AF304' });
    expect(error.message).toContain('30 days');
  });

  test.each(['', undefined])(
    'AuditLogRetention %j settles nothing on an instance that could be audited: AF304',
    async (days) => {
      const error = await trouble(
        read({ DescribeAuditLogConfig: NOT_SUPPORTED, DescribeInstanceAttribute: attribute('Normal', days) }),
      );
      expect(error.code).toBe('AF304');
    },
  );

  test.each([
    [{ InstanceType: 'Memcache', EngineVersion: '1.0' }],
    [{ EngineVersion: '2.8' }],
    [{ InstanceType: 'Tair', InstanceClass: 'tair.essd.standard.xlarge' }],
    [{ InstanceType: 'Tair', InstanceClass: 'tair.scm.standard.1m.4d' }],
  ])('an instance that cannot be audited is off and unsupported: %j', async (more) => {
    const seen = await read({
      DescribeAuditLogConfig: NOT_SUPPORTED,
      DescribeInstanceAttribute: attribute('Normal'),
      DescribeInstances: inventory([instance(ID, more)]),
    });
    expect(seen.document).toEqual({ DbAudit: false });
    expect(seen.limits.unsupported).toBe(true);
  });

  test('InvalidInstanceId.NotFound is absence; another 404 is not', async () => {
    expect((await trouble(read({ DescribeAuditLogConfig: refused(404, 'InvalidInstanceId.NotFound') }))).code).toBe(
      'AF305',
    );
    expect((await trouble(read({ DescribeAuditLogConfig: refused(404, 'InvalidApi.NotFound') }))).code).toBe('AF304');
    expect((await trouble(read({ DescribeAuditLogConfig: { status: 404, body: '<html>' } }))).code).toBe('AF304');
  });

  test('a missing permission is no sign of anything', async () => {
    const { session, of } = fake({ DescribeAuditLogConfig: refused(403, 'Forbidden.RAM') });
    expect((await trouble(session.read(target({})))).code).toBe('AF303');
    expect(of('DescribeInstanceAttribute')).toEqual([]);
  });

  test('LockTimeout is waited out', async () => {
    const { session, slept } = fake({ DescribeAuditLogConfig: [refused(400, 'LockTimeout'), config('true', '30')] });
    expect((await session.read(target({}))).document).toEqual({ DbAudit: true, Retention: 30 });
    expect(slept).toEqual([500]);
  });
});

describe('what a change needs to know', () => {
  const on = { DbAudit: true, Retention: 30 };

  test('nothing more is asked while nothing differs', async () => {
    const { session, calls } = fake({ DescribeAuditLogConfig: config('true', '30') });
    expect((await session.read(target(on))).settled).toBe(true);
    expect(calls.map(({ action }) => action)).toEqual(['DescribeAuditLogConfig']);
  });

  test.each(['Changing', 'MinorVersionUpgrading', 'SomethingNew'])(
    'status %s is "not ready": unsettled, a note, no error',
    async (status) => {
      const seen = await read({ DescribeInstanceAttribute: attribute(status, '0') }, on);
      expect(seen.settled).toBe(false);
      expect(seen.notes).toMatchObject([{ code: 'AF407', severity: 'note' }]);
    },
  );

  test('a status that may not be read is a note', async () => {
    const seen = await read({ DescribeInstanceAttribute: refused(403, 'Forbidden.RAM') }, on);
    expect(seen.settled).toBe(true);
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'note' }]);
  });

  test.each([
    [true, ['role.exists'], 'exists'],
    ['false', [], 'missing'],
  ])('the service-linked role: %j', async (exists, facts, role) => {
    const seen = await read({ DescribeServiceLinkedRoleExists: ok({ ExistsServiceLinkedRole: exists }) }, on);
    expect(seen.facts).toEqual(facts);
    expect(seen.limits.role).toBe(role);
  });

  test.each([
    refused(404, 'InvalidApi.NotFound'),
    refused(403, 'Forbidden.RAM'),
    ok({ ExistsServiceLinkedRole: 'perhaps' }),
  ])('a role that cannot be looked up is a note, and goes on (%#)', async (answer) => {
    const seen = await read({ DescribeServiceLinkedRoleExists: answer }, on);
    expect(seen.limits.role).toBe('unknown');
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'note' }]);
  });

  const two = { DescribeInstances: inventory([instance(ID), instance('r-other')]) };
  const each =
    (own: ReturnType<typeof config>, other: ReturnType<typeof config>): Route =>
    ({ InstanceId }) =>
      InstanceId === ID ? own : other;

  test("the region's retention comes from an instance that is audited, when this one is off", async () => {
    const seen = await read({ ...two, DescribeAuditLogConfig: each(config('false', ''), config('true', '365')) }, on);
    expect(seen.document).toEqual({ DbAudit: false, Retention: 365 });
  });

  test('an audited instance knows better than one that is off', async () => {
    const seen = await read({ ...two, DescribeAuditLogConfig: each(config('false', '30'), config('true', '365')) }, on);
    expect(seen.document).toEqual({ DbAudit: false, Retention: 365 });
  });

  test('where nothing is audited, what this instance shows counts, and null when it shows nothing', async () => {
    const shown = await read({ ...two, DescribeAuditLogConfig: each(config('false', '30'), config('false', '')) }, on);
    expect(shown.document).toEqual({ DbAudit: false, Retention: 30 });
    const none = await read({ ...two, DescribeAuditLogConfig: each(config('false', ''), config('false', '')) }, on);
    expect(none.document).toEqual({ DbAudit: false, Retention: null });
  });

  test('a list that may not be read leaves a warning: a lower retention would go unnoticed', async () => {
    const seen = await read({ DescribeInstances: refused(403, 'Forbidden.RAM') }, on);
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
    expect(seen.document).toEqual({ DbAudit: false, Retention: null });
  });

  test('many targets of one region share the look-ups', async () => {
    const { session, of } = fake({ DescribeInstances: inventory([instance(ID), instance('r-2'), instance('r-3')]) });
    await session.read(target(on));
    await session.read(target(on, 'r-2'));
    expect(of('DescribeInstances')).toHaveLength(1);
  });

  test('reading never writes', async () => {
    const { session, calls } = fake({ DescribeServiceLinkedRoleExists: ok({ ExistsServiceLinkedRole: false }) });
    await session.read(target(on));
    expect(calls.filter(({ access }) => access !== 'read')).toEqual([]);
  });
});
