import { describe, expect, it } from 'vitest';
import { nodeUrl } from '../../src/providers/couchbase/node-address.ts';
import {
  desired,
  down,
  endpoint,
  fake,
  node,
  pool,
  type Route,
  settings,
  threeNodes,
  trouble,
} from './couchbase-fake.ts';

const cb2 = 'https://cb2.example.com:18091';

describe('settings of every active node', () => {
  it('are read from each node under the guard of the cluster uuid', async () => {
    const { session, calls } = fake(threeNodes());
    const live = await session.read(desired({ auditdEnabled: true }));
    expect(calls().filter((call) => call.includes('/settings/audit?uuid=0F0e'))).toHaveLength(3);
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

  it('are looked at again while they differ, since a change of somebody else spreads within moments', async () => {
    const late: Route = [{ body: { ...settings, auditdEnabled: false } }, { body: settings }];
    const { session, slept } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: late });
    const live = await session.read(desired({ auditdEnabled: true }));
    expect(live.document?.auditdEnabled).toBe(true);
    expect([live.notes, live.settled]).toEqual([[], true]);
    expect(slept).toHaveLength(1);
  });

  it('that stay apart are told after a few seconds', async () => {
    const { session, slept } = fake(threeNodes({ auditdEnabled: false }));
    expect((await session.read(desired({ auditdEnabled: true }))).notes[0]!.message).toBe(
      'The nodes do not agree on auditdEnabled: cb2.example.com:8091 differs from cb1.example.com:8091.',
    );
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3_000);
  });

  it('that differ only in what is not managed are told, and keep nobody waiting', async () => {
    const { session, slept } = fake(threeNodes({ rotateSize: 1048576 }));
    const live = await session.read(desired({ auditdEnabled: true }));
    expect(live.notes.map(({ code }) => code)).toEqual(['AF407']);
    expect(live.settled).toBe(true);
    expect(slept).toEqual([]);
  });

  it('of a node out of reach are unknown: a warning, not an error', async () => {
    const { session } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: down });
    const live = await session.read(desired({ auditdEnabled: true }));
    expect(live.notes).toEqual([expect.objectContaining({ code: 'AF406', severity: 'warning' })]);
    expect(live.settled).toBe(true);
  });

  it('of several nodes out of reach are one warning for each reason', async () => {
    const { session } = fake({
      ...threeNodes(),
      'GET /pools/default': pool(...['cb1', 'cb2', 'cb3'].map((name) => node(name)), node('$HOST')),
      [`${cb2} GET /settings/audit`]: down,
      'https://cb3.example.com:18091 GET /settings/audit': down,
    });
    const { notes } = await session.read(desired());
    expect(notes.map(({ message }) => message.split(':8091').length - 1)).toEqual([2, 1]);
    expect(notes[0]!.message).toMatch(/^Nodes cb2.* were not read: no answer/);
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

  it('are unknown when something else than a node answers at a listed, inner address', async () => {
    for (const reply of [
      { status: 404, body: '<html>not found</html>' },
      { status: 405, body: '' },
      { status: 302, body: '' },
    ]) {
      const live = await fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: reply }).session.read(desired());
      expect(live.notes).toEqual([expect.objectContaining({ code: 'AF406', severity: 'warning' })]);
      expect(live.notes[0]!.message).toContain(`(${reply.status})`);
    }
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
    expect([live.notes, live.settled]).toEqual([[], true]);
  });

  it('are no secret of a node that hides its log path while another surely has another one', async () => {
    const { logPath: _, ...bare } = settings;
    for (const hiding of ['https://cb1.example.com:18091', cb2]) {
      const routes = { ...threeNodes(), [`${hiding} GET /settings/audit`]: { body: bare } };
      const live = await fake(routes).session.read(desired({ logPath: '/elsewhere' }));
      expect(live.hidden).toEqual([]);
      expect(live.document?.logPath).toBe(settings.logPath);
    }
  });

  it('that are within reach and fail are a failed reading: an error, so that no run ends green', async () => {
    const { session } = fake({ ...threeNodes(), [`${cb2} GET /settings/audit`]: { status: 500, body: 'x' } });
    const live = await session.read(desired());
    expect(live.notes).toMatchObject([{ code: 'AF406', severity: 'error', message: expect.stringContaining('cb2') }]);
  });

  it('are read from a node that does not tell its membership; one without address is out of reach', async () => {
    const { clusterMembership: _, ...plain } = node('cb2');
    const { hostname: __, ...lost } = node('cb3');
    const { session, logins } = fake({ ...threeNodes(), 'GET /pools/default': pool(node('cb1'), plain, lost) });
    const live = await session.read(desired());
    expect([...logins.keys()]).toEqual([endpoint, cb2]);
    expect(live.notes.map(({ code }) => code)).toEqual(['AF406']);
  });

  it.each([7, '', null])('of a node with hostname %j are an odd answer', async (hostname) => {
    const { session } = fake({ 'GET /pools/default': pool(node('cb1'), node('cb2', { hostname })) });
    expect((await trouble(session.read(desired()))).code).toBe('AF304');
  });

  it.each(['$HOST:8091', '127.0.0.1:9999', '172.17.0.2:8091', 'cb1.internal:8091'])(
    'of a one-node cluster that calls itself %s are read at the endpoint alone',
    async (hostname) => {
      const { session, logins } = fake({ 'GET /pools/default': pool({ hostname, clusterMembership: 'active' }) });
      expect((await session.read(desired())).notes).toEqual([]);
      expect([...logins.keys()]).toEqual([endpoint]);
    },
  );
});

describe('the password', () => {
  it('goes to no node before the endpoint has taken it, and to none outside the list', async () => {
    const { session, logins } = fake({ ...threeNodes(), 'GET /settings/audit': { status: 403, body: {} } });
    await trouble(session.read(desired()));
    expect([...logins.keys()]).toEqual([endpoint]);
  });

  it('does not leave this machine unencrypted for a node behind a tunnel or forwarded port', () => {
    for (const hostname of ['10.0.0.2:8091', 'cb2.example.com:8091', '[fd00::2]:8091'])
      for (const base of ['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])
        expect(nodeUrl({ hostname, httpsPort: 18091 }, new URL(base)), `${hostname} from ${base}`).toBeNull();
    expect(nodeUrl({ hostname: '10.0.0.2:8091', httpsPort: null }, new URL('https://127.0.0.1:18091'))).toBe(
      'https://10.0.0.2:18091',
    );
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
