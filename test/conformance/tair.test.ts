import { loggedWrites } from './cases.ts';
import { describeProvider } from './suite.ts';

describeProvider({
  vendor: 'tair',
  kind: 'TairInstance',
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAIR_URL' },
    region: 'cn-hangzhou',
    credentials: {
      accessKeyId: { fromEnv: 'ALIBABA_CLOUD_ACCESS_KEY_ID' },
      accessKeySecret: { fromEnv: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
    },
  },
  target: { InstanceId: 'r-bp1orders0000001' },
  states: {
    off: { DbAudit: false },
    month: { DbAudit: true, Retention: 30 },
    year: { DbAudit: true, Retention: 365 },
  },
  flip: { weak: 'month', strong: 'year', paths: ['/Retention'] },
  order: { from: 'off', to: 'year', waves: [['set-audit-log-config']] },
  premature: [],
  needed: [{ request: 'DescribeAuditLogConfig', member: ['DbAudit'] }],
  write: { method: 'POST', path: 'Retention=365' },
  secrets: ['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
  hidden: [],
  writes: loggedWrites,
  notApplicable: {
    'the vendor refuses an operation whose requirements do not hold':
      'its operations require nothing that could be false while the target can be read',
    'an interrupt ends the run after the operation in flight, and running again converges':
      'one operation changes everything at once, so there is nothing after it',
  },
});
