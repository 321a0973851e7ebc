import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
let manifests: string;

beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['dbaudit'] });
  manifests = write(365);
});
afterEach(() => workspace.close());

function write(days: number): string {
  return workspace.write('manifests/ledger.yaml', {
    apiVersion: 'auditform/v1',
    kind: 'DBAuditDatabase',
    metadata: { name: 'ledger' },
    connection: {
      endpoint: { fromEnv: 'AUDITFORM_SANDBOX_DBAUDIT_URL' },
      credentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
    },
    target: { host: 'ledger.example.com', port: 5432, database: 'ledger' },
    spec: {
      name: 'Ledger',
      type: 'postgresql',
      username: 'reader',
      password: { fromEnv: 'DBAUDIT_DATABASE_PASSWORD' },
      password_version: 1,
      audit_options: {
        capture_queries: true,
        capture_results: false,
        mask_sensitive_data: true,
        retention_days: days,
      },
    },
  });
}

const journal = () => join(workspace.folder, '.auditform/journal');
const firstRun = () =>
  join(
    journal(),
    readdirSync(journal())
      .filter((name) => name.endsWith('.jsonl'))
      .sort()[0]!,
  );
const run = (...argv: readonly string[]) => workspace.run(...argv, '--format', 'json');
const written = () => workspace.sandbox.requests('dbaudit').filter(({ method }) => method === 'PATCH').length;
const warned = ({ problems }: Pick<Plan, 'problems'>) =>
  problems.flatMap(({ code, severity, at }) => (code === 'AF509' ? [[severity, at?.file, at?.line]] : []));

test('a journal that was made to say what the manifest wants is not believed: what cannot be read is written again', async () => {
  expect((await run('apply', manifests, '--yes')).code).toBe(0);
  expect(jsonOf<Plan>(await run('plan', manifests))).toMatchObject({ verdict: 'in-sync', problems: [] });
  // The manifest keeps less from now on, and somebody has the journal say that this is what was written.
  write(366);
  const file = firstRun();
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('retention_days":365', 'retention_days":366'));
  const told = [['warning', file, 4]];
  const plan = jsonOf<Plan>(await run('plan', manifests));
  expect(plan.changes.map(({ path }) => path)).toContain('/audit_options/retention_days');
  expect(warned(plan)).toEqual(told);
  const drift = await run('drift', manifests);
  expect([drift.code, warned(jsonOf<Plan>(drift))]).toEqual([2, told]);
  const verified = await run('verify', manifests);
  expect(warned(jsonOf<Plan>(verified))).toEqual(told);
  const saved = join(workspace.folder, 'plan.json');
  await workspace.run('plan', manifests, '-o', saved);
  const applied = await run('apply', saved, '--yes');
  expect([applied.code, warned(jsonOf<Plan>(applied)), written()]).toEqual([0, told, 1]);
  // By now it was written again, and that is known.
  const after = jsonOf<Plan>(await run('plan', manifests));
  expect([after.verdict, after.changes, warned(after)]).toEqual(['in-sync', [], told]);
  expect((await workspace.run('plan', manifests)).stdout).toContain(`${file}:4:1: warning AF509`);
});

test('what was cut off, as by kill -9, is no reason for a warning', async () => {
  expect((await run('apply', manifests, '--yes')).code).toBe(0);
  const file = firstRun();
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
  expect(jsonOf<Plan>(await run('plan', manifests))).toMatchObject({ verdict: 'in-sync', problems: [] });
});

test('a journal that is altered after the plan was saved is told by apply', async () => {
  expect((await run('apply', manifests, '--yes')).code).toBe(0);
  write(366);
  const saved = join(workspace.folder, 'plan.json');
  await workspace.run('plan', manifests, '-o', saved);
  const file = firstRun();
  writeFileSync(file, `\n${readFileSync(file, 'utf8')}`);
  const applied = jsonOf<Plan>(await run('apply', saved, '--yes'));
  expect(warned(applied)).toEqual([['warning', file, 1]]);
});
