import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

const fromEnv = (name: string) => ({ fromEnv: name });
const waiver = (path: string) => ({ path, reason: 'r', owner: 'o', until: '2099-12-31' });
const redis = (spec: object, ...paths: string[]) => ({
  apiVersion: 'auditform/v1',
  kind: 'RedisEnterpriseCluster',
  metadata: { name: 'eu' },
  connection: {
    endpoint: fromEnv('AUDITFORM_SANDBOX_REDIS_ENTERPRISE_URL'),
    credentials: { username: fromEnv('REDIS_ENTERPRISE_USERNAME'), password: fromEnv('REDIS_ENTERPRISE_PASSWORD') },
  },
  spec,
  waivers: paths.map(waiver),
});
const couchbase = (spec: object, ...paths: string[]) => ({
  apiVersion: 'auditform/v1',
  kind: 'CouchbaseCluster',
  metadata: { name: 'eu' },
  connection: {
    endpoint: fromEnv('AUDITFORM_SANDBOX_COUCHBASE_URL'),
    credentials: { username: fromEnv('COUCHBASE_USERNAME'), password: fromEnv('COUCHBASE_PASSWORD') },
  },
  spec,
  waivers: paths.map(waiver),
});
const off = { audit_settings: { audit_mode: 'disabled' } };

describe('a waiver consents to what its path names in the manifest, and to nothing else', () => {
  test('an item of a list by its place, also where that number is the key of another item', async () => {
    const simulator = workspace.sandbox.simulator('redis-enterprise');
    const state = simulator.state() as { databases: { auditSettings: { audit_mode: string } }[] };
    for (const database of state.databases.slice(0, 2)) database.auditSettings.audit_mode = 'connection';
    simulator.restore(state);
    const items = [
      { name: 'orders', ...off },
      { name: 'sessions', ...off },
    ];
    // The second item is the database with uid 2; uid 1 is the first.
    workspace.write('a.yaml', redis({ bdbs: items }, '/spec/bdbs/1/audit_settings/audit_mode'));
    const plan = jsonOf<Plan>(await workspace.run('plan', workspace.folder, '--format', 'json'));
    expect(plan.changes.map(({ path, waiver: consent }) => [path, consent !== null])).toEqual([
      ['/bdbs/1/audit_settings/audit_mode', false],
      ['/bdbs/2/audit_settings/audit_mode', true],
    ]);
    const missing = plan.problems.filter(({ code }) => code === 'AF410');
    expect(missing.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('a waiver for /spec/bdbs/0/audit_settings/audit_mode'),
    ]);
    expect((await workspace.run('apply', workspace.folder, '--yes')).code).toBe(4);
  });

  test.each([
    ['an item that is not there', redis({ bdbs: [{ uid: 1, ...off }] }, '/spec/bdbs/77/audit_settings/audit_mode')],
    ['a setting the item does not have', redis({ bdbs: [{ uid: 1, ...off }] }, '/spec/bdbs/0/db_conns_auditing')],
    ['a user not in the list', couchbase({ disabledUsers: ['a/local'] }, '/spec/disabledUsers/ghost~1local')],
    ['an event not in the list', couchbase({ disabled: [8243] }, '/spec/disabled/99')],
  ])('%s matches nothing: AF211', async (_what, manifest) => {
    workspace.write('a.yaml', manifest);
    const ran = await workspace.run('validate', workspace.folder);
    expect([ran.code, ran.stderr.includes('AF211')]).toEqual([1, true]);
  });

  test.each([
    ['a member of a set', couchbase({ disabledUsers: ['a/local'] }, '/spec/disabledUsers/a~1local')],
    [
      'an event by the number that a name stands for',
      couchbase({ disabled: ['memcached/document read'] }, '/spec/disabled/20488'),
    ],
    ['an item by its place', redis({ bdbs: [{ uid: 7, ...off }] }, '/spec/bdbs/0/audit_settings')],
  ])('%s matches', async (_what, manifest) => {
    workspace.write('a.yaml', manifest);
    const ran = await workspace.run('validate', workspace.folder);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  });
});
