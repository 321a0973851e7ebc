import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isObject, type Json } from '../../src/model/json.ts';
import { planId } from '../../src/pipeline/make-plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

const CONNECTION = {
  system: 'taurusdb',
  endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
  project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
  credentials: { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } },
};
const connection = { apiVersion: 'auditform/v1', kind: 'Connection', metadata: { name: 'huawei' }, spec: CONNECTION };
const manifest = (keepDays: number) => ({
  apiVersion: 'auditform/v1',
  kind: 'TaurusDBInstance',
  metadata: { name: 'ledger' },
  connection: 'huawei',
  target: { instance_id: '3d39c18788b54a919bab633874c159dfin07' },
  spec: { keep_days: keepDays },
});
const WAIVER = { path: '/spec/keep_days', reason: 'none', owner: 'nobody', until: '2099-01-01' };

let workspace: Workspace;
let file: string;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['taurusdb'] });
  file = join(workspace.folder, 'plan.json');
});
afterEach(() => workspace.close());

const requests = () => workspace.sandbox.requests('taurusdb');
const writes = () => requests().filter(({ method }) => method === 'PUT').length;

async function savePlan(keepDays: number): Promise<void> {
  workspace.write('manifest.yaml', connection, manifest(keepDays));
  expect((await workspace.run('plan', workspace.folder, '-o', file)).code).toBe(0);
}

/** Edits the saved plan and works its id out anew, as anybody can. */
function alter(pointer: string, value: Json | undefined): void {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Json>;
  const steps = pointer.split('/').slice(1);
  const last = steps.pop()!;
  const owner = steps.reduce<Json>((here, step) => {
    const key = step === '*' ? Object.keys(here as object)[0]! : step;
    return (here as Readonly<Record<string, Json>>)[key]!;
  }, plan);
  if (value === undefined && Array.isArray(owner)) owner.splice(Number(last), 1);
  else (owner as Record<string, Json | undefined>)[last] = value;
  writeFileSync(file, JSON.stringify({ ...plan, id: planId(plan) }));
}

describe('a saved plan that was edited and given a fitting id', () => {
  test('is applied as long as nothing was edited', async () => {
    await savePlan(365);
    alter('/made/at', '2026-01-01T00:00:00.000Z');
    expect((await workspace.run('apply', file, '--yes')).code).toBe(0);
    expect(writes()).toBe(1);
  });

  test.each<[string, string, Json | undefined, Record<string, Json>?]>([
    ['calls a weakening a strengthening', '/changes/0/direction', 'strengthens', { '/changes/0/historyLoss': false }],
    ['hides that records are lost', '/changes/0/historyLoss', false],
    ['brings its own waiver', '/changes/0/waiver', WAIVER],
    ['sends something else than it shows', '/operations/0/input/policy', { keep_days: 0, reserve_audit_logs: false }],
    ['shows something else than it sends', '/changes/0/after', 365],
    ['leaves an operation out', '/operations/0', undefined],
    ['has another wish', '/targets/0/desired/spec/keep_days', 2],
    ['goes to another host', '/connections/*/endpoint', 'http://127.0.0.1:9'],
    ['logs in by another secret', '/connections/*/credentials', { accessKey: 'A', secretKey: { fromEnv: 'HOME' } }],
    [
      'does not verify certificates any more',
      '/connections/*/tls',
      { insecureSkipVerify: true, caFile: null, serverName: null },
    ],
    ['has another order', '/waves', []],
    ['counts wrong', '/summary/weakens', 0],
    ['calls itself in sync', '/verdict', 'in-sync'],
    ['promises to record more than it will', '/targets/0/posture/desired/retentionDays', 365],
    ['forgets what it was made from', '/basis/manifests', []],
  ])('is refused where it %s, and nothing is written', async (_name, pointer, value, more = {}) => {
    const consent = ['--allow-weaken', 'TaurusDBInstance/ledger', '--allow-history-loss', 'TaurusDBInstance/ledger'];
    await savePlan(1);
    alter(pointer, value);
    for (const [other, changed] of Object.entries(more)) alter(other, changed);
    const ran = await workspace.run('apply', file, '--yes', ...consent, '--reason', 'test');
    expect([ran.code, writes()], ran.stderr).toEqual([4, 0]);
    expect(ran.stderr).toContain('AF506');
    expect(ran.stderr).not.toContain('AF999');
  });

  test.each([false, true])(
    'is refused where a failed guardrail was cut out of it (its posture too: %s)',
    async (posture) => {
      const guardrail = {
        apiVersion: 'auditform/v1',
        kind: 'Guardrail',
        metadata: { name: 'a-year' },
        spec: {
          severity: 'error',
          message: 'Records are kept for a year.',
          posture: { properties: { retentionDays: { minimum: 365 } }, required: ['retentionDays'] },
        },
      };
      workspace.write('guardrail.yaml', guardrail);
      workspace.write('manifest.yaml', connection, manifest(180));
      await workspace.run('plan', workspace.folder, '-o', file);
      expect((await workspace.run('apply', file, '--yes')).stderr).toContain('AF214');
      alter('/problems', []);
      if (posture) alter('/targets/0/posture/desired/retentionDays', 365);
      const ran = await workspace.run('apply', file, '--yes');
      expect([ran.code, writes()], ran.stderr).toEqual([4, 0]);
      expect(ran.stderr).toContain('AF506');
    },
  );

  test('is not even read for: credentials do not follow an edited address', async () => {
    await savePlan(365);
    const before = requests().length;
    alter('/connections/*/endpoint', { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_IAM_URL' });
    expect((await workspace.run('apply', file, '--yes')).code).toBe(4);
    expect(requests()).toHaveLength(before);
  });

  test('is told from one whose settings moved, in JSON too', async () => {
    await savePlan(365);
    alter('/operations/0/input/policy', { keep_days: 7 });
    const ran = await workspace.run('apply', file, '--yes', '--format', 'json');
    const { problems, exitCode } = jsonOf<{ problems: { code: string; message: string }[]; exitCode: number }>(ran);
    expect([exitCode, problems.filter(({ code }) => code === 'AF506').map(({ message }) => message)]).toEqual([
      4,
      ['TaurusDBInstance/ledger: its manifest and its live settings do not lead to the operations in the plan.'],
    ]);
    expect(isObject(JSON.parse(ran.stdout) as Json)).toBe(true);
  });
});
