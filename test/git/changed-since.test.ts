import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;

function git(...args: string[]): string {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...who, ...args], { cwd: workspace.folder, encoding: 'utf8' }).trim();
}

function commit(): string {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'x');
  return git('rev-parse', 'HEAD');
}

function edit(file: string, from: string, to: string): void {
  const path = join(workspace.folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const connection = (name: string) => ({
  apiVersion: 'auditform/v1',
  kind: 'Connection',
  metadata: { name },
  spec: {
    system: 'taurusdb',
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
    project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
    credentials: { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } },
  },
});
const instance = (name: string, id: string, env: string) => ({
  apiVersion: 'auditform/v1',
  kind: 'TaurusDBInstance',
  metadata: { name, labels: { env } },
  connection: `huawei-${env}`,
  target: { instance_id: id },
  spec: { keep_days: 30 },
});

const plan = async (...argv: string[]) => {
  const ran = await workspace.run('plan', workspace.folder, '--format', 'json', ...argv);
  if (ran.stdout === '') throw new Error(ran.stderr);
  return { ran, plan: jsonOf<Plan>(ran) };
};
const planned = async (...argv: string[]) =>
  (await plan(...argv)).plan.targets.map(({ address }) => address.replace('TaurusDBInstance/', ''));

beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['taurusdb'] });
  workspace.write('connections.yaml', connection('huawei-prod'), connection('huawei-test'));
  workspace.write('ledger.yaml', instance('ledger', '3d39c18788b54a919bab633874c159dfin07', 'prod'));
  workspace.write('orders.yaml', instance('orders', '4e40d29899c65ba2acbc744985d260e0in07', 'test'));
  git('init', '-q');
  commit();
});
afterEach(() => workspace.close());

describe('--changed-since plans what the change touches', () => {
  test('nothing, when nothing changed or a file only moved', async () => {
    renameSync(join(workspace.folder, 'ledger.yaml'), join(workspace.folder, 'moved.yaml'));
    const { ran, plan: empty } = await plan('--changed-since', 'HEAD', '--detailed-exitcode');
    expect([ran.code, empty.targets]).toEqual([0, []]);
    expect(empty.problems.map(({ code, message }) => [code, message])).toContainEqual([
      'AF109',
      '2 targets are as at HEAD and not looked at.',
    ]);
  });

  test('a manifest that changed or is new, committed or not', async () => {
    edit('ledger.yaml', 'keep_days: 30', 'keep_days: 60');
    expect(await planned('--changed-since', 'HEAD')).toEqual(['ledger']);
    commit();
    expect(await planned('--changed-since', 'HEAD')).toEqual([]);
    expect(await planned('--changed-since', 'HEAD~1')).toEqual(['ledger']);
  });

  test('all that a changed Connection reaches', async () => {
    edit('connections.yaml', 'huawei-test\nspec:', 'huawei-test\nspec:\n  timeoutSeconds: 9');
    expect(await planned('--changed-since', 'HEAD')).toEqual(['orders']);
  });

  test('all that a new Profile or Guardrail selects', async () => {
    workspace.write('rules.yaml', {
      apiVersion: 'auditform/v1',
      kind: 'Guardrail',
      metadata: { name: 'prod' },
      spec: { selector: { matchLabels: { env: 'prod' } }, posture: { type: 'object' }, message: 'x' },
    });
    expect(await planned('--changed-since', 'HEAD')).toEqual(['ledger']);
    workspace.write('rules.yaml', {
      apiVersion: 'auditform/v1',
      kind: 'Profile',
      metadata: { name: 'test' },
      spec: { kind: 'TaurusDBInstance', selector: { matchLabels: { env: 'test' } }, spec: { audit_types: ['DDL'] } },
    });
    expect(await planned('--changed-since', 'HEAD')).toEqual(['orders']);
  });

  test('and says what is not managed any more, without counting what was only not selected', async () => {
    rmSync(join(workspace.folder, 'orders.yaml'));
    const { plan: made } = await plan('--changed-since', 'HEAD', '--selector', 'env=test');
    const removed = made.problems.filter(({ message }) => message.includes('not managed any more'));
    expect(removed.map(({ at }) => at?.address)).toEqual(['TaurusDBInstance/orders']);
  });

  test('and refuses a revision that is not there, or that looks like a flag', async () => {
    for (const revision of ['no-such-branch', '--output=x']) {
      const ran = await workspace.run('plan', workspace.folder, `--changed-since=${revision}`);
      expect([ran.code, ran.stderr.includes('AF108')], ran.stderr).toEqual([1, true]);
    }
  });
});

describe('a saved plan remembers where it came from', () => {
  const file = () => join(workspace.folder, 'plan.json');
  const save = async (...argv: string[]) => {
    edit('ledger.yaml', 'keep_days: 30', 'keep_days: 60');
    const head = commit();
    expect((await workspace.run('plan', workspace.folder, '-o', file(), ...argv)).code).toBe(0);
    return head;
  };
  const apply = (...argv: string[]) => workspace.run('apply', file(), '--yes', '--format', 'json', ...argv);

  test('the commit it was made at, and the one it was compared with', async () => {
    const base = git('rev-parse', 'HEAD');
    const head = await save('--changed-since', 'HEAD~1');
    expect(JSON.parse(readFileSync(file(), 'utf8')).basis).toMatchObject({ commit: head, base });
  });

  test('and is refused on top of another commit', async () => {
    await save('--changed-since', 'HEAD~1');
    const refused = await apply('--base-commit', git('rev-parse', 'HEAD'));
    expect([refused.code, refused.stdout.includes('AF508')]).toEqual([4, true]);
    expect((await apply('--base-commit', 'HEAD~1')).code).toBe(0);
  });

  test('and is refused when a manifest changed since; with --partial only what that manifest is about', async () => {
    await save();
    edit('ledger.yaml', 'keep_days: 60', 'keep_days: 90');
    expect((await apply()).code).toBe(4);
    const partly = await apply('--partial');
    expect(partly.code).toBe(5);
    const { outcome } = jsonOf<{ outcome: { operation: string; status: string }[] }>(partly);
    expect(outcome.map(({ operation, status }) => `${operation.split('/')[1]} ${status}`).sort()).toEqual([
      'ledger refused',
      'orders done',
    ]);
  });

  test('and is refused whole when what many share changed', async () => {
    await save();
    edit('connections.yaml', 'huawei-test\nspec:', 'huawei-test\nspec:\n  timeoutSeconds: 9');
    expect((await apply('--partial')).code).toBe(4);
  });

  test('and the outcome and the journal say who applied it, at which commit', async () => {
    const head = await save();
    const ran = await workspace.runWith(
      { env: { GITHUB_ACTOR: 'alice' } },
      'apply',
      file(),
      '--yes',
      '--format',
      'json',
    );
    expect(jsonOf<{ provenance: object }>(ran).provenance).toMatchObject({ actor: 'alice' });
    expect(workspace.everythingWritten()).toMatch(/"event":"run-started".*"actor":"alice"/);
    expect(head).toHaveLength(40);
  });
});
