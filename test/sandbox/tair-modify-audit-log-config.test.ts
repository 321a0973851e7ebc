import { describe, expect, it } from 'vitest';
import {
  instanceOf,
  LEGACY,
  MEMCACHE,
  ORDERS,
  PAYMENTS,
  refusal,
  SEARCH,
  SESSION,
  SETTLE_MS,
  START,
  type Sandbox,
  tairSandbox,
} from './tair-signed-request.ts';

const enable = (InstanceId: string, Retention = '90') => ({ InstanceId, DbAudit: 'true', Retention });

function readConfig(sandbox: Sandbox, InstanceId: string, RegionId = 'cn-hangzhou') {
  return sandbox.call('DescribeAuditLogConfig', { RegionId, InstanceId });
}

async function shownStatus(sandbox: Sandbox, InstanceId: string): Promise<unknown> {
  const answer = await sandbox.call('DescribeInstanceAttribute', { InstanceId });
  const { DBInstanceAttribute } = answer.body.Instances as { DBInstanceAttribute: Record<string, unknown>[] };
  return DBInstanceAttribute[0]?.InstanceStatus;
}

describe('ModifyAuditLogConfig', () => {
  it('shows the new values only when the change has settled', async () => {
    const sandbox = tairSandbox();
    const { status, body } = await sandbox.call('ModifyAuditLogConfig', enable(SESSION));
    expect({ status, members: Object.keys(body) }).toEqual({ status: 200, members: ['RequestId'] });
    sandbox.advance(SETTLE_MS - 1);
    expect((await readConfig(sandbox, SESSION)).body).toMatchObject({ DbAudit: 'false', Retention: '30' });
    sandbox.advance(1);
    expect((await readConfig(sandbox, SESSION)).body).toMatchObject({ DbAudit: 'true', Retention: '90' });
  });

  it('moves the retention of every instance of the region, and of no other region', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION));
    sandbox.advance(SETTLE_MS);
    expect((await readConfig(sandbox, ORDERS)).body.Retention).toBe('90');
    expect((await readConfig(sandbox, PAYMENTS, 'ap-southeast-1')).body.Retention).toBe('');
  });

  it('enables when DbAudit is left out', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: SESSION, Retention: '90' });
    sandbox.advance(SETTLE_MS);
    expect(instanceOf(sandbox.state(), SESSION).auditEnabled).toBe(true);
  });

  it('disables one instance and leaves the retention of the region alone', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: ORDERS, DbAudit: 'false', Retention: '7' });
    sandbox.advance(SETTLE_MS);
    expect((await readConfig(sandbox, ORDERS)).body).toMatchObject({ DbAudit: 'false', Retention: '30' });
  });

  it('ends and begins audit periods at the moment a change settles', async () => {
    const sandbox = tairSandbox();
    const before = instanceOf(sandbox.state(), ORDERS).auditPeriods[0]?.from;
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: ORDERS, DbAudit: 'false' });
    sandbox.advance(10 * SETTLE_MS);
    await sandbox.call('ModifyAuditLogConfig', enable(ORDERS));
    sandbox.advance(10 * SETTLE_MS);
    expect(instanceOf(sandbox.state(), ORDERS).auditPeriods).toEqual([
      { from: before, to: START + SETTLE_MS },
      { from: START + 11 * SETTLE_MS, to: null },
    ]);
  });

  it('applies a retention sent while disabling, by quirk', async () => {
    const sandbox = tairSandbox((state) => {
      state.quirks.retentionWhileDisabling = 'applied';
    });
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: ORDERS, DbAudit: 'false', Retention: '7' });
    sandbox.advance(SETTLE_MS);
    expect((await readConfig(sandbox, ORDERS)).body.Retention).toBe('7');
  });

  it.each(['0', '366', '-1', '1.5', '30d', '', '999999999999'])('answers InvalidRetention to %j', async (value) => {
    const answer = await tairSandbox().call('ModifyAuditLogConfig', enable(SESSION, value));
    expect(refusal(answer)).toBe('400 InvalidRetention');
  });

  it('needs Retention unless it disables', async () => {
    const answer = await tairSandbox().call('ModifyAuditLogConfig', { InstanceId: SESSION, DbAudit: 'true' });
    expect(refusal(answer)).toBe('400 InvalidRetention');
  });

  it.each(['True', '1', 'on', ''])('refuses DbAudit %j', async (DbAudit) => {
    const answer = await tairSandbox().call('ModifyAuditLogConfig', { ...enable(SESSION), DbAudit });
    expect(refusal(answer)).toBe('400 InvalidDbAudit');
  });

  it('answers TaskHasExist while a change is running, and accepts again afterwards', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION));
    expect(refusal(await sandbox.call('ModifyAuditLogConfig', enable(SESSION)))).toBe('403 TaskHasExist');
    sandbox.advance(SETTLE_MS);
    expect(refusal(await sandbox.call('ModifyAuditLogConfig', enable(SESSION)))).toBe('200 accepted');
  });

  it('lets the later of two changes to one region decide its retention', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION, '90'));
    sandbox.advance(1_000);
    await sandbox.call('ModifyAuditLogConfig', enable(ORDERS, '60'));
    sandbox.advance(SETTLE_MS);
    expect((await readConfig(sandbox, SESSION)).body.Retention).toBe('60');
  });

  it('shows Changing until the change has settled', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION));
    expect(await shownStatus(sandbox, SESSION)).toBe('Changing');
    sandbox.advance(SETTLE_MS);
    expect(await shownStatus(sandbox, SESSION)).toBe('Normal');
  });

  it('shows Normal during a change, by quirk, and still answers TaskHasExist', async () => {
    const sandbox = tairSandbox((state) => {
      state.quirks.statusDuringChange = 'Normal';
    });
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION));
    expect(await shownStatus(sandbox, SESSION)).toBe('Normal');
    expect(refusal(await sandbox.call('ModifyAuditLogConfig', enable(SESSION)))).toBe('403 TaskHasExist');
  });

  it('answers IncorrectDBInstanceState when the instance is not Normal', async () => {
    const sandbox = tairSandbox((state) => {
      instanceOf(state, SESSION).status = 'Rebooting';
    });
    expect(refusal(await sandbox.call('ModifyAuditLogConfig', enable(SESSION)))).toBe('403 IncorrectDBInstanceState');
  });

  it.each([MEMCACHE, LEGACY])('answers IncorrectDBInstance.NotSupported for %s', async (instanceId) => {
    const answer = await tairSandbox().call('ModifyAuditLogConfig', enable(instanceId));
    expect(refusal(answer)).toBe('400 IncorrectDBInstance.NotSupported');
  });

  it('refuses storage-optimised classes always and persistent memory by quirk', async () => {
    const withClass = (instanceClass: string, persistentMemory: 'supported' | 'refused') =>
      tairSandbox((state) => {
        instanceOf(state, SESSION).instanceClass = instanceClass;
        state.quirks.persistentMemory = persistentMemory;
      }).call('ModifyAuditLogConfig', enable(SESSION));
    const notSupported = '400 IncorrectDBInstance.NotSupported';
    expect(refusal(await withClass('tair.essd.standard.xlarge', 'supported'))).toBe(notSupported);
    expect(refusal(await withClass('tair.scm.standard.1m.4d', 'refused'))).toBe(notSupported);
    expect(refusal(await withClass('tair.scm.standard.1m.4d', 'supported'))).toBe('200 accepted');
  });

  it('answers ResourceConfigError when enabling an outdated minor version', async () => {
    const answer = await tairSandbox().call('ModifyAuditLogConfig', enable(SEARCH));
    expect(refusal(answer)).toBe('400 ResourceConfigError');
  });

  it.each(['serviceLinkedRole', 'logServiceActive'] as const)(
    'answers ResourceConfigError when enabling without %s, and still disables',
    async (prerequisite) => {
      const sandbox = tairSandbox((state) => {
        state.account[prerequisite] = false;
      });
      expect(refusal(await sandbox.call('ModifyAuditLogConfig', enable(SESSION)))).toBe('400 ResourceConfigError');
      const disabling = { InstanceId: ORDERS, DbAudit: 'false' };
      expect(refusal(await sandbox.call('ModifyAuditLogConfig', disabling))).toBe('200 accepted');
    },
  );

  it('logs accepted writes only, with old and new values', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION, '0'));
    await sandbox.call('ModifyAuditLogConfig', enable(SESSION), { method: 'GET' });
    const summary = `ModifyAuditLogConfig ${SESSION}: DbAudit false -> true, Retention 30 -> 90 in cn-hangzhou (1 instances with audit on)`;
    expect(sandbox.state().log).toEqual([{ at: START, method: 'GET', path: '/', summary }]);
  });
});
