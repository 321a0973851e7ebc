import fc from 'fast-check';

/** A vendor's object in the sandbox, and wishes for it that its API accepts. */
export interface Subject {
  readonly vendor: string;
  readonly kind: string;
  readonly connection: object;
  readonly target: object;
  readonly spec: fc.Arbitrary<object>;
}

const fromEnv = (name: string) => ({ fromEnv: name });
const some = <T>(...items: readonly T[]) => fc.shuffledSubarray([...items]);
const users = { usernames: some('alice', 'bob', 'carol').filter((list) => list.length > 0) };
const settings = fc.record(
  {
    audit_mode: fc.constantFrom('disabled', 'connection', 'connection_and_crud', null),
    max_total_key_bytes: fc.constantFrom(null, 0, 1024, 131072),
    username_filter: fc.record({
      enabled: fc.constantFrom(true, false, null),
      ...users,
      filter_type: fc.constantFrom('inclusive', 'exclusive', null),
      allow_while_username_unknown: fc.constantFrom(true, false),
    }),
    source_ip_filter: fc.record({
      enabled: fc.boolean(),
      ip_addresses: some('192.0.2.1', '2001:DB8::1').filter((list) => list.length > 0),
      cidr_ranges: some('198.51.100.0/24', '2001:db8:0::/48'),
      filter_type: fc.constantFrom('inclusive', 'exclusive'),
    }),
  },
  { requiredKeys: [] },
);
const withSink = fc.record(
  {
    db_conns: fc.record(
      {
        audit_protocol: fc.constant('TCP'),
        audit_address: fc.constantFrom('siem.example.com', '192.0.2.7'),
        audit_port: fc.integer({ min: 1, max: 65535 }),
        audit_reconnect_interval: fc.constantFrom(null, 1, 60),
        audit_reconnect_max_attempts: fc.constantFrom(null, 0, 5),
        audit_queue_max_bytes: fc.constantFrom(null, 1048576),
      },
      { requiredKeys: ['audit_protocol', 'audit_address', 'audit_port'] },
    ),
    policy: fc.record({ db_conns_auditing: fc.constantFrom(true, false, null) }),
    bdbs: fc.tuple(settings, settings, fc.boolean()).map(([one, rest, on]) => [
      { name: 'orders', audit_settings: one },
      { uid: 2, db_conns_auditing: on },
      { name: '*', audit_settings: rest },
    ]),
  },
  { requiredKeys: ['db_conns'] },
);
const withoutSink = fc.constant({
  db_conns: null,
  policy: { db_conns_auditing: false },
  bdbs: [{ name: '*', db_conns_auditing: false }],
});

export const subjects: readonly Subject[] = [
  {
    vendor: 'redis-enterprise',
    kind: 'RedisEnterpriseCluster',
    connection: {
      endpoint: fromEnv('AUDITFORM_SANDBOX_REDIS_ENTERPRISE_URL'),
      credentials: { username: fromEnv('REDIS_ENTERPRISE_USERNAME'), password: fromEnv('REDIS_ENTERPRISE_PASSWORD') },
    },
    target: {},
    spec: fc.oneof({ weight: 4, arbitrary: withSink }, { weight: 1, arbitrary: withoutSink }),
  },
  {
    vendor: 'dbaudit',
    kind: 'DBAuditDatabase',
    connection: {
      endpoint: fromEnv('AUDITFORM_SANDBOX_DBAUDIT_URL'),
      credentials: { apiKey: fromEnv('DBAUDIT_API_KEY') },
      limits: { requestsPerSecond: 10000 },
    },
    target: { host: 'ledger.example.com', port: 5432, database: 'ledger' },
    spec: fc.record(
      {
        name: fc.constantFrom('Ledger', 'Ledger (EU)', 'Ledger "2"'),
        type: fc.constant('postgresql'),
        username: fc.constant('dbaudit_reader'),
        password: fc.constant(fromEnv('DBAUDIT_DATABASE_PASSWORD')),
        ssl_mode: fc.constantFrom('require', 'verify-ca', 'verify-full'),
        tags: fc.oneof(fc.constant(null), some('pci', 'production', 'Ä ö')),
        // All or none: what a change does to options that it leaves out is not documented.
        audit_options: fc.record({
          capture_queries: fc.boolean(),
          capture_results: fc.boolean(),
          mask_sensitive_data: fc.constant(true),
          retention_days: fc.integer({ min: 30, max: 2555 }),
        }),
      },
      { requiredKeys: ['name', 'type', 'username', 'password'] },
    ),
  },
  {
    vendor: 'couchbase',
    kind: 'CouchbaseCluster',
    connection: {
      endpoint: fromEnv('AUDITFORM_SANDBOX_COUCHBASE_URL'),
      credentials: { username: fromEnv('COUCHBASE_USERNAME'), password: fromEnv('COUCHBASE_PASSWORD') },
    },
    target: {},
    spec: fc.record(
      {
        auditdEnabled: fc.constantFrom(true, false, null),
        logPath: fc.constantFrom('/var/log/couchbase-audit', '/var/log/couchbase-audit/'),
        rotateInterval: fc.oneof(
          fc.constant(null),
          fc.integer({ min: 15, max: 10080 }).map((minutes) => minutes * 60),
        ),
        rotateSize: fc.oneof(fc.constant(null), fc.integer({ min: 1048576, max: 524288000 })),
        pruneAge: fc.constantFrom(null, 0, 604800, 31536000),
        disabled: fc.oneof(fc.constant(null), some<number | string>(8243, 8255, 8257, 'ns_server/alert email sent')),
        disabledUsers: fc.oneof(fc.constant(null), some('loader/local', 'etl/external', '@eventing/local')),
      },
      { requiredKeys: [] },
    ),
  },
  {
    vendor: 'tair',
    kind: 'TairInstance',
    connection: {
      endpoint: fromEnv('AUDITFORM_SANDBOX_TAIR_URL'),
      region: 'cn-hangzhou',
      credentials: {
        accessKeyId: fromEnv('ALIBABA_CLOUD_ACCESS_KEY_ID'),
        accessKeySecret: fromEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
      },
    },
    target: { InstanceId: 'r-bp1orders0000001' },
    spec: fc.oneof(
      fc.record({ DbAudit: fc.constant(true), Retention: fc.integer({ min: 1, max: 365 }) }),
      fc.constant({ DbAudit: false }),
    ),
  },
  {
    vendor: 'taurusdb',
    kind: 'TaurusDBInstance',
    connection: {
      endpoint: fromEnv('AUDITFORM_SANDBOX_TAURUSDB_URL'),
      project_id: fromEnv('HUAWEICLOUD_SDK_PROJECT_ID'),
      credentials: { accessKey: fromEnv('HUAWEICLOUD_SDK_AK'), secretKey: fromEnv('HUAWEICLOUD_SDK_SK') },
      limits: { requestsPerSecond: 10000 },
    },
    target: { instance_id: '3d39c18788b54a919bab633874c159dfin07' },
    spec: fc.oneof(
      fc.record(
        {
          keep_days: fc.integer({ min: 1, max: 732 }),
          audit_types: fc.oneof(fc.constant(null), some('DDL', 'DCL', 'CREATE', 'ALTER', 'BEGIN/COMMIT/ROLLBACK')),
        },
        { requiredKeys: ['keep_days'] },
      ),
      fc.record({ keep_days: fc.constant(0), reserve_audit_logs: fc.boolean() }, { requiredKeys: ['keep_days'] }),
    ),
  },
];

export function manifestOf({ kind, connection, target }: Subject, spec: object): object {
  return {
    apiVersion: 'auditform/v1',
    kind,
    metadata: { name: 'subject' },
    connection,
    ...(Object.keys(target).length > 0 ? { target } : {}),
    spec,
  };
}
