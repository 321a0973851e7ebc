import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

const address = 'DBAuditDatabase/ledger';
const options = { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 90 };
const manifest = (spec: object, more: object = {}) => ({
  apiVersion: 'auditform/v1',
  kind: 'DBAuditDatabase',
  metadata: { name: 'ledger' },
  connection: {
    endpoint: { fromEnv: 'AUDITFORM_SANDBOX_DBAUDIT_URL' },
    credentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
    limits: { requestsPerSecond: 10_000 },
  },
  target: { host: 'ledger.example.com', port: 5432, database: 'ledger' },
  spec: {
    name: 'Ledger',
    type: 'postgresql',
    username: 'dbaudit_reader',
    password: { fromEnv: 'DBAUDIT_DATABASE_PASSWORD' },
    tags: ['pci', 'production'],
    audit_options: options,
    ...spec,
  },
  ...more,
});
const consent = ['--allow-weaken', address, '--allow-history-loss', address, '--reason', 'test'];

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['dbaudit'] });
});
afterEach(async () => {
  await workspace.close();
});

interface State {
  readonly quirks: Record<string, unknown>;
  readonly log: readonly unknown[];
  readonly databases: readonly { readonly host: string }[];
}
const state = () => workspace.sandbox.simulator('dbaudit').state() as State;
const play = (quirks: object) =>
  workspace.sandbox.simulator('dbaudit').restore({ ...state(), quirks: { ...state().quirks, ...quirks } });
const apply = () => workspace.run('apply', workspace.folder, '--yes', ...consent, '--verify-timeout', '20s');
const ours = () => state().databases.filter(({ host }) => host === 'ledger.example.com');

/** Several readings at once: none of them depends on another. */
const bundles: readonly object[] = [
  {
    auditOptionsVisible: 'shown',
    patchOptions: 'replace',
    patchAnswer: 'empty200',
    postStatus: 200,
    listEnvelope: 'databases',
    listOrder: 'newest',
    extraMember: true,
    extraOptions: ['capture_plans'],
    timestamps: 'seconds',
    tagsStored: 'sorted-unique',
  },
  {
    auditOptionsVisible: 'partial',
    tagsVisible: 'hidden',
    patchOptions: 'replace',
    patchAnswer: '204',
    hostComparison: 'exact',
    overPerPage: 'clamped',
    sslModeDefault: 'absent',
    auditSettles: 'after-connection',
    errorBody: 'text',
    echoInput: true,
  },
  {
    auditOptionsVisible: 'hidden',
    patchOptions: 'replace',
    listOrder: 'name',
    listLagMs: 200,
    testFailure: '422',
    resetHeader: 'seconds',
    retryAfterHeader: true,
    keepsFailedCreate: true,
  },
];

describe.each(bundles)('from the command line, when the vendor reads its pages as %o', (quirks) => {
  test('create, change, rotate and remove each converge, and a second apply writes nothing', async () => {
    play(quirks);
    for (const spec of [
      {},
      { audit_options: { ...options, retention_days: 365 }, tags: ['x'] },
      { audit_options: { ...options, retention_days: 60 }, ssl_mode: 'verify-full', password_version: 2 },
    ]) {
      workspace.write('manifest.yaml', manifest(spec));
      const ran = await apply();
      expect(ran.code, ran.stdout + ran.stderr).toBe(0);
      expect(jsonOf<Plan>(await workspace.run('plan', workspace.folder, '--format', 'json')).changes).toEqual([]);
      const before = state().log.length;
      expect((await apply()).code).toBe(0);
      expect(state().log).toHaveLength(before);
      expect(ours()).toHaveLength(1);
    }
    workspace.write('manifest.yaml', manifest({}, { ensure: 'absent' }));
    const ran = await apply();
    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    expect(ours()).toEqual([]);
    for (const name of ['DBAUDIT_API_KEY', 'DBAUDIT_DATABASE_PASSWORD'])
      expect(workspace.everythingWritten().includes(workspace.sandbox.environment[name]!), name).toBe(false);
  });
});
