import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace } from '../workspace.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { SimulatedRequest } from '../../src/sandbox/simulator.ts';
import { loggedWrites } from './cases.ts';
import { describeProvider } from './suite.ts';

const instance_id = '3d39c18788b54a919bab633874c159dfin07';

describeProvider({
  vendor: 'taurusdb',
  kind: 'TaurusDBInstance',
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
    project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
    credentials: { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } },
    limits: { requestsPerSecond: 10000 },
  },
  target: { instance_id },
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

describe('TaurusDBInstance with other credentials', () => {
  const reader = {
    accessKey: { fromEnv: 'HUAWEICLOUD_READER_AK' },
    secretKey: { fromEnv: 'HUAWEICLOUD_READER_SK' },
  };
  const writer = { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } };
  const password = {
    username: { fromEnv: 'HUAWEICLOUD_IAM_USERNAME' },
    password: { fromEnv: 'HUAWEICLOUD_IAM_PASSWORD' },
    domain: { fromEnv: 'HUAWEICLOUD_IAM_DOMAIN' },
  };

  test.each([
    ['a password', { credentials: password }],
    ['a key for reading and another for writing', { credentials: reader, writeCredentials: writer }],
    ["the vendor's own variables", {}],
  ])('%s: what apply writes, plan finds in sync, and verify reads', async (_name, credentials) => {
    const workspace = await openWorkspace({ vendors: ['taurusdb'] });
    try {
      workspace.write('manifest.yaml', {
        apiVersion: 'auditform/v1',
        kind: 'TaurusDBInstance',
        metadata: { name: 'subject' },
        connection: {
          endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
          project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
          limits: { requestsPerSecond: 10000 },
          ...credentials,
        },
        target: { instance_id },
        spec: { keep_days: 732, audit_types: [] },
      });
      const applied = await workspace.run('apply', workspace.folder, '--yes', '--format', 'json');
      expect(applied.code, applied.stdout + applied.stderr).toBe(0);
      const planned = jsonOf<Plan>(await workspace.run('plan', workspace.folder, '--format', 'json'));
      expect(planned.verdict, JSON.stringify(planned.problems)).toBe('in-sync');
      const verified = await workspace.run('verify', workspace.folder, '--format', 'json');
      expect(jsonOf<{ targets: { effective: string }[] }>(verified).targets[0]?.effective).toBe('yes');
      expect(workspace.everythingWritten()).not.toContain(workspace.sandbox.environment.HUAWEICLOUD_IAM_PASSWORD);
    } finally {
      await workspace.close();
    }
  });

  test('a key that may only read is told what it lacks, and nothing is written', async () => {
    const workspace = await openWorkspace({ vendors: ['taurusdb'] });
    try {
      workspace.write('manifest.yaml', {
        apiVersion: 'auditform/v1',
        kind: 'TaurusDBInstance',
        metadata: { name: 'subject' },
        connection: {
          endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
          project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
          credentials: reader,
        },
        target: { instance_id },
        spec: { keep_days: 731 },
      });
      const applied = await workspace.run('apply', workspace.folder, '--yes', '--format', 'json');
      expect(applied.code).toBe(5);
      expect(applied.stdout).toContain('gaussdbformysql:auditlog:operate');
      expect(loggedWrites(workspace.sandbox.simulator('taurusdb').state())).toBe(0);
    } finally {
      await workspace.close();
    }
  });
});

test('a write answered 200 with result FAILED is a failure: exit 5, and sent once', async () => {
  const workspace = await openWorkspace({ vendors: ['taurusdb'] });
  try {
    workspace.write('manifest.yaml', {
      apiVersion: 'auditform/v1',
      kind: 'TaurusDBInstance',
      metadata: { name: 'subject' },
      connection: {
        endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
        project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
      },
      target: { instance_id },
      spec: { keep_days: 731 },
    });
    const simulator = workspace.sandbox.simulator('taurusdb');
    const honest = simulator.handle.bind(simulator);
    let puts = 0;
    simulator.handle = async (asked: SimulatedRequest) => {
      if (asked.method !== 'PUT') return honest(asked);
      puts += 1;
      return { status: 200, headers: {}, body: { result: 'FAILED', job_id: 'job-1' } };
    };
    const applied = await workspace.run('apply', workspace.folder, '--yes', '--format', 'json');
    expect(applied.code, applied.stdout).toBe(5);
    const [outcome] = jsonOf<{ outcome: Outcome[] }>(applied).outcome;
    expect(outcome).toMatchObject({ status: 'failed', attempts: 1 });
    expect(outcome?.error).toContain('FAILED');
    expect(puts).toBe(1);
  } finally {
    await workspace.close();
  }
});
