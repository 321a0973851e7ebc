import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['tair'] });
});
afterEach(() => workspace.close());

test('discover does not pass over in silence that there is no Connection to ask', async () => {
  const instance = {
    apiVersion: 'auditform/v1',
    kind: 'TairInstance',
    metadata: { name: 'a' },
    connection: { region: 'cn-hangzhou', credentials: { accessKeyId: 'a', accessKeySecret: { fromEnv: 'B' } } },
    target: { InstanceId: 'r-a' },
    spec: { DbAudit: true },
  };
  workspace.write('instance.yaml', instance);
  const ran = await workspace.run('discover', workspace.folder);
  expect([ran.code, ran.stdout]).toEqual([1, '']);
  expect(ran.stderr).toContain(`${workspace.folder}:1:1: error AF107`);
});
