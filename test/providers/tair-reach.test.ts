import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Finding } from '../../src/providers/provider.ts';
import {
  config,
  deltaOf,
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

async function reach(
  spec: JsonObject,
  document: JsonObject,
  routes: Readonly<Record<string, Route>> = {},
  shared: JsonObject = {},
): Promise<readonly Finding[]> {
  return fake(routes).session.reach(deltaOf(spec, live(document), shared));
}
const enable = (routes: Readonly<Record<string, Route>> = {}) =>
  reach({ DbAudit: true, Retention: 30 }, { DbAudit: false, Retention: 30 }, routes);
const errors = (findings: readonly Finding[]) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);

describe('prerequisites, looked up before a change', () => {
  test('all met: only what it costs', async () => {
    expect(await enable()).toMatchObject([{ code: 'AF408', severity: 'note' }]);
  });

  test('an instance that the region does not list is not written to', async () => {
    expect(errors(await enable({ DescribeInstances: inventory([]) }))).toEqual(['AF305']);
    expect(
      errors(await reach({ DbAudit: false }, { DbAudit: true, Retention: 30 }, { DescribeInstances: inventory([]) })),
    ).toEqual(['AF305']);
  });

  test('an instance of another region is not written to: the write names no region', async () => {
    expect(errors(await enable({ DescribeInstances: inventory([instance(ID, { RegionId: 'cn-shanghai' })]) }))).toEqual(
      ['AF308'],
    );
  });

  test('an instance that the list has is not asked for by itself, however long a plan takes; one that it lacks is', async () => {
    const listed = { ...live({ DbAudit: false, Retention: 30 }), notes: [] };
    const { session, of, advance } = fake({ DescribeInstances: inventory([instance(ID), instance('r-new')]) });
    await session.read(target({ DbAudit: true }));
    expect(of('DescribeInstances')).toHaveLength(1);
    advance(600_000);
    expect(errors(await session.reach(deltaOf({ DbAudit: true }, listed)))).toEqual([]);
    expect(of('DescribeInstances')).toHaveLength(1);
    const unknown = { ...deltaOf({ DbAudit: true }, listed), target: { InstanceId: 'r-gone' } };
    expect(errors(await session.reach(unknown))).toEqual(['AF305']);
    expect(of('DescribeInstances').at(-1)).toEqual({ RegionId: 'cn-hangzhou', InstanceIds: 'r-gone' });
  });

  test('an instance of which the list gives no region is left to the vendor', async () => {
    const bare = inventory([instance(ID, { RegionId: undefined })]);
    expect(errors(await enable({ DescribeInstances: bare }))).toEqual([]);
  });

  test.each([
    [{ InstanceType: 'Memcache', EngineVersion: '' }, ['AF306']],
    [{ EngineVersion: '2.8' }, ['AF306']],
    [{ EngineVersion: '4.0' }, []],
    [{ EngineVersion: '7.0' }, []],
    [{ InstanceType: 'Tair', EditionType: 'Enterprise', InstanceClass: 'tair.rdb.1g' }, []],
    [{ InstanceType: 'Tair', EditionType: 'Enterprise', InstanceClass: 'tair.essd.standard.xlarge' }, ['AF306']],
    [{ InstanceType: 'Tair', EditionType: 'Enterprise', InstanceClass: 'tair.scm.standard.1m.4d' }, []],
  ])('type, engine and edition for enabling: %j', async (more, expected) => {
    expect(errors(await enable({ DescribeInstances: inventory([instance(ID, more)]) }))).toEqual(expected);
  });

  test("persistent memory, and cloud-native clusters, are warnings: the vendor's pages disagree", async () => {
    for (const more of [
      { InstanceClass: 'tair.scm.standard.1m.4d' },
      { InstanceClass: 'tair.rdb.1g', ArchitectureType: 'cluster' },
    ]) {
      const findings = await enable({
        DescribeInstances: inventory([instance(ID, { InstanceType: 'Tair', ...more })]),
      });
      expect(findings.filter(({ code }) => code === 'AF306').map(({ severity }) => severity)).toEqual(['warning']);
    }
  });

  test('an outdated minor version or engine blocks enabling, and only that', async () => {
    const old = { DescribeEngineVersion: ok({ IsLatestVersion: false }) };
    expect(errors(await enable(old))).toEqual(['AF306']);
    expect(errors(await reach({ DbAudit: false }, { DbAudit: true, Retention: 30 }, old))).toEqual([]);
    const ancient = { DescribeInstances: inventory([instance(ID, { EngineVersion: '2.8' })]) };
    expect(errors(await reach({ DbAudit: false }, { DbAudit: true, Retention: 30 }, ancient))).toEqual([]);
    expect(errors(await reach({ Retention: 60 }, { DbAudit: true, Retention: 30 }, old))).toEqual([]);
  });

  test.each([
    refused(404, 'InvalidApi.NotFound'),
    refused(403, 'Forbidden.RAM'),
    ok({ IsLatestVersion: 'maybe' }),
    { status: 405, body: '' },
    { status: 406, body: '<html>' },
    { status: 501, body: '<html>' },
  ])('a look-up that is unknown, forbidden, odd or not served is a note (%#)', async (answer) => {
    const findings = await enable({ DescribeEngineVersion: answer, DescribeInstances: answer });
    expect(errors(findings)).toEqual([]);
    expect(findings.filter(({ code }) => code === 'AF406').map(({ severity }) => severity)).toEqual(['note', 'note']);
  });

  test('an outage is no note', async () => {
    expect((await trouble(enable({ DescribeEngineVersion: { status: 503, body: '<html>' } }))).code).toBe('AF310');
  });

  test('enabling needs a retention from somewhere', async () => {
    expect(errors(await reach({ DbAudit: true }, { DbAudit: false, Retention: null }))).toEqual(['AF403']);
    expect(
      errors(await reach({ DbAudit: true }, { DbAudit: false, Retention: null }, {}, { '/Retention': 30 })),
    ).toEqual([]);
    expect(errors(await reach({ DbAudit: true }, { DbAudit: false, Retention: 30 }))).toEqual([]);
  });

  test('switching off says that stored records stay and are billed', async () => {
    const findings = await reach({ DbAudit: false }, { DbAudit: true, Retention: 30 });
    expect(findings).toMatchObject([{ code: 'AF408', message: expect.stringContaining('billed') }]);
  });
});

describe('a new retention reaches the whole region', () => {
  const fleet = (count: number) =>
    inventory([instance(ID), ...Array.from({ length: count }, (_, index) => instance(`r-${index}`))]);
  const audited =
    (...ids: string[]): Route =>
    ({ InstanceId = '' }) =>
      config(String(ids.includes(InstanceId)), '180');
  const affected = async (routes: Readonly<Record<string, Route>>, days = 365) =>
    (await reach({ DbAudit: true, Retention: days }, { DbAudit: true, Retention: 180 }, routes)).filter(
      ({ code }) => code === 'AF404',
    );

  test('audited instances are named, managed or not; others are not', async () => {
    const found = await affected({ DescribeInstances: fleet(3), DescribeAuditLogConfig: audited('r-0', 'r-2', ID) });
    expect(found).toMatchObject([{ severity: 'warning', path: '/spec/Retention' }]);
    expect(found[0]?.message).toContain('365 days for r-0, r-2 too');
    expect(found[0]?.message).not.toContain('deleted');
  });

  test('lowering it deletes their records, too', async () => {
    const routes = { DescribeInstances: fleet(2), DescribeAuditLogConfig: audited('r-1') };
    expect((await affected(routes, 30))[0]?.message).toContain('deleted there as well: r-1');
    const same: Route = ({ InstanceId }) => config(String(InstanceId === 'r-1'), '30');
    const [settled] = await affected({ ...routes, DescribeAuditLogConfig: same }, 30);
    expect(settled?.message, 'one that shows the new value already loses nothing').not.toContain('deleted');
  });

  test('nobody else audited: nothing to say', async () => {
    expect(await affected({ DescribeInstances: fleet(2), DescribeAuditLogConfig: audited(ID) })).toEqual([]);
  });

  test('it is looked up across pages of 50, with 200 look-ups at most, and says what was not asked', async () => {
    const { session, of } = fake({ DescribeInstances: fleet(230), DescribeAuditLogConfig: audited('r-7') });
    const findings = await session.reach(deltaOf({ Retention: 365 }, live({ DbAudit: true, Retention: 180 })));
    expect(findings.find(({ code }) => code === 'AF404')?.message).toMatch(/r-7 too.* 30 more could not be asked/);
    expect(of('DescribeAuditLogConfig')).toHaveLength(200);
    expect(of('DescribeInstances').map(({ PageNumber }) => PageNumber)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('one that cannot say, or is changing just now, is counted, not left out', async () => {
    for (const answer of [refused(400, 'Odd.Thing'), refused(403, 'IncorrectDBInstanceState')]) {
      const other: Route = ({ InstanceId }) => (InstanceId === 'r-0' ? answer : config('false', ''));
      const [found] = await affected({ DescribeInstances: fleet(2), DescribeAuditLogConfig: other });
      expect(found?.message).toContain('1 more could not be asked');
    }
  });

  test('a list that may not be read is a warning, not silence', async () => {
    expect(await affected({ DescribeInstances: refused(403, 'Forbidden.RAM') })).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  test('the list is read again when its length changed between pages', async () => {
    const full = fleet(60) as (parameters: Readonly<Record<string, string>>) => object;
    let listings = 0;
    // While the first list is read one instance goes, so that another slips from page 2 to page 1 and is missed.
    const shifting: Route = (parameters) => {
      if (parameters.PageNumber === '1') listings += 1;
      if (listings > 1 || parameters.PageNumber !== '2') return full(parameters);
      return ok({ TotalCount: 60, Instances: { KVStoreInstance: [instance('r-58')] } });
    };
    const [found] = await affected({ DescribeInstances: shifting, DescribeAuditLogConfig: audited('r-59') });
    expect(listings).toBe(2);
    expect(found?.message).toContain('r-59 too');
    expect(found?.message).not.toContain('could not be asked');
  });

  test('a list that keeps shifting is not called complete', async () => {
    const short: Route = ({ InstanceIds }) =>
      ok({ TotalCount: InstanceIds === undefined ? 9 : 1, Instances: { KVStoreInstance: [instance(ID)] } });
    const [found] = await affected({ DescribeInstances: short });
    expect(found?.message).toContain('could not be asked');
  });

  test('instances that cannot be audited are not asked', async () => {
    const memcache = instance('m-1', { InstanceType: 'Memcache', EngineVersion: '1.0' });
    const { session, of } = fake({ DescribeInstances: inventory([instance(ID), memcache]) });
    await session.reach(deltaOf({ Retention: 365 }, live({ DbAudit: true, Retention: 180 })));
    expect(of('DescribeAuditLogConfig')).toEqual([]);
  });

  test('nothing is looked up when the retention stays', async () => {
    const { session, of } = fake();
    await session.reach(deltaOf({ DbAudit: false }, live({ DbAudit: true, Retention: 180 })));
    expect(of('DescribeAuditLogConfig')).toEqual([]);
  });
});
