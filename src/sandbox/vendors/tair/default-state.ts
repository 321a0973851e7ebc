import type { TairCredential, TairInstance, TairRegion, TairState } from './state.ts';

const DAY = 86_400_000;

function credential(name: string, access: TairCredential['access']): TairCredential {
  return {
    accessKeyId: `LTAI-sandbox-${name}`,
    accessKeySecret: `sandbox-${name}-secret`,
    securityToken: null,
    access,
    active: true,
  };
}

function regions(): TairRegion[] {
  return [
    {
      regionId: 'cn-hangzhou',
      localName: 'China (Hangzhou)',
      endpoint: 'r-kvstore.aliyuncs.com',
      zones: ['cn-hangzhou-h', 'cn-hangzhou-i'],
      retentionDays: 30,
    },
    {
      regionId: 'ap-southeast-1',
      localName: 'Singapore',
      endpoint: 'r-kvstore.ap-southeast-1.aliyuncs.com',
      zones: ['ap-southeast-1a', 'ap-southeast-1b'],
      retentionDays: null,
    },
  ];
}

/** A plain Community instance with auditing off; every other instance is a variation of it. */
function instance(now: number, instanceId: string, changes: Partial<TairInstance>): TairInstance {
  return {
    instanceId,
    instanceName: instanceId,
    regionId: 'cn-hangzhou',
    zoneId: 'cn-hangzhou-h',
    instanceType: 'Redis',
    editionType: 'Community',
    instanceClass: 'redis.master.small.default',
    engineVersion: '6.0',
    architectureType: 'standard',
    minorVersion: 'redis-6.0_1.1.4',
    minorVersionIsLatest: true,
    status: 'Normal',
    chargeType: 'PostPaid',
    createdAt: now - 200 * DAY,
    expiresAt: null,
    tags: [],
    dataNodes: 1,
    writeEveryMs: 5_000,
    auditEnabled: false,
    auditPeriods: [],
    pending: null,
    ...changes,
  };
}

function hangzhouInstances(now: number): TairInstance[] {
  return [
    instance(now, 'r-bp1orders0000001', {
      instanceName: 'orders-cache',
      tags: [{ key: 'env', value: 'prod' }],
      auditEnabled: true,
      auditPeriods: [{ from: now - 60 * DAY, to: null }],
    }),
    instance(now, 'r-bp1session000002', {
      instanceName: 'session-store',
      instanceType: 'Tair',
      editionType: 'Enterprise',
      instanceClass: 'tair.rdb.with.proxy.2g',
      architectureType: 'cluster',
      engineVersion: '7.0',
      minorVersion: 'tair-7.0_24.5.1.0',
      dataNodes: 2,
      tags: [{ key: 'env', value: 'prod' }],
    }),
    instance(now, 'r-bp1legacy0000003', {
      instanceName: 'legacy-queue',
      engineVersion: '2.8',
      minorVersion: 'redis-2.8_0.9.9',
    }),
    instance(now, 'm-bp1tokens0000004', {
      instanceName: 'token-memcache',
      instanceType: 'Memcache',
      engineVersion: '1.0',
      instanceClass: 'memcache.master.small.default',
      minorVersion: 'memcache-1.0_0.4.2',
    }),
  ];
}

function singaporeInstances(now: number): TairInstance[] {
  const place = { regionId: 'ap-southeast-1', zoneId: 'ap-southeast-1a' };
  return [
    instance(now, 'r-gs5payment000005', {
      ...place,
      instanceName: 'payments-cache',
      architectureType: 'rwsplit',
      instanceClass: 'redis.logic.splitrw.small.1db.1rodb.4proxy.default',
      chargeType: 'PrePaid',
      expiresAt: now + 165 * DAY,
      dataNodes: 2,
    }),
    instance(now, 'r-gs5search0000006', {
      ...place,
      instanceName: 'search-cache',
      engineVersion: '5.0',
      minorVersion: 'redis-5.0_0.5.2',
      minorVersionIsLatest: false,
    }),
  ];
}

/** Two regions: one instance audited, two that could be, and three that cannot be enabled for different reasons. */
export function defaultTairState(now: number): TairState {
  return {
    account: { uid: '1234567890123456', serviceLinkedRole: true, logServiceActive: true },
    credentials: [credential('writer', 'full'), credential('reader', 'describe')],
    regions: regions(),
    instances: [...hangzhouInstances(now), ...singaporeInstances(now)],
    records: [],
    limits: { callsPerMinute: { DescribeAuditRecords: 100 }, ingestionDelayMs: 60_000 },
    quirks: {
      neverEnabledRetention: '',
      neverEnabledMeans: 'region',
      auditConfigWhileOff: 'answers',
      statusDuringChange: 'Changing',
      dbAuditType: 'string',
      throttlingStatus: 400,
      retryAfterHeader: true,
      retentionWhileDisabling: 'ignored',
      persistentMemory: 'supported',
      unknownActions: [],
    },
    log: [],
    nonces: {},
    recentCalls: {},
    requestCount: 0,
  };
}
