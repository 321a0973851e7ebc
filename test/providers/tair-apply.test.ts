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
  live,
  refused,
  type Route,
  target,
  trouble,
} from './tair-fake.ts';
import { writeWatch } from './write-watch.ts';

const operation = (spec: JsonObject, document: JsonObject, shared: JsonObject = {}): Operation =>
  tairProvider.operations(deltaOf(spec, live(document, {}, ['role.exists']), shared)).at(-1)!;
const on = { DbAudit: true, Retention: 180 };
const off = { DbAudit: false };
const enable = operation(on, { DbAudit: false, Retention: 180 });
const disable = operation(off, on);

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
    const writing = await writeWatch();
    await subject.session.apply(role!, target(on), writing);
    expect(writes(subject).map(({ action, parameters }) => [action, parameters])).toEqual([
      ['InitializeKvstorePermission', { RegionId: 'cn-hangzhou' }],
    ]);
    expect(writes(subject)[0]!.request.writing).toBe(writing);
  });
});

describe('200 is acceptance, not completion', () => {
  test('nothing is asked by the call itself: the readings after it tell when the settings show and all is Normal', async () => {
    const { session, calls, slept } = fake({
      DescribeAuditLogConfig: [config('false', ''), config('false', ''), config('true', '180')],
      DescribeInstanceAttribute: [attribute('Normal', '0'), attribute('Changing', '0'), attribute('Normal', '180')],
    });
    await session.read(target(on));
    const before = calls.length;
    await session.apply(enable, target(on));
    expect(calls.slice(before).map(({ action }) => action)).toEqual(['ModifyAuditLogConfig']);
    expect(slept).toEqual([]);
    expect(await session.read(target(on))).toMatchObject({ settled: false, document: { DbAudit: false } });
    expect(await session.read(target(on))).toMatchObject({ settled: true, document: on });
  });

  test('a reading after it asks for settings and status, and for nothing else', async () => {
    const { session, calls } = fake(done);
    await session.apply(enable, target(on));
    calls.length = 0;
    await session.read(target(on));
    expect(calls.map(({ action }) => action).sort()).toEqual(['DescribeAuditLogConfig', 'DescribeInstanceAttribute']);
  });

  test('reading after a write is unsettled until the instance is Normal, though the settings show', async () => {
    const { session } = fake({ ...done, DescribeInstanceAttribute: attribute('Changing', '180') }, { settleMs: 0 });
    expect((await session.read(target(on))).settled).toBe(true);
    await session.apply(enable, target(on));
    expect((await session.read(target(on))).settled).toBe(false);
  });

  test('a sibling that stays busy after it is waited for until settleMs, and not before any write', async () => {
    const { session, slept } = fake(
      {
        DescribeAuditLogConfig: ({ InstanceId }) =>
          InstanceId === ID ? config('true', '180') : refused(403, 'IncorrectDBInstanceState'),
      },
      { settleMs: 10_000 },
    );
    const sibling = target(on, 'r-other');
    expect(await trouble(session.read(sibling))).toMatchObject({ code: 'AF407', trouble: 'busy' });
    expect(slept).toEqual([]);
    await session.apply(enable, target(on));
    expect(await trouble(session.read(sibling))).toMatchObject({ code: 'AF407', trouble: 'busy' });
    const waited = slept.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(5000);
    expect(waited).toBeLessThanOrEqual(10_000);
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

describe('an instance that is not Normal', () => {
  const reading = async (status: string) => {
    const subject = fake({ DescribeInstanceAttribute: [attribute(status, '0'), attribute('Normal', '0')] });
    await subject.session.read(target(on));
    return subject;
  };

  test.each(['Changing', 'SomethingNew'])(
    'as the reading just before found it (%s) is not written to yet',
    async (status) => {
      const subject = await reading(status);
      expect(await trouble(subject.session.apply(enable, target(on)))).toMatchObject({
        code: 'AF407',
        trouble: 'busy',
        sent: 'no',
      });
      expect(writes(subject)).toEqual([]);
      await subject.session.read(target(on));
      await subject.session.apply(enable, target(on));
      expect(writes(subject)).toHaveLength(1);
    },
  );

  test('for good is left to the vendor, and so is one whose status nobody could read', async () => {
    const blind = fake({ DescribeInstanceAttribute: refused(403, 'Forbidden.RAM') });
    await blind.session.read(target(on));
    for (const subject of [await reading('Unavailable'), blind]) {
      await subject.session.apply(enable, target(on));
      expect(writes(subject)).toHaveLength(1);
    }
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
