import { loggedWrites } from './cases.ts';
import { describeProvider } from './suite.ts';

const options = { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 90 };
const database = {
  name: 'Ledger',
  type: 'postgresql',
  username: 'dbaudit_reader',
  password: { fromEnv: 'DBAUDIT_DATABASE_PASSWORD' },
  tags: ['pci', 'production'],
};

describeProvider({
  vendor: 'dbaudit',
  kind: 'DBAuditDatabase',
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_DBAUDIT_URL' },
    credentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
    limits: { requestsPerSecond: 10000 },
  },
  target: { host: 'ledger.example.com', port: 5432, database: 'ledger' },
  states: {
    quarter: { ...database, audit_options: options },
    year: { ...database, audit_options: { ...options, retention_days: 365 } },
    silent: { ...database, tags: [], audit_options: { ...options, capture_queries: false } },
    results: { ...database, ssl_mode: 'verify-full', audit_options: { ...options, capture_results: true } },
    rotated: { ...database, password_version: 2, audit_options: options },
  },
  flip: { weak: 'quarter', strong: 'year', paths: ['/audit_options/retention_days'] },
  order: { from: 'quarter', to: 'results', waves: [['set-audit-options', 'set-connection']] },
  premature: [],
  needed: [
    { request: 'GET /v1/databases?', member: ['pagination', 'total'] },
    { request: 'GET /v1/databases/', member: ['database'] },
    { request: 'GET /v1/databases/', member: ['audit_status'] },
    { request: 'GET /v1/databases/', member: ['username'] },
  ],
  write: { method: 'PATCH', path: '/databases/' },
  secrets: ['DBAUDIT_API_KEY', 'DBAUDIT_DATABASE_PASSWORD'],
  hidden: [
    '/spec/audit_options/capture_queries',
    '/spec/audit_options/capture_results',
    '/spec/audit_options/mask_sensitive_data',
    '/spec/audit_options/retention_days',
    '/spec/password',
  ],
  writes: loggedWrites,
  notApplicable: {
    'the vendor refuses an operation whose requirements do not hold':
      'its operations require nothing that could be false while the target can be read',
  },
});
