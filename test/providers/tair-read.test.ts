import { describe, expect, test } from 'vitest';
import { attribute, config, fake, ID, instance, inventory, refused, type Route, target, trouble } from './tair-fake.ts';

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
      expect((await trouble(read(routes, { DbAudit: true, Retention: 30 }))).code).toBe('AF304');
      expect((await read(routes, { DbAudit: true })).document, 'nobody asked').toEqual({ DbAudit: true });
      expect((await read(routes, { DbAudit: false, Retention: 30 })).document).toEqual({ DbAudit: true });
    },
  );

  test.each([refused(404, 'InvalidApi.NotFound'), refused(403, 'Forbidden.RAM'), { status: 501, body: '' }])(
    'auditing on without Retention, and AuditLogRetention out of reach: AF304 where Retention is managed (%#)',
    async (answer) => {
      const routes = { DescribeAuditLogConfig: config('true', ''), DescribeInstanceAttribute: answer };
      expect((await trouble(read(routes, { Retention: 30 }))).code).toBe('AF304');
      expect((await read(routes, { DbAudit: true })).document).toEqual({ DbAudit: true });
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

describe('an answer of DescribeAuditLogConfig that cannot be used never counts as a refusal', () => {
  test.each([
    ['not JSON', { body: '<html>' }],
    ['cut short', { body: '{"DbAudit":"tr' }],
    ['no object', { body: '[]' }],
    ['without DbAudit', { body: '{"RequestId":"x"}' }],
  ])('%s: AF304 that says so, also when AuditLogRetention "0" would say off', async (_name, answer) => {
    const routes = { DescribeAuditLogConfig: answer, DescribeInstanceAttribute: attribute('Normal', '0') };
    const error = await trouble(read(routes));
    expect(error.code).toBe('AF304');
    expect(error.message).not.toContain('null');
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

  const silent = [
    attribute('Normal', ''),
    attribute('Normal'),
    refused(404, 'InvalidApi.NotFound'),
    refused(403, 'Forbidden.RAM'),
    { status: 501, body: '' },
  ];
  test.each(silent)('IncorrectDBInstance.NotSupported, and no witness: off, with a warning (%#)', async (answer) => {
    const seen = await read({ DescribeAuditLogConfig: NOT_SUPPORTED, DescribeInstanceAttribute: answer });
    expect(seen.document).toEqual({ DbAudit: false });
    expect(seen.limits.unsupported).toBe(false);
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
    expect(seen.notes[0]?.message).toContain('IncorrectDBInstance.NotSupported');
  });

  test('a witness that does not know the instance is no witness of "off"', async () => {
    const gone = refused(404, 'InvalidInstanceId.NotFound');
    const error = await trouble(read({ DescribeAuditLogConfig: NOT_SUPPORTED, DescribeInstanceAttribute: gone }));
    expect(error.code).toBe('AF305');
  });

  test.each(silent)('any other code, and no witness: AF304 that names both answers (%#)', async (answer) => {
    const error = await trouble(
      read({ DescribeAuditLogConfig: refused(400, 'Some.Code'), DescribeInstanceAttribute: answer }),
    );
    expect(error.code).toBe('AF304');
    expect(error.message).toMatch(/Some\.Code.*DescribeInstanceAttribute/);
  });

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
