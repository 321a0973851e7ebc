import { describe, expect, test } from 'vitest';
import {
  attribute,
  config,
  fake,
  ID,
  instance,
  inventory,
  ok,
  type Parameters,
  type Reply,
  refused,
  type Route,
  target,
  trouble,
} from './tair-fake.ts';

const read = (routes: Readonly<Record<string, Route>>, spec = {}) => fake(routes).session.read(target(spec));
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
    const out = refused(403, 'Forbidden.RAM');
    const seen = await read({ DescribeInstanceAttribute: out, DescribeInstances: out }, on);
    expect(seen.settled).toBe(true);
    expect(seen.notes).toContainEqual(expect.objectContaining({ code: 'AF406', severity: 'note' }));
  });

  test.each([refused(403, 'Forbidden.RAM'), refused(404, 'InvalidApi.NotFound'), { status: 501, body: '' }])(
    'where DescribeInstanceAttribute is out of reach the list says the status (%#)',
    async (answer) => {
      const changing = inventory([instance(ID, { InstanceStatus: 'Changing' })]);
      const seen = await read({ DescribeInstanceAttribute: answer, DescribeInstances: changing }, on);
      expect(seen.settled).toBe(false);
      expect(seen.notes).toMatchObject([{ code: 'AF407', severity: 'note' }]);
    },
  );

  test.each(['Inactive', 'Released', 'Unavailable', 'Error'])(
    'status %s is a warning: no waiting will make the vendor take the change',
    async (status) => {
      const seen = await read({ DescribeInstanceAttribute: attribute(status, '0') }, on);
      expect(seen.notes).toMatchObject([{ code: 'AF407', severity: 'warning' }]);
      expect(seen.notes[0]?.fix).toBe('Renew or repair it first.');
    },
  );

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

  test('a class that no page names is asked like any other', async () => {
    const essd = { InstanceType: 'Tair', InstanceClass: 'tair.essd.standard.xlarge' };
    const routes = {
      DescribeInstances: inventory([instance(ID), instance('r-other', essd)]),
      DescribeAuditLogConfig: each(config('false', ''), config('true', '365')),
    };
    expect((await read(routes, on)).document).toEqual({ DbAudit: false, Retention: 365 });
  });

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

  test('where nothing is audited, an instance that is off and shows more than this one counts', async () => {
    const more = await read({ ...two, DescribeAuditLogConfig: each(config('false', ''), config('false', '365')) }, on);
    expect(more.document).toEqual({ DbAudit: false, Retention: 365 });
    const less = await read({ ...two, DescribeAuditLogConfig: each(config('false', '90'), config('false', '7')) }, on);
    expect(less.document).toEqual({ DbAudit: false, Retention: 90 });
    const live = await read({ ...two, DescribeAuditLogConfig: each(config('false', '90'), config('true', '7')) }, on);
    expect(live.document, 'one that is audited knows').toEqual({ DbAudit: false, Retention: 7 });
  });

  test('a list that may not be read leaves a warning: a lower retention would go unnoticed', async () => {
    const seen = await read({ DescribeInstances: refused(403, 'Forbidden.RAM') }, on);
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
    expect(seen.document).toEqual({ DbAudit: false, Retention: null });
  });

  test("it leaves a warning even where this instance shows days of its own: off, it need not show the region's", async () => {
    const seen = await read(
      { DescribeInstances: refused(403, 'Forbidden.RAM'), DescribeAuditLogConfig: config('false', '30') },
      on,
    );
    expect(seen.document).toEqual({ DbAudit: false, Retention: 30 });
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
  });

  test.each([
    refused(400, 'Odd.Thing'),
    refused(403, 'IncorrectDBInstanceState'),
    config('odd', ''),
    config('true', ''),
  ])('an instance that could not say leaves a warning where no other one says (%#)', async (answer) => {
    const seen = await read({ ...two, DescribeAuditLogConfig: each(config('false', ''), answer) }, on);
    expect(seen.document).toEqual({ DbAudit: false, Retention: null });
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
  });

  test('so do instances beyond the first 200', async () => {
    const many = inventory(Array.from({ length: 260 }, (_, index) => instance(`r-${index}`)));
    const seen = await read({ DescribeInstances: many }, on);
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
    expect((await read(two, on)).notes, 'where all could say there is none').toEqual([]);
  });

  test('so does a list that keeps shifting', async () => {
    const short = ok({ TotalCount: 9, Instances: { KVStoreInstance: [instance(ID)] } });
    const seen = await read({ DescribeInstances: short }, on);
    expect(seen.notes).toMatchObject([{ code: 'AF406', severity: 'warning' }]);
  });

  test('many targets of one region share the look-ups', async () => {
    const { session, of } = fake({ DescribeInstances: inventory([instance(ID), instance('r-2'), instance('r-3')]) });
    await session.read(target(on));
    await session.read(target(on, 'r-2'));
    expect(of('DescribeInstances')).toHaveLength(1);
  });

  test('a region that moved while somebody read the plan is noticed', async () => {
    let days = '30';
    const { session, advance } = fake({
      ...two,
      DescribeAuditLogConfig: ({ InstanceId }) => (InstanceId === ID ? config('false', '') : config('true', days)),
    });
    expect((await session.read(target(on))).document?.Retention).toBe(30);
    days = '365';
    advance(60_000);
    expect((await session.read(target(on))).document?.Retention).toBe(365);
  });

  test('an outage is not remembered', async () => {
    let down = true;
    const list = inventory([instance(ID), instance('r-other')]) as (parameters: Parameters) => Reply;
    const { session } = fake({
      DescribeInstances: (parameters) => (down ? { status: 503, body: '' } : list(parameters)),
      DescribeAuditLogConfig: each(config('false', ''), config('true', '365')),
    });
    expect((await trouble(session.read(target(on)))).code).toBe('AF310');
    down = false;
    expect((await session.read(target(on))).document?.Retention).toBe(365);
  });

  test('instances that came since are asked', async () => {
    const fleet = [instance(ID)];
    const routes: Record<string, Route> = {
      DescribeInstances: (parameters) => (inventory(fleet) as (asked: Parameters) => Reply)(parameters),
      DescribeAuditLogConfig: each(config('false', ''), config('true', '365')),
    };
    const { session, advance } = fake(routes);
    expect((await session.read(target(on))).document?.Retention).toBeNull();
    fleet.push(instance('r-new'));
    advance(60_000);
    expect((await session.read(target(on))).document?.Retention).toBe(365);
  });

  test('reading never writes', async () => {
    const { session, calls } = fake({ DescribeServiceLinkedRoleExists: ok({ ExistsServiceLinkedRole: false }) });
    await session.read(target(on));
    expect(calls.filter(({ access }) => access !== 'read')).toEqual([]);
  });
});
