import type { Change } from '../../src/model/change.ts';
import type { Operation } from '../../src/model/operation.ts';
import type { Plan, PlannedTarget } from '../../src/model/plan.ts';
import type { Posture } from '../../src/model/posture.ts';
import type { Problem } from '../../src/model/problem.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}` as const;

export function change(id: string, rest: Partial<Change>): Change {
  const [address, path] = id.split('#') as [string, string];
  return {
    id,
    address,
    path,
    before: null,
    after: null,
    direction: 'neutral',
    historyLoss: false,
    origin: { file: 'audit/manifest.yaml', line: 7, column: 5 },
    patch: [],
    waiver: null,
    ...rest,
  };
}

export function operation(id: string, summary: string, realises: readonly string[]): Operation {
  return {
    id,
    address: id.split('/').slice(0, 2).join('/'),
    summary,
    input: {},
    realises,
    requires: [],
    ensures: [],
    repeatable: true,
    exclusive: null,
  };
}

export function target(address: string, rest: Partial<PlannedTarget> = {}): PlannedTarget {
  return {
    address,
    status: 'changed',
    origin: { file: 'audit/manifest.yaml', line: 1, column: 1 },
    fingerprint: DIGEST,
    unverifiable: [],
    posture: { live: null, desired: null },
    shared: {},
    desired: { target: {}, spec: {}, ensure: 'present', connection: 'c' },
    ...rest,
  };
}

/** A plan around the parts given, with numbers that agree with them. */
export function plan(parts: Partial<Plan> & Pick<Plan, 'targets'>): Plan {
  const { targets, changes = [], operations = [], waves = [operations.map(({ id }) => id)] } = parts;
  const status = (wanted: string) => targets.filter((one) => one.status === wanted).length;
  const direction = (wanted: string) => changes.filter((one) => one.direction === wanted).length;
  return {
    format: 'auditform.plan/1',
    id: DIGEST,
    made: { at: '2026-03-02T09:00:00.000Z', version: '0.1.0' },
    verdict: 'needs-consent',
    basis: { manifests: [{ file: 'audit/manifest.yaml', digest: DIGEST }], commit: null, base: null },
    connections: {},
    edges: [],
    problems: [],
    ...parts,
    changes,
    operations,
    waves,
    summary: {
      targets: targets.length,
      inSync: status('in-sync'),
      changed: status('changed'),
      unreadable: status('unreadable'),
      blocked: status('blocked'),
      operations: operations.length,
      strengthens: direction('strengthens'),
      weakens: direction('weakens'),
      historyLoss: changes.filter(({ historyLoss }) => historyLoss).length,
      neutral: direction('neutral'),
      unknown: direction('unknown'),
      unverifiable: targets.reduce((sum, one) => sum + one.unverifiable.length, 0),
    },
  };
}

const on: Posture = { enabled: 'on', recorded: ['login', 'ddl', 'dcl', 'admin'], excluded: ['dml-read', 'dml-write'] };
const off: Posture = {
  enabled: 'off',
  recorded: [],
  excluded: ['login', 'ddl', 'dcl', 'dml-write', 'dml-read', 'admin'],
};

/** All that a report can have to say, of every vendor. */
export function richPlan(): Plan {
  const [cb, re, tair, taurus, db] = [
    'CouchbaseCluster/eu-prod',
    'RedisEnterpriseCluster/eu-prod',
    'TairInstance/sessions',
    'TaurusDBInstance/ledger',
    'DBAuditDatabase/myapp',
  ] as const;
  const line = (file: string, number: number) => ({ file: `audit/${file}.yaml`, line: number, column: 5 });
  const changes: Change[] = [
    change(`${cb}#/disabled/20488`, {
      after: 20488,
      label: 'memcached/document read',
      direction: 'weakens',
      origin: line('couchbase', 15),
    }),
    change(`${cb}#/disabled/8243`, {
      before: 8243,
      label: 'ns_server/mutate document',
      direction: 'strengthens',
      origin: line('couchbase', 15),
    }),
    change(`${cb}#/disabledUsers/loader~1local`, {
      before: 'loader/local',
      direction: 'strengthens',
      origin: line('couchbase', 16),
    }),
    change(`${cb}#/pruneAge`, {
      before: 0,
      after: 7_776_000,
      direction: 'weakens',
      historyLoss: true,
      origin: line('couchbase', 12),
      waiver: {
        path: '/spec/pruneAge',
        reason: 'SEC-1234: records are in the SIEM',
        owner: 'data-platform',
        until: '2027-06-30',
      },
    }),
    change(`${cb}#/rotateSize`, { before: 20_971_520, after: 1_000_000, origin: line('couchbase', 13) }),
    change(`${db}#/ensure`, { before: 'present', after: 'absent', direction: 'weakens', origin: line('dbaudit', 6) }),
    change(`${re}#/bdbs/1/audit_settings/audit_mode`, {
      before: 'disabled',
      after: 'connection_and_crud',
      label: 'orders',
      direction: 'strengthens',
      origin: line('redis', 19),
    }),
    change(`${re}#/bdbs/2/db_conns_auditing`, {
      before: true,
      after: false,
      direction: 'weakens',
      origin: line('redis', 22),
    }),
    change(`${re}#/db_conns/audit_address`, {
      before: 'syslog.redis.example.com',
      after: 'siem.example.com',
      direction: 'unknown',
      origin: line('redis', 12),
    }),
    change(`${re}#/policy/db_conns_auditing`, {
      before: false,
      after: true,
      direction: 'strengthens',
      origin: line('redis', 15),
    }),
    change(`${tair}#/DbAudit`, { before: true, after: false, direction: 'weakens', origin: line('tair', 9) }),
    change(`${tair}#/Retention`, { before: 30, after: 365, direction: 'strengthens', origin: line('tair', 9) }),
    change(`${taurus}#/keep_days`, {
      before: 30,
      after: 7,
      direction: 'weakens',
      historyLoss: true,
      origin: line('taurusdb', 6),
    }),
  ];
  const operations = [
    operation(
      `${cb}/set-audit-settings`,
      'POST /settings/audit: disabled, disabledUsers, pruneAge, rotateSize',
      changes.filter(({ address }) => address === cb).map(({ id }) => id),
    ),
    operation(`${db}/remove-database`, 'DELETE /databases/db_abc123: stop monitoring db.example.com:5432/myapp', [
      `${db}#/ensure`,
    ]),
    {
      ...operation(
        `${re}/set-database/1`,
        'PUT /v1/bdbs/1: audit connections and commands at database "orders" (uid 1)',
        [`${re}#/bdbs/1/audit_settings/audit_mode`],
      ),
      requires: [{ fact: 'sink.configured', holds: true }],
    },
    operation(`${re}/set-database/2`, 'PUT /v1/bdbs/2: do not audit database "sessions" (uid 2)', [
      `${re}#/bdbs/2/db_conns_auditing`,
    ]),
    {
      ...operation(`${re}/set-policy`, 'PUT /v1/cluster/policy: audit new databases', [
        `${re}#/policy/db_conns_auditing`,
      ]),
      requires: [{ fact: 'sink.configured', holds: true }],
    },
    operation(`${re}/set-sink`, 'PUT /v1/cluster/auditing/db_conns: send audit records to TCP siem.example.com:6514', [
      `${re}#/db_conns/audit_address`,
    ]),
    operation(
      `${tair}/set-audit-log-config`,
      'ModifyAuditLogConfig: do not audit; records are kept 365 days in the whole region',
      [`${tair}#/DbAudit`, `${tair}#/Retention`],
    ),
    operation(
      `${taurus}/set-audit-log-policy`,
      'PUT …/instances/3d39/audit-log-policy: record 2 operation types, keep 7 days',
      [`${taurus}#/keep_days`],
    ),
  ];
  const needs = { fact: 'sink.configured', holds: true };
  const problem = (
    code: Problem['code'],
    severity: Problem['severity'],
    message: string,
    at: Problem['at'],
    fix: string | null = null,
  ): Problem => ({ code, severity, message, at, fix });
  return plan({
    changes,
    operations,
    waves: [
      [
        `${cb}/set-audit-settings`,
        `${db}/remove-database`,
        `${re}/set-sink`,
        `${tair}/set-audit-log-config`,
        `${taurus}/set-audit-log-policy`,
      ],
      [`${re}/set-database/1`, `${re}/set-database/2`, `${re}/set-policy`],
    ],
    edges: [
      { before: `${re}/set-sink`, after: `${re}/set-database/1`, because: needs },
      { before: `${re}/set-sink`, after: `${re}/set-policy`, because: needs },
    ],
    targets: [
      target(cb, {
        posture: {
          live: { ...on, retentionDays: null },
          desired: { ...on, retentionDays: 90, excludedUsers: ['@cbq-engine/local'] },
        },
      }),
      target('CouchbaseCluster/lab', { status: 'unreadable', fingerprint: null }),
      target('CouchbaseCluster/us-prod', { status: 'in-sync' }),
      target(db, { unverifiable: ['/spec/password'], posture: { live: { ...on, verified: false }, desired: off } }),
      target(re, {
        posture: {
          live: { enabled: 'partial', sink: 'syslog.redis.example.com:6514' },
          desired: { ...on, sink: 'siem.example.com:6514' },
        },
      }),
      target(tair, { posture: { live: { ...on, retentionDays: 30 }, desired: { ...off, retentionDays: 365 } } }),
      target(taurus, { posture: { live: { ...on, retentionDays: 30 }, desired: { ...on, retentionDays: 7 } } }),
    ],
    problems: [
      problem('AF301', 'error', 'GET https://lab.example.com:18091/pools: the name cannot be resolved', {
        address: 'CouchbaseCluster/lab',
        file: 'audit/lab.yaml',
        line: 1,
        column: 1,
      }),
      problem(
        'AF410',
        'warning',
        `${tair} weakens auditing: /DbAudit.`,
        { address: tair, path: '/spec/DbAudit', ...line('tair', 9) },
        `Add a waiver for /spec/DbAudit to the manifest, or pass --allow-weaken ${tair} --reason TEXT.`,
      ),
      problem(
        'AF214',
        'error',
        `${tair} breaks guardrail a-year: Records of card systems are kept for a year. [PCI-DSS-4.0.1/10.5.1]`,
        { address: tair, ...line('tair', 9) },
      ),
      problem('AF408', 'note', 'Audit logs are billed by volume and retention.', { address: tair, ...line('tair', 9) }),
    ],
  });
}

/** So many changes, one a target, every tenth weakening; half of them of one file. */
export function bigPlan(count: number): Plan {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const address = (index: number) => `TairInstance/t${String(index).padStart(5, '0')}`;
  const changes = numbers.map((index) =>
    change(`${address(index)}#/Retention`, {
      before: 30,
      after: index % 10 === 0 ? 7 : 365,
      direction: index % 10 === 0 ? 'weakens' : 'strengthens',
      historyLoss: index % 10 === 0,
      origin: { file: `audit/${index % 2 === 0 ? 'tair' : `tair-${index}`}.yaml`, line: index + 1, column: 3 },
    }),
  );
  const operations = numbers.map((index) =>
    operation(`${address(index)}/set-audit-log-config`, 'ModifyAuditLogConfig: records are kept longer', [
      changes[index]!.id,
    ]),
  );
  const posture = { live: { ...on, retentionDays: 30 }, desired: { ...on, retentionDays: 365 } };
  return plan({
    changes,
    operations,
    targets: [
      ...numbers.map((index) => target(address(index), { posture })),
      target('TairInstance/still', { status: 'in-sync' }),
    ],
  });
}

/** One cluster that stops recording so many events: one long set. */
export function longSetPlan(count: number): Plan {
  const changes = Array.from({ length: count }, (_, index) =>
    change(`CouchbaseCluster/eu#/disabled/${20_000 + index}`, {
      after: 20_000 + index,
      label: `memcached/event number ${index}`,
      direction: 'weakens',
    }),
  );
  return plan({
    changes,
    operations: [
      operation(
        'CouchbaseCluster/eu/set-audit-settings',
        'POST /settings/audit: disabled',
        changes.map(({ id }) => id),
      ),
    ],
    targets: [target('CouchbaseCluster/eu')],
  });
}
