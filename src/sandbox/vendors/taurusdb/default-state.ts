import type { TaurusdbAccess, TaurusdbInstance, TaurusdbKey, TaurusdbState } from './state.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const PROJECT = '054e292c9880d4992f02c0196d3ea468';
const ACCOUNT = 'sandbox-account';

/** The example of the page on querying the policy, with its repetition of UNINSTALL_PLUGIN. */
const CATALOGUE = {
  DCL: 'CREATE_USER,DROP_USER,RENAME_USER,GRANT,REVOKE,ALTER_USER,ALTER_USER_DEFAULT_ROLE',
  DDL: 'CREATE,ALTER,DROP,RENAME,TRUNCATE,REPAIR,OPTIMIZE',
  DML: 'INSERT,DELETE,UPDATE,REPLACE,SELECT',
  OTHER:
    'BEGIN/COMMIT/ROLLBACK,PREPARED_STATEMENT,CALL_PROCEDURE,KILL,SET_OPTION,CHANGE_DB,UNINSTALL_PLUGIN,' +
    'UNINSTALL_PLUGIN,INSTALL_PLUGIN,SHUTDOWN,SLAVE_START,SLAVE_STOP,LOCK_TABLES,UNLOCK_TABLES,FLUSH,XA',
};

function catalogue(): Record<string, string[]> {
  return Object.fromEntries(Object.entries(CATALOGUE).map(([group, names]) => [group, names.split(',')]));
}

function key(accessKey: string, secretKey: string, access: TaurusdbAccess): TaurusdbKey {
  return { accessKey, secretKey, securityToken: null, domain: ACCOUNT, access, wrongInARow: 0, lockedUntil: 0 };
}

/** An audit-free instance on a new kernel; every other one is a variation of it. */
function instance(now: number, id: string, name: string, changes: Partial<TaurusdbInstance>): TaurusdbInstance {
  return {
    id,
    projectId: PROJECT,
    name,
    status: 'ACTIVE',
    operation: null,
    kernelVersion: '2.0.63.250300',
    multiPrimary: false,
    createdAt: now - 200 * DAY,
    vpcId: '3cedfc54-b105-4652-a4e0-847b11576b58',
    subnetId: 'c1cfa53c-65d3-431e-8552-326bf310c7ad',
    privateIp: '192.168.0.142',
    port: 3306,
    nodes: 2,
    tags: [],
    keepDays: 0,
    auditTypes: [],
    policySince: now - 200 * DAY,
    pending: null,
    failNext: false,
    catalogue: catalogue(),
    writesLogs: true,
    uploadedUntil: now,
    files: [],
    ...changes,
  };
}

function fleet(now: number): TaurusdbInstance[] {
  return [
    instance(now, '3d39c18788b54a919bab633874c159dfin07', 'ledger', {
      keepDays: 7,
      auditTypes: ['CREATE', 'ALTER'],
      policySince: now - 30 * DAY,
      uploadedUntil: now - 2 * HOUR,
      tags: [{ key: 'env', value: 'prod' }],
      files: [
        {
          id: '0a19001aae94b38a10269b8ad025fc1d',
          name: 'audit_0001.csv',
          size: 10_240,
          begin: now - 3 * DAY,
          end: now - 3 * DAY + HOUR / 2,
        },
      ],
    }),
    instance(now, '4e40d29899c65ba2acbc744985d260e0in07', 'orders', { privateIp: '192.168.0.143' }),
    instance(now, '5f51e3a9aad76cb3bdcd855a96e371f1in07', 'reports', {
      status: 'MODIFYING',
      keepDays: 30,
      privateIp: '192.168.0.144',
    }),
    instance(now, '60620fbabbe87dc4cede966ba7f48202in07', 'legacy', {
      kernelVersion: '2.0.54.240600',
      privateIp: '192.168.0.145',
    }),
  ];
}

/** An instance with weak audit, one without, one being modified, and one whose kernel is too old. */
export function defaultTaurusdbState(now: number): TaurusdbState {
  const user = { domain: ACCOUNT, wrongInARow: 0, lockedUntil: 0 };
  return {
    region: 'ap-southeast-3',
    projects: [
      { id: PROJECT, name: 'ap-southeast-3', domain: ACCOUNT },
      { id: '165f3a3d0991e5a03f13d12a7e4fb579', name: 'ap-southeast-1', domain: ACCOUNT },
      { id: '27604b4e1aa2f6b14024e23b8f50c68a', name: 'ap-southeast-3', domain: 'another-account' },
    ],
    credentials: {
      keys: [
        key('SANDBOXTAURUSACCESS1', 'sandbox-taurus-secret-key-operate-0001', 'operate'),
        key('SANDBOXTAURUSREADER1', 'sandbox-taurus-secret-key-reading-0001', 'list'),
      ],
      users: [
        { ...user, name: 'auditform', password: 'sandbox-taurus-password', access: 'operate' },
        { ...user, name: 'auditform-reader', password: 'sandbox-taurus-reader-password', access: 'list' },
      ],
    },
    tokens: [],
    instances: fleet(now),
    jobs: [],
    limits: {
      service: { calls: 2_000, windowMs: 60_000 },
      login: { calls: 200, windowMs: 60_000 },
      tokenLifeMs: DAY,
      wrongSignatures: 5,
      keyLockMs: 300_000,
      wrongPasswords: 5,
      userLockMs: 900_000,
      jobVisibleAfterMs: 2_000,
      cleanupEveryMs: HOUR,
    },
    quirks: {
      allTypes: 'empty',
      omittedTypes: 'all',
      readBack: 'asSent',
      jobId: 'shown',
      catalogueText: 'json',
      notReadyCode: 'DBS.201014',
      status201014: 400,
      busyCode: 'DBS.200019',
      missingInstance: 'DBS.200002',
      port: 'number',
      zuluTimes: false,
      logOrder: 'newestFirst',
      unsupportedPolicy: 'error',
      multiPrimary: 'refused',
      domainToken: 'forbidden',
      tokenWithSignature: 'refused',
      iamErrors: 'code',
      retryAfter: false,
    },
    log: [],
    recentCalls: {},
    requestCount: 0,
  };
}
