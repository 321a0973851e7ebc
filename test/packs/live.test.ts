import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

const ledger = (spec: Json) => ({
  apiVersion: 'auditform/v1',
  kind: 'TaurusDBInstance',
  metadata: { name: 'ledger' },
  connection: {
    region: 'ap-southeast-3',
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
    project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
  },
  target: { instance_id: '3d39c18788b54a919bab633874c159dfin07' },
  spec,
});

describe('where a target is read, a pack judges what its settings will be', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
  });
  afterEach(() => workspace.close());

  const judged = async (command: string, spec: Json, ...flags: readonly string[]) => {
    workspace.write('a.yaml', ledger(spec));
    const ran = await workspace.run(command, workspace.folder, '--pack', 'pci-dss-4.0.1', '--format', 'json', ...flags);
    const { problems } = jsonOf<Pick<Plan, 'problems'>>(ran);
    const failed = problems.filter(({ code }) => code === 'AF214');
    return { code: ran.code, failed: failed.map(({ message }) => / fails (\S+) of /.exec(message)?.[1]), problems };
  };

  test('a setting that the manifest leaves out is told by its live value', async () => {
    const offline = await judged('validate', { keep_days: 365 });
    expect(offline.failed).toContain('scope-dcl-ddl');
    expect(offline.problems.find(({ message }) => message.includes('scope-dcl-ddl'))?.message).toContain(
      'audit_types (/spec/audit_types) is not in the manifest, and recorded cannot be told',
    );
    const live = await judged('plan', { audit_types: [] });
    expect(live.failed).toEqual(['kept-365-days']);
    expect(live.problems.find(({ message }) => message.includes('kept-365-days'))?.message).toContain(
      'keep_days (/spec/keep_days) is not in the manifest, and retentionDays is 7; would pass: 365 or more',
    );
  });

  test.each([
    ['validate', 3],
    ['drift', 3],
    ['plan', 0],
    ['apply', 4],
  ])('%s of one that fails ends with %i', async (command, expected) => {
    const flags = command === 'apply' ? ['--yes'] : [];
    expect((await judged(command, { keep_days: 30, audit_types: [] }, ...flags)).code).toBe(expected);
    expect(workspace.sandbox.requests('taurusdb').filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  test('plan --detailed-exitcode ends with 3', async () => {
    expect((await judged('plan', { keep_days: 30, audit_types: [] }, '--detailed-exitcode')).code).toBe(3);
  });

  test('what passes is applied', async () => {
    expect((await judged('apply', { keep_days: 365, audit_types: [] }, '--yes')).code).toBe(0);
  });
});
