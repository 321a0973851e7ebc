import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { bdb, bdb82, desired, fake, nodes, on82, type Route, SINK, trouble } from './redis-enterprise-fake.ts';

const read = (routes: Record<string, Route>, spec = {}, target = {}) =>
  fake(routes).session.read(desired(spec, target));

describe('versions', () => {
  const withSettings = 'GET /v1/bdbs?fields=uid,name,status,crdt,internal,db_conns_auditing,audit_settings';
  const schema = (name: string): Route => ({ body: { type: 'object', properties: { uid: {}, [name]: {} } } });
  const calls = async (routes: Record<string, Route>) => {
    const run = fake(routes);
    const live = await run.session.read(desired());
    return { live, calls: run.calls() };
  };

  it('asks for audit_settings from 8.2 on all nodes only', async () => {
    expect((await calls(on82)).calls).toContain(withSettings);
    const mixed = await calls({ 'GET /v1/nodes': nodes('8.2.0-46', '8.0.6-8') });
    expect(mixed.calls).not.toContain(withSettings);
    expect(mixed.live.limits).toMatchObject({ version: '8.0.6-8', auditSettings: false });
    expect(mixed.live.notes).toMatchObject([
      { code: 'AF407', severity: 'warning', message: expect.stringContaining('8.0.6-8, 8.2.0-46') },
    ]);
  });

  it('compares numbers, not text: 7.22 is above 7.8 and 10.0 above 8.2', async () => {
    expect((await calls({ 'GET /v1/nodes': nodes('7.22.0-1', '7.8.6-1') })).live.limits).toMatchObject({
      version: '7.8.6-1',
    });
    expect((await calls({ ...on82, 'GET /v1/nodes': nodes('10.0.0-1') })).live.limits).toMatchObject({
      auditSettings: true,
    });
  });

  it('is AF306 below 6.2.18, where there is no auditing', async () => {
    expect((await trouble(read({ 'GET /v1/nodes': nodes('6.2.12-1') }))).code).toBe('AF306');
    await expect(read({ 'GET /v1/nodes': nodes('6.2.18-43') })).resolves.toBeDefined();
  });

  it.each<[string, Record<string, Route>]>([
    ['a development build', { 'GET /v1/nodes': nodes('100.0.21-16135') }],
    ['a version of no known form', { 'GET /v1/nodes': nodes('main') }],
    ['nodes that the user may not see', { 'GET /v1/nodes': { status: 403 } }],
    ['nodes that are not shown', { 'GET /v1/nodes': { status: 404 } }],
    ['a cluster without that call', { 'GET /v1/nodes': { status: 501 } }],
  ])('for %s the schema of a database tells', async (_name, routes) => {
    const modern = await calls({ ...on82, ...routes, 'GET /v1/jsonschema': schema('audit_settings') });
    expect(modern.calls).toContain('GET /v1/jsonschema?object=bdb');
    expect(modern.calls).toContain(withSettings);
    expect((await calls({ ...routes, 'GET /v1/jsonschema': schema('db_conns_auditing') })).calls).not.toContain(
      withSettings,
    );
    expect((await trouble(read({ ...routes, 'GET /v1/jsonschema': schema('name') }))).code).toBe('AF304');
  });

  it('takes the deprecated boolean on 8.2 when audit_settings is not reported, and audit_mode before it', async () => {
    const body = [
      bdb(1, 'a', { db_conns_auditing: true }),
      bdb82(2, 'b', { audit_mode: 'connection_and_crud' }, { db_conns_auditing: false }),
    ];
    const live = await read({ ...on82, 'GET /v1/bdbs': { body } });
    expect(live.document?.bdbs).toMatchObject([
      { uid: 1, audit_settings: { audit_mode: 'connection' } },
      { uid: 2, audit_settings: { audit_mode: 'connection_and_crud' } },
    ]);
    expect(JSON.stringify(live.document)).not.toContain('"db_conns_auditing":true');
  });

  it('sorts sets and gives ranges one spelling', async () => {
    const source_ip_filter = {
      enabled: true,
      ip_addresses: ['FE80::0:1', '10.0.0.9'],
      cidr_ranges: ['10.1.2.3/8'],
      filter_type: 'inclusive',
    };
    const username_filter = { enabled: true, usernames: ['b', 'a', 'b'], filter_type: 'exclusive' };
    const live = await read({
      ...on82,
      'GET /v1/bdbs': { body: [bdb82(1, 'a', { source_ip_filter, username_filter })] },
    });
    expect(live.document?.bdbs).toMatchObject([
      {
        audit_settings: {
          source_ip_filter: { ip_addresses: ['10.0.0.9', 'fe80::1'], cidr_ranges: ['10.0.0.0/8'] },
          username_filter: { usernames: ['a', 'b'] },
        },
      },
    ]);
  });
});

describe('what only would be nice to know', () => {
  const withheld = [403, 404, 405, 406, 501];
  const blind = (status: number): Record<string, Route> => ({
    'GET /v1/nodes': { status },
    'GET /v1/jsonschema': { status },
  });

  it.each(withheld)('without nodes and schemas (%i) the databases tell what the cluster can do', async (status) => {
    const old = await read(blind(status));
    expect(old.limits).toMatchObject({ auditSettings: false, version: null });
    expect(old.notes).toMatchObject([{ code: 'AF406', severity: 'note' }]);
    const modern = await read({ ...on82, ...blind(status) });
    expect(modern.limits).toMatchObject({ auditSettings: true });
    expect(modern.document?.bdbs).toMatchObject([{ audit_settings: { audit_mode: 'disabled' } }, {}]);
  });

  it.each([400, 406])('a version that refuses the name audit_settings (%i) has none', async (status) => {
    const list: Route = ({ url }) =>
      url.includes('audit_settings') ? { status, body: { error_code: 'invalid_schema' } } : { body: [bdb(1, 'a')] };
    expect((await read({ ...blind(404), 'GET /v1/bdbs': list })).document?.bdbs).toEqual([
      { uid: 1, name: 'a', db_conns_auditing: false },
    ]);
  });

  it.each(withheld)(
    'a name that is not shown (%i) matters only to a manifest that names its cluster',
    async (status) => {
      const live = await read({ 'GET /v1/cluster': { status } });
      expect(live.identity).toBe('redis-enterprise/https://redis.example.com:9443');
      expect(live.notes).toMatchObject([{ code: 'AF406', message: expect.stringContaining('name') }]);
      const error = await trouble(read({ 'GET /v1/cluster': { status } }, {}, { name: 'redis.example.com' }));
      expect(error.message).toContain('target.name');
      expect(error.fix).toContain('view_cluster_info');
    },
  );

  it('is no excuse: what decides is still needed, and a login that is refused is a login that is refused', async () => {
    for (const call of ['GET /v1/cluster/policy', 'GET /v1/bdbs', `GET ${SINK}`])
      expect((await trouble(read({ ...blind(404), [call]: { status: 403 } }))).code).toBe('AF303');
    for (const call of ['GET /v1/cluster', 'GET /v1/nodes'])
      expect((await trouble(read({ [call]: { status: 401 } }))).code).toBe('AF302');
    expect((await trouble(read({ 'GET /v1/nodes': { status: 503 } }))).code).toBe('AF310');
  });
});

describe('members of audit_settings that the cluster does not report', () => {
  const live = {
    ...on82,
    'GET /v1/bdbs': { body: [bdb(1, 'a', { audit_settings: { audit_mode: 'connection_and_crud' } })] },
  };

  it('count with their documented default, so that a filter that narrows is seen to weaken', async () => {
    const { document } = await read(live);
    expect(document?.bdbs).toEqual([
      {
        uid: 1,
        name: 'a',
        audit_settings: (bdb82(1, 'a', { audit_mode: 'connection_and_crud' }) as JsonObject).audit_settings,
      },
    ]);
  });

  it('are named when the manifest manages them, by its own item rather than by "*"', async () => {
    const audit_settings = { username_filter: { enabled: false } };
    const notes = async (bdbs: JsonObject[]) => (await read(live, { bdbs })).notes.map(({ message }) => message);
    expect(await notes([{ name: '*', audit_settings }])).toEqual([
      expect.stringMatching(/username_filter\/enabled of database "a" \(uid 1\)/),
    ]);
    expect(await notes([{ name: '*', audit_settings }, { uid: 1 }])).toEqual([]);
    expect(await notes([{ uid: 1, audit_settings: { audit_mode: 'connection' } }])).toEqual([]);
  });
});
