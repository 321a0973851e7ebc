import { describe, expect, it } from 'vitest';
import type { TairState } from '../../src/sandbox/vendors/tair/index.ts';
import { LEGACY, ORDERS, PAYMENTS, refusal, SEARCH, SESSION, SETTLE_MS, tairSandbox } from './tair-signed-request.ts';

async function list(parameters: Readonly<Record<string, string>>, change?: (state: TairState) => void) {
  const answer = await tairSandbox(change).call('DescribeInstances', parameters);
  const instances = answer.body.Instances as { KVStoreInstance: Record<string, unknown>[] } | undefined;
  const found = instances?.KVStoreInstance ?? [];
  return { answer, found, ids: found.map((instance) => instance.InstanceId) };
}

/** 61 instances in Hangzhou. */
function large(state: TairState): void {
  const [model] = state.instances;
  if (!model) throw new Error('no instance');
  state.instances = Array.from({ length: 61 }, (_, n) => ({ ...structuredClone(model), instanceId: `r-many${n}` }));
}

describe('DescribeInstances', () => {
  it('pages by 30 unless told otherwise, and by 50 at most', async () => {
    const first = await list({}, large);
    expect(first.answer.body).toMatchObject({ TotalCount: 61, PageNumber: 1, PageSize: 30 });
    expect(first.ids).toHaveLength(30);
    const last = await list({ PageSize: '50', PageNumber: '2' }, large);
    expect([last.ids.length, last.ids[0], last.answer.body.TotalCount]).toEqual([11, 'r-many50', 61]);
    expect((await list({ PageSize: '50', PageNumber: '3' }, large)).ids).toEqual([]);
  });

  it.each(['51', '0', '-1', 'ten'])('refuses PageSize %j', async (PageSize) => {
    expect((await list({ PageSize })).answer.status).toBe(400);
  });

  it.each(['0', '-1', 'x', ''])('refuses PageNumber %j', async (PageNumber) => {
    expect((await list({ PageNumber })).answer.status).toBe(400);
  });

  it('takes 30 instance ids and refuses 31', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, n) => `r-many${n}`).join(',');
    expect((await list({ InstanceIds: ids(30) }, large)).ids).toHaveLength(30);
    expect(refusal((await list({ InstanceIds: ids(31) }, large)).answer)).toBe('400 InvalidInstanceIds');
  });

  it('finds instances of every region without RegionId and of one with it', async () => {
    expect((await list({ InstanceIds: `${ORDERS},${PAYMENTS},r-none` })).ids).toEqual([ORDERS, PAYMENTS]);
    expect((await list({ InstanceIds: `${ORDERS},${PAYMENTS}`, RegionId: 'ap-southeast-1' })).ids).toEqual([PAYMENTS]);
    expect(refusal((await list({ RegionId: 'mars-1' })).answer)).toBe('400 InvalidRegionId');
  });

  it.each([
    [{ InstanceType: 'Memcache' }, 1],
    [{ InstanceType: 'Tair' }, 1],
    [{ EditionType: 'Community' }, 5],
    [{ EngineVersion: '2.8' }, 1],
    [{ ArchitectureType: 'rwsplit' }, 1],
    [{ InstanceStatus: 'Changing' }, 0],
    [{ SearchKey: 'cache' }, 4],
    [{ SearchKey: ORDERS }, 1],
  ])('filters by %j', async (filter, count) => {
    expect((await list(filter)).answer.body.TotalCount).toBe(count);
  });

  it('filters by tags, for which it needs RegionId', async () => {
    const tag = { 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod' };
    expect((await list({ ...tag, RegionId: 'cn-hangzhou' })).ids).toEqual([ORDERS, SESSION]);
    expect((await list({ 'Tag.1.Key': 'team', RegionId: 'cn-hangzhou' })).ids).toEqual([]);
    expect(refusal((await list(tag)).answer)).toBe('400 MissingRegionId');
  });

  it('carries no audit member', async () => {
    const { found } = await list({ InstanceIds: SESSION });
    expect(found).toEqual([
      {
        InstanceId: SESSION,
        InstanceName: 'session-store',
        RegionId: 'cn-hangzhou',
        ZoneId: 'cn-hangzhou-h',
        InstanceType: 'Tair',
        InstanceClass: 'tair.rdb.with.proxy.2g',
        EngineVersion: '7.0',
        ArchitectureType: 'cluster',
        InstanceStatus: 'Normal',
        ChargeType: 'PostPaid',
        CreateTime: '2025-06-16T03:04:05Z',
        EndTime: '',
        EditionType: 'Enterprise',
        Tags: { Tag: [{ Key: 'env', Value: 'prod' }] },
      },
    ]);
  });
});

describe('DescribeInstanceAttribute', () => {
  it('shows AuditLogRetention as days, and "0" when off', async () => {
    const sandbox = tairSandbox();
    const retention = async (InstanceId: string) => {
      const { body } = await sandbox.call('DescribeInstanceAttribute', { InstanceId });
      const { DBInstanceAttribute } = body.Instances as { DBInstanceAttribute: Record<string, unknown>[] };
      return DBInstanceAttribute[0]?.AuditLogRetention;
    };
    expect([await retention(ORDERS), await retention(SESSION), await retention(LEGACY)]).toEqual(['30', '0', '0']);
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: ORDERS, DbAudit: 'false' });
    sandbox.advance(SETTLE_MS);
    expect(await retention(ORDERS)).toBe('0');
  });

  it('answers InvalidInstanceId.NotFound to an unknown id', async () => {
    const answer = await tairSandbox().call('DescribeInstanceAttribute', { InstanceId: 'r-none' });
    expect(refusal(answer)).toBe('404 InvalidInstanceId.NotFound');
  });
});

describe('DescribeEngineVersion', () => {
  it('tells whether the minor version is the latest', async () => {
    const { call } = tairSandbox();
    const outdated = await call('DescribeEngineVersion', { InstanceId: SEARCH });
    expect(outdated.body).toMatchObject({
      MajorVersion: '5.0',
      IsLatestVersion: false,
      EnableUpgradeMinorVersion: true,
    });
    expect(outdated.body).not.toHaveProperty('ProxyMinorVersion');
    const cluster = await call('DescribeEngineVersion', { InstanceId: SESSION });
    expect(cluster.body).toMatchObject({ IsLatestVersion: true, ProxyMinorVersion: expect.any(String) });
  });
});

describe('DescribeLogicInstanceTopology', () => {
  it('lists data and proxy nodes with a number after #', async () => {
    const { body } = await tairSandbox().call('DescribeLogicInstanceTopology', { InstanceId: SESSION });
    const shards = body.RedisShardList as { NodeInfo: { NodeId: string }[] };
    expect(shards.NodeInfo.map((node) => node.NodeId)).toEqual([`${SESSION}-db-0#1000001`, `${SESSION}-db-1#1000002`]);
    expect(body.RedisProxyList).toMatchObject({ NodeInfo: [{ NodeType: 'proxy' }] });
  });

  it('refuses a standard instance', async () => {
    const answer = await tairSandbox().call('DescribeLogicInstanceTopology', { InstanceId: ORDERS });
    expect(answer.status).toBe(400);
  });
});

describe('DescribeRegions', () => {
  it('lists regions with their endpoints', async () => {
    const { body } = await tairSandbox().call('DescribeRegions', { AcceptLanguage: 'en-US' });
    expect(body.RegionIds).toMatchObject({
      KVStoreRegion: [
        { RegionId: 'cn-hangzhou', RegionEndpoint: 'r-kvstore.aliyuncs.com' },
        { RegionId: 'ap-southeast-1', RegionEndpoint: 'r-kvstore.ap-southeast-1.aliyuncs.com' },
      ],
    });
  });
});
