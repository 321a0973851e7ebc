import { loggedWrites } from './cases.ts';
import { describeProvider } from './suite.ts';

describeProvider({
  vendor: 'taurusdb',
  kind: 'TaurusDBInstance',
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
    project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
    credentials: { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } },
    limits: { requestsPerSecond: 10000 },
  },
  target: { instance_id: '3d39c18788b54a919bab633874c159dfin07' },
  states: {
    off: { keep_days: 0 },
    gone: { keep_days: 0, reserve_audit_logs: false },
    week: { keep_days: 7, audit_types: ['CREATE', 'ALTER'] },
    year: { keep_days: 365, audit_types: ['CREATE', 'ALTER'] },
    groups: { keep_days: 365, audit_types: ['DDL', 'DCL', 'BEGIN/COMMIT/ROLLBACK'] },
    all: { keep_days: 732, audit_types: [] },
  },
  flip: { weak: 'week', strong: 'year', paths: ['/keep_days'] },
  order: { from: 'off', to: 'all', waves: [['set-audit-log-policy']] },
  premature: [],
  needed: [
    { request: 'audit-log-policy', member: ['keep_days'] },
    { request: 'audit-log-policy', member: ['audit_types'] },
    { request: 'audit-log-policy', member: ['all_audit_log_action'] },
  ],
  write: { method: 'PUT', path: 'audit-log-policy' },
  secrets: ['HUAWEICLOUD_SDK_SK'],
  hidden: [],
  writes: loggedWrites,
  notApplicable: {
    'the vendor refuses an operation whose requirements do not hold':
      'its operations require nothing that could be false while the target can be read',
    'an interrupt ends the run after the operation in flight, and running again converges':
      'one operation changes everything at once, so there is nothing after it',
  },
});
