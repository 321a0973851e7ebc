import { describe, expect, it } from 'vitest';
import { createTairSimulator, defaultTairState, type TairState } from '../../src/sandbox/vendors/tair/index.ts';
import {
  instanceOf,
  LEGACY,
  MEMCACHE,
  ORDERS,
  PAYMENTS,
  READER,
  refusal,
  SESSION,
  START,
  type Sandbox,
  tairSandbox,
} from './tair-signed-request.ts';

const enable = (InstanceId: string, Retention = '90') => ({ InstanceId, DbAudit: 'true', Retention });

function readConfig(sandbox: Sandbox, InstanceId: string, RegionId = 'cn-hangzhou') {
  return sandbox.call('DescribeAuditLogConfig', { RegionId, InstanceId });
}

describe('gateway', () => {
  it('answers errors with RequestId, HostId, Code, Message and Recommend', async () => {
    const { body, headers } = await tairSandbox().call('DescribeNothing');
    expect(Object.keys(body)).toEqual(['RequestId', 'HostId', 'Code', 'Message', 'Recommend']);
    expect(body.HostId).toBe('127.0.0.1:18080');
    expect(body.Recommend).toContain(`q=InvalidApi.NotFound&product=R-kvstore&requestId=${body.RequestId}`);
    expect(headers['x-acs-request-id']).toBe(body.RequestId);
  });

  it('answers 404 InvalidApi.NotFound to an unknown action and to a path other than /', async () => {
    expect(refusal(await tairSandbox().call('constructor'))).toBe('404 InvalidApi.NotFound');
    expect(refusal(await tairSandbox().call('DescribeRegions', {}, { path: '/v1' }))).toBe('404 InvalidApi.NotFound');
  });

  it('refuses methods other than GET and POST', async () => {
    expect((await tairSandbox().call('DescribeRegions', {}, { method: 'DELETE' })).status).toBe(405);
  });

  it('refuses another API version, and a missing version or action', async () => {
    const withHeaders = (headers: Record<string, string | undefined>) =>
      tairSandbox().call('DescribeRegions', {}, { headers });
    expect(refusal(await withHeaders({ 'x-acs-version': '2014-05-26' }))).toBe('400 InvalidVersion');
    expect(refusal(await withHeaders({ 'x-acs-version': undefined }))).toBe('400 MissingVersion');
    expect(refusal(await withHeaders({ 'x-acs-action': undefined }))).toBe('400 MissingAction');
  });

  it('refuses a parameter the action does not document', async () => {
    const answer = await tairSandbox().call('ModifyAuditLogConfig', { ...enable(SESSION), RegionId: 'cn-hangzhou' });
    expect(refusal(answer)).toBe('400 InvalidParameter.Format');
  });

  it('refuses a parameter given twice, broken percent-encoding, and parameters in the body', async () => {
    const InstanceId = ORDERS;
    const call = tairSandbox().call;
    const pair = `InstanceId=${ORDERS}`;
    const twice = await call('DescribeEngineVersion', {}, { query: `${pair}&${pair}` });
    expect(refusal(twice)).toBe('400 InvalidParameter.Format');
    expect(refusal(await call('DescribeEngineVersion', {}, { rawQuery: 'InstanceId=%E4%B' }))).toBe(
      '400 InvalidParameter.Format',
    );
    expect(refusal(await call('DescribeEngineVersion', { InstanceId }, { body: pair }))).toBe(
      '400 InvalidParameter.Format',
    );
  });

  it('answers Missing{Param} when a required parameter is absent or empty', async () => {
    const sandbox = tairSandbox();
    expect(refusal(await sandbox.call('DescribeEngineVersion'))).toBe('400 MissingInstanceId');
    expect(refusal(await sandbox.call('DescribeEngineVersion', { InstanceId: '' }))).toBe('400 MissingInstanceId');
  });

  it('lets the reader key use Describe actions only', async () => {
    const sandbox = tairSandbox();
    expect((await sandbox.call('DescribeRegions', {}, { key: READER })).status).toBe(200);
    for (const action of ['ModifyAuditLogConfig', 'InitializeKvstorePermission']) {
      const answer = await sandbox.call(action, {}, { key: READER });
      expect(refusal(answer)).toBe('403 Forbidden.RAM');
      expect(answer.body.AccessDeniedDetail).toMatchObject({ AuthAction: `kvstore:${action}` });
    }
  });

  it('does not know the actions of the unknownActions quirk', async () => {
    const sandbox = tairSandbox((state) => {
      state.quirks.unknownActions = ['DescribeEngineVersion'];
    });
    expect(refusal(await sandbox.call('DescribeEngineVersion', { InstanceId: ORDERS }))).toBe(
      '404 InvalidApi.NotFound',
    );
  });
});

describe('DescribeAuditLogConfig', () => {
  it('answers strings', async () => {
    const { status, body } = await readConfig(tairSandbox(), ORDERS);
    expect({ status, ...body }).toEqual({ status: 200, RequestId: body.RequestId, DbAudit: 'true', Retention: '30' });
  });

  it('answers InvalidInstanceId.NotFound for another region and for an unknown id', async () => {
    const sandbox = tairSandbox();
    expect(refusal(await readConfig(sandbox, ORDERS, 'ap-southeast-1'))).toBe('404 InvalidInstanceId.NotFound');
    expect(refusal(await readConfig(sandbox, 'r-none'))).toBe('404 InvalidInstanceId.NotFound');
  });

  it('needs RegionId', async () => {
    const answer = await tairSandbox().call('DescribeAuditLogConfig', { InstanceId: ORDERS });
    expect(refusal(answer)).toBe('400 MissingRegionId');
  });

  it.each([MEMCACHE, LEGACY])('answers IncorrectDBInstance.NotSupported for %s', async (instanceId) => {
    expect(refusal(await readConfig(tairSandbox(), instanceId))).toBe('400 IncorrectDBInstance.NotSupported');
  });

  it('answers or refuses while auditing is off, by quirk', async () => {
    const sandbox = tairSandbox();
    expect((await readConfig(sandbox, SESSION)).body).toMatchObject({ DbAudit: 'false', Retention: '30' });
    sandbox.edit((state) => {
      state.quirks.auditConfigWhileOff = 'error';
    });
    expect(refusal(await readConfig(sandbox, SESSION))).toBe('400 IncorrectDBInstance.NotSupported');
    expect(refusal(await readConfig(sandbox, ORDERS))).toBe('200 accepted');
  });

  it.each([
    ['', ''],
    ['0', '0'],
    ['absent', undefined],
  ] as const)('shows retention %j of a region where auditing was never enabled, by quirk', async (quirk, expected) => {
    const sandbox = tairSandbox((state) => {
      state.quirks.neverEnabledRetention = quirk;
    });
    expect((await readConfig(sandbox, PAYMENTS, 'ap-southeast-1')).body.Retention).toBe(expected);
  });

  it('can speak of the single instance instead of the region, by quirk', async () => {
    const sandbox = tairSandbox((state) => {
      state.quirks.neverEnabledMeans = 'instance';
    });
    expect((await readConfig(sandbox, SESSION)).body.Retention).toBe('');
    expect((await readConfig(sandbox, ORDERS)).body.Retention).toBe('30');
  });

  it('answers DbAudit as a boolean, by quirk', async () => {
    const sandbox = tairSandbox((state) => {
      state.quirks.dbAuditType = 'boolean';
    });
    expect((await readConfig(sandbox, ORDERS)).body.DbAudit).toBe(true);
  });
});

describe('service-linked role', () => {
  it('is missing until InitializeKvstorePermission, for the whole account', async () => {
    const sandbox = tairSandbox((state) => {
      state.account.serviceLinkedRole = false;
    });
    const exists = async (RegionId: string) =>
      (await sandbox.call('DescribeServiceLinkedRoleExists', { RegionId, Engine: 'Redis' })).body
        .ExistsServiceLinkedRole;
    expect(await exists('cn-hangzhou')).toBe(false);
    expect((await sandbox.call('InitializeKvstorePermission', { RegionId: 'ap-southeast-1' })).status).toBe(200);
    expect(await exists('cn-hangzhou')).toBe(true);
    expect(sandbox.state().log).toHaveLength(1);
  });

  it('is asked for the engine Redis only, in a known region', async () => {
    const { call } = tairSandbox();
    const ask = (RegionId: string, Engine: string) => call('DescribeServiceLinkedRoleExists', { RegionId, Engine });
    expect(refusal(await ask('cn-hangzhou', 'Memcache'))).toBe('400 InvalidEngine');
    expect(refusal(await ask('mars-1', 'Redis'))).toBe('400 InvalidRegionId');
  });
});

describe('state', () => {
  it('is plain JSON that restores to itself', () => {
    const sandbox = tairSandbox();
    const before = sandbox.state();
    sandbox.simulator.restore(JSON.parse(JSON.stringify(before)));
    expect(sandbox.state()).toEqual(before);
    expect(before).toEqual(defaultTairState(START));
  });

  it('is not shared with what was given or taken', () => {
    const sandbox = tairSandbox();
    const given = defaultTairState(START);
    sandbox.simulator.restore(given);
    given.account.serviceLinkedRole = false;
    sandbox.state().account.serviceLinkedRole = false;
    expect(sandbox.state().account.serviceLinkedRole).toBe(true);
  });

  it.each<[string, (state: TairState) => unknown]>([
    ['null', () => null],
    ['a list', () => []],
    ['a missing member', ({ quirks: _, ...rest }) => rest],
    ['a misspelt quirk', (state) => ({ ...state, quirks: { ...state.quirks, throttled: true } })],
    ['a quirk value of no reading', (state) => ({ ...state, quirks: { ...state.quirks, dbAuditType: 'number' } })],
    ['retention above 365', (state) => ({ ...state, regions: [{ ...state.regions[0], retentionDays: 366 }] })],
    ['an instance of an unknown region', (state) => ({ ...state, regions: state.regions.slice(1) })],
    ['two instances of one id', (state) => ({ ...state, instances: [...state.instances, ...state.instances] })],
    ['times as text', (state) => ({ ...state, nonces: { a: '1' } })],
  ])('refuses %s with a TypeError and keeps the old state', (_, broken) => {
    const sandbox = tairSandbox();
    expect(() => sandbox.simulator.restore(broken(defaultTairState(START)))).toThrow(TypeError);
    expect(sandbox.state()).toEqual(defaultTairState(START));
  });

  it('opens and closes the audit period when auditEnabled is flipped by hand', () => {
    const sandbox = tairSandbox((state) => {
      instanceOf(state, ORDERS).auditEnabled = false;
      instanceOf(state, SESSION).auditEnabled = true;
    });
    expect(instanceOf(sandbox.state(), ORDERS).auditPeriods.at(-1)?.to).toBe(START);
    expect(instanceOf(sandbox.state(), SESSION).auditPeriods).toEqual([{ from: START, to: null }]);
  });

  it('accepts the keys it names in its environment', () => {
    const { environment } = createTairSimulator({ now: () => START, settleMs: 0 });
    const [writer, reader] = defaultTairState(START).credentials;
    expect(environment).toEqual({
      ALIBABA_CLOUD_ACCESS_KEY_ID: writer?.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: writer?.accessKeySecret,
      ALIBABA_CLOUD_READER_ACCESS_KEY_ID: reader?.accessKeyId,
      ALIBABA_CLOUD_READER_ACCESS_KEY_SECRET: reader?.accessKeySecret,
    });
  });
});
