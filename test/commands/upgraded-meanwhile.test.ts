import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openWorkspace } from '../workspace.ts';

interface Cluster {
  readonly nodes: { softwareVersion: string }[];
  readonly databases: { readonly name: string; readonly auditSettings: { audit_mode: string } }[];
}

test('a Redis cluster that becomes 8.2 while somebody thinks about the plan is refused: the old switch would undo what 8.2 has set', async () => {
  const workspace = await openWorkspace();
  onTestFinished(() => workspace.close());
  const simulator = workspace.sandbox.simulator('redis-enterprise');
  const change = (how: (cluster: Cluster) => void) => {
    const state = structuredClone(simulator.state()) as unknown as Cluster;
    how(state);
    simulator.restore(state as unknown as ReturnType<typeof simulator.state>);
  };
  const upgrade = (version: string) =>
    change(({ nodes }) => {
      for (const node of nodes) node.softwareVersion = version;
    });
  upgrade('8.0.10-64');
  workspace.write('c.yaml', readFileSync(join(import.meta.dirname, '../scenarios/connections.yaml'), 'utf8'));
  workspace.write('m.yaml', {
    apiVersion: 'auditform/v1',
    kind: 'RedisEnterpriseCluster',
    metadata: { name: 'eu' },
    connection: 'redis-eu',
    spec: { bdbs: [{ name: 'sessions', db_conns_auditing: true }] },
  });
  const ask = async () => {
    upgrade('8.2.0-46');
    change(({ databases }) => {
      databases.find(({ name }) => name === 'sessions')!.auditSettings.audit_mode = 'connection_and_crud';
    });
    return true;
  };
  const { code, stdout } = await workspace.runWith({ ask }, 'apply', workspace.folder);
  expect(stdout).toContain('live settings moved since the plan was made');
  expect(code).toBe(4);
  expect(workspace.sandbox.requests('redis-enterprise').filter(({ method }) => method === 'PUT')).toEqual([]);
});
