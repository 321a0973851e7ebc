import { loggedWrites } from './cases.ts';
import { describeProvider } from './suite.ts';

const sink = { audit_protocol: 'TCP', audit_address: 'siem.example.com', audit_port: 6514 };

describeProvider({
  vendor: 'redis-enterprise',
  kind: 'RedisEnterpriseCluster',
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_REDIS_ENTERPRISE_URL' },
    metrics_endpoint: { fromEnv: 'AUDITFORM_SANDBOX_REDIS_ENTERPRISE_URL_3' },
    credentials: {
      username: { fromEnv: 'REDIS_ENTERPRISE_USERNAME' },
      password: { fromEnv: 'REDIS_ENTERPRISE_PASSWORD' },
    },
  },
  target: { name: 'cluster.redis.example.com' },
  states: {
    off: { db_conns: null, policy: { db_conns_auditing: false }, bdbs: [{ name: '*', db_conns_auditing: false }] },
    connections: {
      db_conns: sink,
      policy: { db_conns_auditing: true },
      bdbs: [{ name: '*', db_conns_auditing: true }],
    },
    partly: {
      db_conns: sink,
      policy: { db_conns_auditing: false },
      bdbs: [
        { name: 'orders', audit_settings: { audit_mode: 'connection' } },
        { name: '*', audit_settings: { audit_mode: 'disabled' } },
      ],
    },
    commands: {
      db_conns: { ...sink, audit_queue_max_bytes: 1048576 },
      policy: { db_conns_auditing: true },
      bdbs: [
        {
          name: 'orders',
          audit_settings: {
            audit_mode: 'connection_and_crud',
            username_filter: { enabled: true, usernames: ['b', 'a'], filter_type: 'exclusive' },
          },
        },
        { uid: 2, db_conns_auditing: true },
        { uid: 3, db_conns_auditing: true },
      ],
    },
  },
  flip: {
    weak: 'partly',
    strong: 'connections',
    paths: ['/bdbs/2/audit_settings/audit_mode', '/bdbs/3/audit_settings/audit_mode', '/policy/db_conns_auditing'],
  },
  order: {
    from: 'off',
    to: 'connections',
    waves: [['set-sink'], ['set-database/1', 'set-database/2', 'set-database/3', 'set-policy']],
  },
  premature: [
    { from: 'off', to: 'connections', verb: 'set-database/1' },
    { from: 'connections', to: 'off', verb: 'remove-sink' },
  ],
  needed: [
    { request: 'GET /v1/cluster/policy', member: ['db_conns_auditing'] },
    { request: 'GET /v1/bdbs', member: [0, 'uid'] },
    { request: 'GET /v1/bdbs', member: [0, 'name'] },
    { request: 'GET /v1/bdbs', member: [0, 'status'] },
  ],
  write: { method: 'PUT', path: '/v1/cluster/policy' },
  secrets: ['REDIS_ENTERPRISE_PASSWORD'],
  hidden: [],
  writes: loggedWrites,
  notApplicable: {},
});
