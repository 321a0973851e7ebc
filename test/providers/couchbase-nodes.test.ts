import { describe, expect, it } from 'vitest';
import { nodeUrl } from '../../src/providers/couchbase/node-address.ts';
import { desired, down, endpoint, fake, node, pool, settings, threeNodes, trouble } from './couchbase-fake.ts';

const cb2 = 'https://cb2.example.com:18091';

describe('settings of every active node', () => {
  it('are read from each node under the guard of the cluster uuid', async () => {
    const { session, calls } = fake(threeNodes());
    const live = await session.read(desired({ auditdEnabled: true }));
    expect(calls().filter((call) => call.includes('/settings/audit?uuid=0F0e'))).toHaveLength(2);
    expect(live.notes).toEqual([]);
    expect(live.settled).toBe(true);
  });

  it('are not asked of nodes that were failed over or only added', async () => {
    const idle = [
      node('cb2', { clusterMembership: 'inactiveFailed' }),
      node('cb3', { clusterMembership: 'inactiveAdded' }),
    ];
    const { session, logins } = fake({ 'GET /pools/default': pool(node('cb1'), ...idle) });
    await session.read(desired());
    expect([...logins.keys()]).toEqual([endpoint]);
  });

  it('never look in sync while one node differs, whichever node it is', async () => {
    for (const routes of [threeNodes({ auditdEnabled: false }), threeNodes(null, { auditdEnabled: false })]) {
      const live = await fake(routes).session.read(desired({ auditdEnabled: true }));
      expect(live.document?.auditdEnabled).toBe(false);
      expect(live.facts).toEqual([]);
      expect(live.settled).toBe(false);
    }
  });

  it('never look in sync while only the endpoint is behind', async () => {
    const routes = { ...threeNodes(), 'GET /settings/audit': { body: { ...settings, auditdEnabled: false } } };
    const live = await fake(routes).session.read(desired({ auditdEnabled: true }));
    expect(live.document?.auditdEnabled).toBe(false);
  });

  it('show a set as the node has it that is not as wished', async () => {
    const live = await fake(threeNodes({ disabled: [8243, 8255, 28672] })).session.read(
      desired({ disabled: [8243, 8255] }),
    );
    expect(live.document?.disabled).toEqual([8243, 8255, 28672]);
    expect(live.notes).toEqual([expect.objectContaining({ code: 'AF407', severity: 'warning' })]);
    expect(live.notes[0]!.message).toContain('cb2.example.com:8091');
  });

  it('that differ only in what is not managed are told, and keep nobody waiting', async () => {
    const live = await fake(threeNodes({ rotateSize: 1048576 })).session.read(desired({ auditdEnabled: true }));
    expect(live.notes.map(({ code }) => code)).toEqual(['AF407']);
    expect(live.settled).toBe(true);
  });

  it('of a node out of reach are unknown: a warning, not an error', async () => {
    const { session } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: down });
    const live = await session.read(desired({ auditdEnabled: true }));
    expect(live.notes).toEqual([expect.objectContaining({ code: 'AF406', severity: 'warning' })]);
    expect(live.settled).toBe(true);
  });

  it('of a node that never answered are not waited for again soon', async () => {
    const { session, calls } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: down });
    await session.read(desired());
    await session.read(desired());
    expect(calls().filter((call) => call.startsWith('cb2'))).toHaveLength(1);
  });

  it('of a node that answered before and fell silent leave the cluster unsettled', async () => {
    let up = true;
    const route = () => (up ? { body: settings } : down());
    const { session } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: route });
    expect((await session.read(desired())).settled).toBe(true);
    up = false;
    expect((await session.read(desired())).settled).toBe(false);
    up = true;
    expect((await session.read(desired())).settled).toBe(true);
  });

  it('of a node that answers with server errors leave the cluster unsettled, and are asked again', async () => {
    const route = [{ status: 503, body: 'Service is temporarily unavailable' }, { body: settings }];
    const { session } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: route });
    const live = await session.read(desired());
    expect(live.settled).toBe(false);
    expect(live.notes[0]!.message).toContain('503');
    expect(await session.read(desired())).toMatchObject({ settled: true, notes: [] });
  });

  it('of another cluster that answers at a node’s address are not taken', async () => {
    const reply = { status: 404, body: 'Cluster uuid does not match the requested.' };
    const live = await fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: reply }).session.read(desired());
    expect(live.notes[0]!.message).toContain('another cluster');
  });

  it('of an odd shape, or forbidden, make the target unreadable', async () => {
    for (const [reply, code] of [
      [{ body: { ...settings, auditdEnabled: 'yes' } }, 'AF304'],
      [{ status: 403, body: { message: 'Forbidden.', permissions: ['cluster.admin.security!read'] } }, 'AF303'],
    ] as const) {
      const { session } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: reply });
      expect((await trouble(session.read(desired()))).code).toBe(code);
    }
  });

  it('are hidden when any node hides its log path', async () => {
    const { logPath: _, ...bare } = settings;
    const live = await fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: { body: bare } }).session.read(
      desired({ logPath: settings.logPath }),
    );
    expect(live.hidden).toEqual(['/logPath']);
  });
});

describe('a node’s address', () => {
  const at = (hostname: string, base: string, httpsPort: number | null = 18091) =>
    nodeUrl({ hostname, httpsPort }, new URL(base));

  it('is TLS on ports.httpsMgmt when the endpoint is TLS, never plain', () => {
    expect(at('10.0.0.2:8091', endpoint, 19091)).toBe('https://10.0.0.2:19091');
    expect(at('10.0.0.2:8091', endpoint, null)).toBe('https://10.0.0.2:18091');
    expect(at('[fd00::2]:8091', endpoint)).toBe('https://[fd00::2]:18091');
  });

  it('is the plain management port when the endpoint is plain', () => {
    expect(at('10.0.0.2:9000', 'http://10.0.0.1:8091')).toBe('http://10.0.0.2:9000');
  });

  it('is not used when it would lead to this machine, or is no address', () => {
    expect(at('127.0.0.1:8091', endpoint)).toBeNull();
    expect(at('127.0.0.1:9001', 'http://127.0.0.1:9000')).toBe('http://127.0.0.1:9001');
    for (const odd of ['evil.example.com:80/x', 'user@evil.example.com:80', '$HOST:8091', 'a b:1'])
      expect(at(odd, endpoint)).toBeNull();
  });
});
