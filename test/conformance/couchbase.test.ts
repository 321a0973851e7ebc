import { loggedWrites } from './cases.ts';
import { describeProvider } from './suite.ts';

describeProvider({
  vendor: 'couchbase',
  kind: 'CouchbaseCluster',
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_COUCHBASE_URL' },
    credentials: { username: { fromEnv: 'COUCHBASE_USERNAME' }, password: { fromEnv: 'COUCHBASE_PASSWORD' } },
  },
  target: {},
  states: {
    off: { auditdEnabled: false },
    sparse: {
      auditdEnabled: true,
      disabled: null,
      disabledUsers: ['loader/local', '@eventing/couchbase'],
      pruneAge: 604800,
    },
    reads: {
      auditdEnabled: true,
      disabled: [8243, 8255, 'ns_server/alert email sent', 'n1ql//admin/stats API request'],
      disabledUsers: [],
      rotateInterval: 7200,
      rotateSize: 52428800,
      pruneAge: 0,
    },
    everything: {
      auditdEnabled: true,
      disabled: [],
      disabledUsers: null,
      logPath: '/var/log/couchbase-audit/',
      pruneAge: 0,
      rotateInterval: null,
    },
    year: { auditdEnabled: true, disabled: [], disabledUsers: [], pruneAge: 31536000 },
    forgetful: { auditdEnabled: true, disabled: [], disabledUsers: [], pruneAge: 86400 },
  },
  flip: { weak: 'forgetful', strong: 'year', paths: ['/pruneAge'] },
  order: { from: 'off', to: 'reads', waves: [['set-audit-settings']] },
  premature: [],
  needed: [
    { request: 'GET /pools?', member: ['uuid'] },
    { request: 'GET /settings/audit?', member: ['auditdEnabled'] },
    { request: 'GET /settings/audit?', member: ['disabled'] },
    { request: 'GET /settings/audit?', member: ['disabledUsers'] },
    { request: 'GET /settings/audit?', member: ['rotateInterval'] },
    { request: 'GET /pools/default?', member: ['nodes'] },
  ],
  write: { method: 'POST', path: '/settings/audit?uuid' },
  secrets: ['COUCHBASE_PASSWORD'],
  hidden: [],
  writes: loggedWrites,
  notApplicable: {
    'the vendor refuses an operation whose requirements do not hold':
      'its operations require nothing that could be false while the target can be read',
    'an interrupt ends the run after the operation in flight, and running again converges':
      'one operation changes everything at once, so there is nothing after it',
  },
});
