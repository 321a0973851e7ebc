import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Discovery } from '../../src/providers/provider.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';
import {
  bdb,
  bdb82,
  desired,
  fake,
  type FakeOptions,
  nodes,
  on82,
  response,
  type Route,
  SINK,
  seedSink,
  trouble,
} from './redis-enterprise-fake.ts';

const base = 'https://redis.example.com:9443';

describe('redirects to the primary node', () => {
  async function follow(
    location: string | undefined,
    more: { status?: number; from?: string; endpoint?: string; name?: string } = {},
  ) {
    const run = fake({ 'GET /v1/nodes': nodes('7.8.6-60', '7.8.6-60') }, { endpoint: more.endpoint ?? base });
    await run.session.read(desired({}, more.name === undefined ? {} : { name: more.name }));
    const url = new URL(more.from ?? `${more.endpoint ?? base}/v1/bdbs?fields=uid`);
    const headers: Record<string, string> = location === undefined ? {} : { location };
    const reply = response({ method: 'GET', url: url.pathname }, { status: more.status ?? 307, headers });
    return run.clients[0]?.redirect?.(reply, { method: 'GET', url, headers: {}, body: '' })?.href ?? null;
  }
  const path = '/v1/bdbs?fields=uid';

  it.each([
    ['a node of the cluster', `https://10.0.0.2:9443${path}`],
    ['the same host', `https://redis.example.com:9444${path}`],
  ])('are followed to %s', async (_name, location) => {
    expect(await follow(location)).toBe(location);
    expect(await follow(location, { status: 308 })).toBe(location);
  });

  it("are followed to the cluster's name that the manifest gives, with an address as endpoint", async () => {
    const endpoint = 'https://192.0.2.9:9443';
    expect(await follow(`${base}${path}`, { endpoint, name: 'Redis.Example.com' })).toBe(`${base}${path}`);
    expect(await follow(`${base}${path}`, { endpoint })).toBeNull();
  });

  it('are followed back to the endpoint, and from http up to https', async () => {
    expect(await follow(`${base}${path}`, { from: `https://10.0.0.1:9443${path}` })).toBe(`${base}${path}`);
    expect(await follow(`https://10.0.0.1:9443${path}`, { endpoint: 'http://127.0.0.1:9000' })).toBe(
      `https://10.0.0.1:9443${path}`,
    );
    expect(await follow(`http://10.0.0.1:9443${path}`, { endpoint: 'http://127.0.0.1:9000' })).toBe(
      `http://10.0.0.1:9443${path}`,
    );
  });

  it.each<[string, string | undefined, { status?: number }]>([
    ['another host, which would get the credentials', `https://evil.example.com${path}`, {}],
    ['a host that only begins alike', `https://redis.example.com.evil.com${path}`, {}],
    ['a node in the open', `http://10.0.0.2:9443${path}`, {}],
    ['the same host in the open', `http://redis.example.com:9443${path}`, {}],
    ['another path', 'https://10.0.0.2:9443/v1/bdbs/1/flush?fields=uid', {}],
    ['the same path without its field list', 'https://10.0.0.2:9443/v1/bdbs', {}],
    ['itself', path, {}],
    ['a place with credentials', `https://a:b@10.0.0.2:9443${path}`, {}],
    ['no place', undefined, {}],
    ['no URL', 'https://', {}],
    ['a node, but by 302, which would change the method', `https://10.0.0.2:9443${path}`, { status: 302 }],
  ])('are not followed to %s', async (_name, location, more) => {
    expect(await follow(location, more)).toBeNull();
  });
});

describe('login', () => {
  const request = { method: 'GET', url: new URL(`${base}/v1/cluster`), headers: {}, body: '' };
  const login = (options: FakeOptions) => fake({}, options).clients[0]?.authenticate(request, 'read');

  it('is Basic in UTF-8, made anew for each attempt', async () => {
    expect(await login({})).toEqual({
      authorization: `Basic ${Buffer.from('audit@example.com:pässword:1').toString('base64')}`,
    });
  });

  it('without user name or password is AF216 and nothing is sent', async () => {
    expect(await trouble(Promise.resolve(login({ credentials: {} })))).toMatchObject({ code: 'AF216', sent: 'no' });
  });

  it('lets the first request go alone, so that a wrong password fails once only, and few run at once', () => {
    const [client] = fake({}).clients;
    expect(client?.probeFirst ?? true).toBe(true);
    expect(client?.defaults.concurrency).toBe(4);
    expect(client?.classify).toBeUndefined();
  });

  it('needs an endpoint, and takes one with a slash at its end', () => {
    expect(() => fake({}, { endpoint: null })).toThrow(expect.objectContaining({ code: 'AF216' }));
    expect(fake({}, { endpoint: `${base}/` }).clients[0]?.baseUrl).toBe(base);
  });
});

describe('discovery', () => {
  async function discover(routes: Record<string, Route>) {
    const run = fake(routes);
    const found: Discovery[] = [];
    for await (const discovery of run.session.discover()) found.push(discovery);
    return { found, run };
  }

  it.each<[string, Record<string, Route>]>([
    ['7.8', {}],
    [
      '8.2',
      { ...on82, 'GET /v1/bdbs': { body: [bdb82(3, 'cache', { audit_mode: 'connection_and_crud' }), bdb82(7, 'x')] } },
    ],
    ['no sink', { [`GET ${SINK}`]: { status: 404 } }],
  ])('gives a manifest whose wish is the live state: %s', async (_name, routes) => {
    const { found, run } = await discover(routes);
    expect(found).toHaveLength(1);
    const [{ name, target, spec }] = found as [Discovery];
    expect(name).toBe('redis.example.com');
    expect(target).toEqual({ name: 'redis.example.com' });
    const live = await run.session.read(desired(spec, target));
    const { document, findings } = redisEnterpriseProvider.normalise(desired(spec, target), live);
    expect(findings).toEqual([]);
    expect(live.document).toMatchObject(document);
    expect(redisEnterpriseProvider.check(spec, target).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('leaves a cluster without sink unmanaged in that, rather than pinned to having none', async () => {
    const { found } = await discover({ [`GET ${SINK}`]: { status: 404 } });
    expect(found[0]?.spec).not.toHaveProperty('db_conns');
  });

  it('leaves out an interval of 0, which a manifest cannot ask for', async () => {
    const { found } = await discover({ [`GET ${SINK}`]: { body: { ...seedSink, audit_reconnect_interval: 0 } } });
    const { audit_reconnect_interval: _, ...rest } = seedSink;
    expect(found[0]?.spec.db_conns).toEqual(rest);
  });

  it('leaves out what cannot be managed', async () => {
    const body = [
      bdb(1, 'a'),
      bdb(2, 'i', { internal: true }),
      bdb(3, 'g', { crdt: true }),
      bdb(4, 'f', { status: 'creation-failed' }),
    ];
    const { found } = await discover({ 'GET /v1/bdbs': { body } });
    expect(found[0]?.spec.bdbs).toEqual([{ uid: 1, name: 'a', db_conns_auditing: false }]);
  });

  it('finds nothing on a cluster without auditing, and fails on a refused login', async () => {
    expect((await discover({ 'GET /v1/nodes': nodes('6.0.20-1') })).found).toEqual([]);
    expect((await trouble(discover({ 'GET /v1/cluster': { status: 401 } }))).code).toBe('AF302');
  });
});

describe('posture', () => {
  const posture = (spec: JsonObject) => redisEnterpriseProvider.posture(spec, null);
  const crud = { audit_mode: 'connection_and_crud' };
  const filtered = { ...crud, username_filter: { enabled: true, usernames: ['b', 'a'], filter_type: 'exclusive' } };

  it.each<[string, JsonObject, object]>([
    [
      'connections are logins',
      { db_conns: seedSink, bdbs: [{ name: '*', db_conns_auditing: true }] },
      { enabled: 'on', recorded: ['login'], sink: 'tcp://127.0.0.1:12345', verified: true },
    ],
    [
      'commands are reads and writes',
      { bdbs: [{ uid: 1, audit_settings: crud }] },
      { enabled: 'on', recorded: ['login', 'dml-write', 'dml-read'], excluded: ['ddl', 'dcl', 'admin'] },
    ],
    [
      'filtered commands are neither recorded nor excluded',
      { bdbs: [{ uid: 1, audit_settings: filtered }] },
      { recorded: ['login'], excluded: ['ddl', 'dcl', 'admin'], excludedUsers: ['a', 'b'] },
    ],
    [
      'only what all databases record counts',
      {
        bdbs: [
          { uid: 1, audit_settings: crud },
          { uid: 2, db_conns_auditing: false },
        ],
      },
      { enabled: 'partial', recorded: [] },
    ],
    ['off', { bdbs: [{ uid: 1, db_conns_auditing: null }] }, { enabled: 'off', recorded: [] }],
    ['no sink is off', { db_conns: null }, { enabled: 'off', recorded: [] }],
    ['a local sink', { db_conns: { audit_protocol: 'local', audit_address: '/a' } }, { sink: 'local:/a' }],
  ])('%s', (_name, spec, expected) => {
    expect(posture(spec)).toMatchObject(expected);
  });

  it('does not tell what the manifest does not say', () => {
    expect(posture({ policy: { db_conns_auditing: true } })).toEqual({ verified: true });
    expect(posture({ bdbs: [{ uid: 1 }] })).toEqual({ verified: true });
  });

  it("of a live cluster leaves the cluster's own internal databases out", async () => {
    const body = [bdb(1, 'a', { db_conns_auditing: true }), bdb(2, 'i', { internal: true })];
    const live = await fake({ 'GET /v1/bdbs': { body } }).session.read(desired());
    expect(redisEnterpriseProvider.posture(live.document ?? {}, live)).toMatchObject({
      enabled: 'on',
      recorded: ['login'],
    });
  });
});
