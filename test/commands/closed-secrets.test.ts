import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Problem } from '../../src/model/problem.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['dbaudit'] });
});
afterEach(() => workspace.close());

test.each([
  ['a variable that is not set', { fromEnv: 'NOT_SET_ANYWHERE' }],
  ['a file that is not there', { fromFile: 'missing' }],
  ['a file outside the permitted folders', { fromFile: '/etc/hostname' }],
])('%s is found before the first write, and nothing is written or journalled', async (_what, password) => {
  const database = (name: string, secret: object) => ({
    apiVersion: 'auditform/v1',
    kind: 'DBAuditDatabase',
    metadata: { name },
    connection: {
      endpoint: { fromEnv: 'AUDITFORM_SANDBOX_DBAUDIT_URL' },
      credentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
    },
    target: { host: `${name}.example.com`, port: 5432, database: name },
    spec: {
      name,
      type: 'postgresql',
      username: 'reader',
      password: secret,
      audit_options: { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 90 },
    },
  });
  workspace.write('a.yaml', database('good', { fromEnv: 'DBAUDIT_DATABASE_PASSWORD' }), database('bad', password));
  const ran = await workspace.run('apply', workspace.folder, '--yes', '--format', 'json');
  const { outcome, problems } = jsonOf<{ outcome: Outcome[]; problems: Problem[] }>(ran);
  expect(ran.code).toBe(1);
  expect(outcome.map(({ status }) => status)).toEqual(['not-run', 'not-run']);
  expect(problems.filter(({ code }) => code === 'AF217').map(({ at }) => at?.address)).toEqual(['DBAuditDatabase/bad']);
  expect(workspace.sandbox.requests('dbaudit').some(({ method }) => method !== 'GET')).toBe(false);
  expect(existsSync(join(workspace.folder, '.auditform/journal'))).toBe(false);
});
