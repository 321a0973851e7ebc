import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RedisEnterpriseState, RedisQuirks } from '../../src/sandbox/vendors/redis-enterprise/state.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

const address = 'RedisEnterpriseCluster/subject';
const sink = { audit_protocol: 'TCP', audit_address: 'siem.example.com', audit_port: 6514 };
const off = { db_conns: null, policy: { db_conns_auditing: false }, bdbs: [{ name: '*', db_conns_auditing: false }] };
const on = { db_conns: sink, policy: { db_conns_auditing: true }, bdbs: [{ name: '*', db_conns_auditing: true }] };

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['redis-enterprise'] });
});
afterEach(async () => {
  const crashes = workspace.sandbox.crashes();
  await workspace.close();
  expect(crashes).toEqual([]);
});

function state(): RedisEnterpriseState {
  return workspace.sandbox.simulator('redis-enterprise').state() as unknown as RedisEnterpriseState;
}

async function run(spec: object, command: string): Promise<number> {
  workspace.write('manifest.yaml', {
    apiVersion: 'auditform/v1',
    kind: 'RedisEnterpriseCluster',
    metadata: { name: 'subject' },
    connection: {
      endpoint: { fromEnv: 'AUDITFORM_SANDBOX_REDIS_ENTERPRISE_URL' },
      credentials: {
        username: { fromEnv: 'REDIS_ENTERPRISE_USERNAME' },
        password: { fromEnv: 'REDIS_ENTERPRISE_PASSWORD' },
      },
    },
    spec,
  });
  const consent = command === 'apply' ? ['--yes', '--allow-weaken', address, '--reason', 'readings'] : [];
  const ran = await workspace.run(command, workspace.folder, ...consent);
  return ran.code;
}

/** What the documents leave open, each reading at least once, on clusters before and after 8.2. */
it.each<[string, Partial<RedisQuirks>]>([
  ['8.2.0-46', { unsetSink: 'empty-object', errorBody: 'message', sinkPut: 'replace', valueWhilePending: 'old' }],
  ['8.2.0-46', { unsetSink: 'null', errorBody: 'empty', undocumentedStatus: 400, actionLife: 'until-finished' }],
  ['7.8.6-60', { unsetSink: 'empty-address', errorBody: 'text', undocumentedStatus: 406, unknownFields: 'refused' }],
  ['6.2.18-43', { unsetSink: '404', actionLife: 'none', policyNeedsSink: false, acceptHeader: 'wildcard' }],
])(
  'on %s auditing is switched on and off where the cluster behaves as %j',
  async (softwareVersion, quirks) => {
    const before = state();
    workspace.sandbox.simulator('redis-enterprise').restore({
      ...before,
      nodes: before.nodes.map((node) => ({ ...node, softwareVersion })),
      quirks: { ...before.quirks, ...quirks },
    });
    for (const spec of [off, on, off]) {
      expect(await run(spec, 'apply')).toBe(0);
      expect(await run(spec, 'drift')).toBe(0);
    }
    expect(state()).toMatchObject({ sink: null, leaks: 0, forbidden: [] });
  },
  30_000,
);
