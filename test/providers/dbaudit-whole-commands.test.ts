import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppliedPlan } from '../../src/render/applied-plan.ts';
import type { DbauditState } from '../../src/sandbox/vendors/dbaudit/index.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['dbaudit'] });
});
afterEach(() => workspace.close());

const connection = {
  endpoint: { fromEnv: 'AUDITFORM_SANDBOX_DBAUDIT_URL' },
  credentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
  limits: { requestsPerSecond: 10_000 },
};
const manifest = (name: string, target: object, more: object) => ({
  apiVersion: 'auditform/v1',
  kind: 'DBAuditDatabase',
  metadata: { name },
  connection,
  target,
  ...more,
});

/** The account holds copies of its first database, changed by `more`. */
function copies(count: number, more: (index: number) => object): void {
  const simulator = workspace.sandbox.simulator('dbaudit');
  const state = simulator.state() as DbauditState;
  const [model] = state.databases;
  state.databases = Array.from({ length: count }, (_, index) => ({ ...model!, id: `db_${index}`, ...more(index) }));
  state.quirks.auditOptionsVisible = 'shown';
  simulator.restore(state);
}

async function apply(...more: string[]) {
  const run = await workspace.run('apply', workspace.folder, '--yes', '--format', 'json', ...more);
  return { code: run.code, applied: jsonOf<AppliedPlan>(run) };
}

const kinds = (): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { method, path } of workspace.sandbox.requests('dbaudit')) {
    const kind = `${method} ${path.replace(/^\/v1|\?.*/g, '').replace(/db_\d+/, '{id}')}`;
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
};

test('an account of 250 is listed once by plan and once by apply, and a change is read three times in all', async () => {
  copies(250, (index) => ({ host: `db${index}.example.com` }));
  const { port, database } = (workspace.sandbox.simulator('dbaudit').state() as DbauditState).databases[0]!;
  const wanted = Array.from({ length: 60 }, (_, index) =>
    manifest(
      `d${index}`,
      { host: `db${index}.example.com`, port, database },
      {
        spec: { audit_options: { capture_queries: true } },
      },
    ),
  );
  workspace.write('manifests.yaml', ...wanted);
  const { code } = await apply();
  expect(code).toBe(0);
  const { 'GET /databases/{id}': details, ...others } = kinds();
  expect(others).toEqual({ 'GET /databases': 6, 'PATCH /databases/{id}': 60 });
  // A reading that is older than a moment when the write goes out is made again.
  expect(details).toBeGreaterThanOrEqual(180);
  expect(details).toBeLessThanOrEqual(240);
});

test('a pinned database is removed and done while another one stands at its place, which stays', async () => {
  copies(2, () => ({}));
  const { host, port, database } = (workspace.sandbox.simulator('dbaudit').state() as DbauditState).databases[0]!;
  const absent = (id: string) => manifest('old', { host, port, database, id }, { ensure: 'absent', spec: {} });
  workspace.write('manifests.yaml', absent('db_1'));
  const consent = ['--allow-weaken', 'DBAuditDatabase/old', '--reason', 'test'];
  const { code, applied } = await apply(...consent);
  expect(applied.outcome).toMatchObject([{ status: 'done' }]);
  expect(code).toBe(0);
  const left = () => (workspace.sandbox.simulator('dbaudit').state() as DbauditState).databases.map(({ id }) => id);
  expect(left()).toEqual(['db_0']);
  workspace.write('manifests.yaml', absent('db_9'));
  expect((await apply(...consent)).code).toBe(1);
  expect(left()).toEqual(['db_0']);
});
