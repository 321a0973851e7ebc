import { describe, expect, test } from 'vitest';
import type { Discovery } from '../../src/providers/provider.ts';
import {
  attribute,
  config,
  fake,
  ID,
  instance,
  inventory,
  live,
  ok,
  type Parameters,
  type Reply,
  refused,
  type Route,
  target,
  trouble,
} from './tair-fake.ts';

const on = live({ DbAudit: true, Retention: 30 });
const verify = (routes: Readonly<Record<string, Route>>, seen = on) =>
  fake(routes).session.verify(target({}), seen, false);
const records = (TotalRecordCount: unknown) =>
  ok({
    TotalRecordCount,
    PageNumber: 1,
    PageSize: 100,
    Items: { SQL: [{ SQLText: 'SET CANARY 1', HostAddress: 'CANARY', AccountName: 'CANARY' }] },
  });

describe('verify', () => {
  test('records that arrived prove the flow; only their number is kept', async () => {
    const proof = await verify({ DescribeAuditRecords: records(42) });
    expect(proof).toMatchObject({ effective: 'yes', flowing: 'yes' });
    expect(proof.evidence.at(-1)?.says).toContain('42 records');
    expect(JSON.stringify(proof)).not.toContain('CANARY');
  });

  test('no records prove nothing: only writes are recorded', async () => {
    expect(await verify({ DescribeAuditRecords: records(0) })).toMatchObject({ effective: 'yes', flowing: 'unknown' });
  });

  test('windows are ten minutes in UTC seconds, end two minutes ago, and go back without a gap', async () => {
    const { session, of } = fake({ DescribeAuditRecords: records(0) });
    await session.verify(target({}), on, false);
    const windows = of('DescribeAuditRecords');
    expect(windows).toHaveLength(6);
    expect(windows[0]).toEqual({
      InstanceId: ID,
      StartTime: '2026-01-02T02:52:05Z',
      EndTime: '2026-01-02T03:02:05Z',
      PageSize: '100',
      PageNumber: '1',
    });
    for (const [index, window] of windows.slice(1).entries()) expect(window.EndTime).toBe(windows[index]?.StartTime);
  });

  test('it stops at the first window that holds records', async () => {
    const { session, of } = fake({ DescribeAuditRecords: [records(0), records(5)] });
    expect((await session.verify(target({}), on, false)).flowing).toBe('yes');
    expect(of('DescribeAuditRecords')).toHaveLength(2);
  });

  test('off is not effective, and records are not asked for', async () => {
    const { session, of, clients } = fake();
    expect(await session.verify(target({}), live({ DbAudit: false }), false)).toMatchObject({
      effective: 'no',
      flowing: 'unknown',
    });
    expect(of('DescribeAuditRecords')).toEqual([]);
    expect(clients).toHaveLength(1);
  });

  test('NotSupported right after enabling: not active yet, so not even effective', async () => {
    const proof = await verify({
      DescribeAuditRecords: refused(400, 'IncorrectDBInstance.NotSupported', 'This instance do not support log audit.'),
    });
    expect(proof).toMatchObject({ effective: 'unknown', flowing: 'unknown' });
    expect(proof.evidence.at(-1)?.says).toContain('not active yet');
  });

  test('a window before auditing began is no outage', async () => {
    const proof = await verify({
      DescribeAuditRecords: [
        records(0),
        refused(400, 'InvalidEndTime.Invalid', 'pecified end time is before this service active time.'),
      ],
    });
    expect(proof).toMatchObject({ effective: 'yes', flowing: 'unknown' });
    expect(proof.evidence).toHaveLength(3);
  });

  test('who may not read records learns that', async () => {
    const proof = await verify({ DescribeAuditRecords: refused(403, 'Forbidden.RAM') });
    expect(proof).toMatchObject({ effective: 'yes', flowing: 'unknown' });
    expect(proof.evidence.at(-1)?.says).toContain('Forbidden.RAM');
  });

  test.each([undefined, '7', -1, 1.5, { odd: true }])('TotalRecordCount %j is no count', async (count) => {
    expect(await verify({ DescribeAuditRecords: records(count) })).toMatchObject({ flowing: 'unknown' });
  });

  test('an outage is no answer', async () => {
    expect((await trouble(verify({ DescribeAuditRecords: { status: 503, body: '<html>' } }))).code).toBe('AF310');
  });

  test('calls keep below 100 a minute, and slow down no other action', async () => {
    const { session, clients } = fake({ DescribeAuditRecords: records(1) });
    await session.verify(target({}), on, false);
    expect(clients).toHaveLength(1);
    expect(clients[0]?.defaults.requestsPerSecond).toBeUndefined();
    expect((clients[0]?.operationLimits?.DescribeAuditRecords?.requestsPerSecond ?? 100) * 60).toBeLessThanOrEqual(100);
  });

  test('the evidence names the action that said whether auditing is on', async () => {
    const seen = live({ DbAudit: false }, { source: 'DescribeInstanceAttribute' });
    expect((await verify({}, seen)).evidence[0]?.source).toBe('DescribeInstanceAttribute');
  });
});

describe('discover', () => {
  const attempt = async (routes: Readonly<Record<string, Route>>) => {
    const found: Discovery[] = [];
    try {
      for await (const each of fake(routes).session.discover()) found.push(each);
      return { found, error: null };
    } catch (error) {
      return { found, error };
    }
  };
  const discover = async (routes: Readonly<Record<string, Route>>) => {
    const { found, error } = await attempt(routes);
    if (error !== null) throw error;
    return found;
  };

  test('gives every instance as it is, across pages, with no retention where auditing is off', async () => {
    const many = Array.from({ length: 51 }, (_, index) => instance(`r-X${index}`));
    const audit = ({ InstanceId }: Parameters) =>
      InstanceId === 'r-X50' ? config('true', '180') : config('false', '180');
    const found = await discover({ DescribeInstances: inventory(many), DescribeAuditLogConfig: audit });
    expect(found).toHaveLength(51);
    expect(found[0]).toEqual({ name: 'r-x0', target: { InstanceId: 'r-X0' }, spec: { DbAudit: false } });
    expect(found[50]?.spec).toEqual({ DbAudit: true, Retention: 180 });
  });

  test('Memcache and engines before 4.0 are skipped without a call', async () => {
    const old = [
      instance('m-1', { InstanceType: 'Memcache', EngineVersion: '1.0' }),
      instance('r-old', { EngineVersion: '2.8' }),
    ];
    const never: Route = () => {
      throw new Error('asked');
    };
    expect(await discover({ DescribeInstances: inventory(old), DescribeAuditLogConfig: never })).toEqual([]);
  });

  test('an instance whose class no page names is asked all the same', async () => {
    const essd = instance(ID, { InstanceType: 'Tair', InstanceClass: 'tair.essd.standard.xlarge' });
    const routes = { DescribeInstances: inventory([essd]), DescribeAuditLogConfig: config('true', '30') };
    expect((await discover(routes))[0]?.spec).toEqual({ DbAudit: true, Retention: 30 });
  });

  const two = inventory([instance('r-1'), instance(ID)]);
  const firstSays = (answer: Reply) => ({
    DescribeInstances: two,
    DescribeAuditLogConfig: ({ InstanceId }: Parameters) => (InstanceId === 'r-1' ? answer : config('false', '')),
  });

  test('an instance gone since it was listed is skipped', async () => {
    const found = await discover(firstSays(refused(404, 'InvalidInstanceId.NotFound')));
    expect(found.map(({ name }) => name)).toEqual([ID]);
  });

  test.each([refused(403, 'IncorrectDBInstanceState'), config('odd', '1'), refused(400, 'Odd.Thing')])(
    'one that cannot tell keeps none of the others back, and is named at the end (%#)',
    async (answer) => {
      const { found, error } = await attempt({
        ...firstSays(answer),
        DescribeInstanceAttribute: attribute('Normal'),
      });
      expect(found.map(({ name }) => name)).toEqual([ID]);
      expect(error).toMatchObject({ code: 'AF304', message: expect.stringContaining('r-1 did not say') });
    },
  );

  test('a list that keeps shifting is not called the whole region', async () => {
    const { found, error } = await attempt({
      DescribeInstances: ok({ TotalCount: 9, Instances: { KVStoreInstance: [instance(ID)] } }),
    });
    expect(found).toHaveLength(1);
    expect(error).toMatchObject({ code: 'AF304', message: expect.stringContaining('kept changing') });
  });

  test('auditing on with days that no answer gives is found on, without them', async () => {
    const [found] = await discover({
      DescribeAuditLogConfig: config('true', ''),
      DescribeInstanceAttribute: attribute('Normal'),
    });
    expect(found?.spec).toEqual({ DbAudit: true });
  });

  test('one that refuses while off is found off', async () => {
    const offs = await discover({
      DescribeInstances: two,
      DescribeAuditLogConfig: refused(400, 'IncorrectDBInstance.NotSupported'),
      DescribeInstanceAttribute: attribute('Normal', '0'),
    });
    expect(offs.map(({ spec }) => spec)).toEqual([{ DbAudit: false }, { DbAudit: false }]);
  });

  test('an instance that the vendor calls unsupported is skipped', async () => {
    const scm = instance(ID, { InstanceType: 'Tair', InstanceClass: 'tair.scm.standard.1m.4d' });
    const found = await discover({
      DescribeInstances: inventory([scm]),
      DescribeAuditLogConfig: refused(400, 'IncorrectDBInstance.NotSupported'),
      DescribeInstanceAttribute: attribute('Normal'),
    });
    expect(found).toEqual([]);
  });

  test('a missing permission is not an empty region', async () => {
    expect((await trouble(discover({ DescribeAuditLogConfig: refused(403, 'Forbidden.RAM') }))).code).toBe('AF303');
  });

  test.each([
    ok({ TotalCount: 1 }),
    ok({ TotalCount: '1', Instances: { KVStoreInstance: [] } }),
    ok({ TotalCount: 1, Instances: { KVStoreInstance: [{}] } }),
  ])('a list that is not one is AF304 (%#)', async (answer) => {
    expect((await trouble(discover({ DescribeInstances: answer }))).code).toBe('AF304');
  });
});
