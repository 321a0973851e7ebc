import { describe, expect, it } from 'vitest';
import { redisSandbox, SETTLE_MS } from './redis-enterprise-sandbox.ts';

type Sandbox = ReturnType<typeof redisSandbox>;

/** Sum of one metric over its samples; null when it is not there. */
async function metric(sandbox: Sandbox, name: string): Promise<number | null> {
  const { body } = await sandbox.call('GET', '/v2', { listener: 2, headers: { authorization: undefined } });
  const samples = String(body)
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`));
  return samples.length === 0 ? null : samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe('inventory', () => {
  it('names the cluster, and gives the mail password away before 8.2 only', async () => {
    const sandbox = redisSandbox();
    const { json } = await sandbox.call('GET', '/v1/cluster');
    expect(json).toMatchObject({ name: 'cluster.redis.example.com', handle_redirects: false });
    expect(json).not.toHaveProperty('smtp_password');
    sandbox.versions('8.0.10-64');
    expect((await sandbox.call('GET', '/v1/cluster')).json).toHaveProperty('smtp_password');
  });

  it('shows release, role and state of every node', async () => {
    const sandbox = redisSandbox();
    sandbox.versions('8.2.0-46', '8.0.10-64');
    sandbox.change(({ nodes }) => {
      for (const node of nodes) node.responding = node.role === 'master';
    });
    expect((await sandbox.call('GET', '/v1/nodes')).body).toMatchObject([
      { uid: 1, software_version: '8.2.0-46', status: 'active' },
      { uid: 2, software_version: '8.0.10-64', status: 'down' },
    ]);
    expect((await sandbox.call('GET', '/v1/nodes/status')).body).toMatchObject([
      { node_uid: 1, role: 'master' },
      { node_uid: 2, role: 'slave', software_version: '8.0.10-64' },
    ]);
  });

  it('has audit_settings in the schema from 8.2, and no schema for other objects', async () => {
    const sandbox = redisSandbox();
    const members = async () =>
      Object.keys((await sandbox.call('GET', '/v1/jsonschema?object=bdb')).json.properties ?? {});
    expect(await members()).toEqual(['uid', 'name', 'db_conns_auditing', 'audit_settings']);
    sandbox.versions('7.8.6-60');
    expect(await members()).toEqual(['uid', 'name', 'db_conns_auditing']);
    sandbox.versions('6.2.12-68');
    expect(await members()).toEqual(['uid', 'name']);
    expect((await sandbox.call('GET', '/v1/jsonschema')).status).toBe(406);
    expect((await sandbox.call('GET', '/v1/jsonschema?object=node')).status).toBe(406);
  });

  it('gives the schema to every login, also of role none', async () => {
    const sandbox = redisSandbox();
    const as = sandbox.user('none');
    expect((await sandbox.call('GET', '/v1/jsonschema?object=bdb', { as })).status).toBe(200);
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(403);
  });

  it('shows the operator that keeps an Active-Active database', async () => {
    const sandbox = redisSandbox();
    sandbox.editDatabase(4, { crdt: { guid: 'g', managedBy: 'operator' } });
    expect((await sandbox.call('GET', '/v1/crdbs/g')).json.managed_by).toBe('operator');
  });
});

describe('metrics stream', () => {
  it('gives the audit figures of the state for every node, without a login', async () => {
    const sandbox = redisSandbox();
    sandbox.change(({ metrics }) => {
      for (const node of metrics) Object.assign(node, { droppedMessages: node.node, reconnectAttemptsExhausted: 1 });
    });
    expect(await metric(sandbox, 'audit_sink_connected_workers')).toBe(6);
    expect(await metric(sandbox, 'audit_sink_sent_messages')).toBe(200);
    expect(await metric(sandbox, 'audit_sink_dropped_messages')).toBe(3);
    expect(await metric(sandbox, 'audit_sink_reconnect_attempts_exhausted')).toBe(2);
  });

  it('counts sent messages only while a database audits to a sink', async () => {
    const sandbox = redisSandbox();
    sandbox.wait(10_000);
    expect(await metric(sandbox, 'audit_sink_sent_messages')).toBe(1_200);
    await sandbox.call('PUT', '/v1/bdbs/1', { body: { db_conns_auditing: false } });
    sandbox.wait(SETTLE_MS);
    const after = await metric(sandbox, 'audit_sink_sent_messages');
    sandbox.wait(10_000);
    expect(await metric(sandbox, 'audit_sink_sent_messages')).toBe(after);
    expect(await metric(sandbox, 'audit_sink_connected_workers')).toBe(0);
  });

  it('has no audit figures below 8.2, and only GET /v2', async () => {
    const sandbox = redisSandbox();
    const status = async (method: string, path: string) => (await sandbox.call(method, path, { listener: 2 })).status;
    expect([await status('GET', '/'), await status('GET', '/v1/bdbs'), await status('PUT', '/v2')]).toEqual([
      404, 404, 405,
    ]);
    sandbox.versions('8.0.10-64');
    expect(await metric(sandbox, 'audit_sink_connected_workers')).toBeNull();
    expect(await metric(sandbox, 'node_available')).toBe(2);
  });
});
