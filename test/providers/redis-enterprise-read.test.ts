import { describe, expect, it } from 'vitest';
import {
  bdb,
  bdb82,
  desired,
  fake,
  on82,
  type Reply,
  type Route,
  SINK,
  seedSink,
  trouble,
} from './redis-enterprise-fake.ts';

const read = (routes: Record<string, Route>, spec = {}, target = {}) =>
  fake(routes).session.read(desired(spec, target));
const sinkOf = async (reply: Reply, spec = {}) => (await read({ [`GET ${SINK}`]: reply }, spec)).document?.db_conns;

describe('reading a cluster', () => {
  it('gives sink, policy and all visible databases sorted by uid', async () => {
    const live = await read({});
    expect(live.document).toEqual({
      db_conns: seedSink,
      policy: { db_conns_auditing: false },
      bdbs: [
        { uid: 3, name: 'cache', db_conns_auditing: false },
        { uid: 7, name: 'sessions', db_conns_auditing: false },
      ],
    });
    expect(live).toMatchObject({
      identity: 'redis-enterprise/redis.example.com',
      settled: true,
      notes: [],
      token: null,
      hidden: [],
    });
  });

  it('only reads, and asks for databases by a short list of fields since an unfiltered list shows passwords', async () => {
    const { session, log, calls } = fake({});
    await session.read(desired());
    expect(log.every((request) => request.method === 'GET')).toBe(true);
    expect(calls()).toContain('GET /v1/bdbs?fields=uid,name,status,crdt,internal,db_conns_auditing');
    expect(log.every((request) => request.headers?.accept === 'application/json')).toBe(true);
  });

  it('keeps nothing of an answer but the fields it needs', async () => {
    const leaky = bdb(3, 'cache', {
      authentication_redis_pass: 'canary-redis',
      authentication_admin_pass: 'canary-admin',
    });
    expect(JSON.stringify(await read({ 'GET /v1/bdbs': { body: [leaky] } }))).not.toContain('canary');
  });

  it('tells the facts that are true now, sorted', async () => {
    const live = await read({
      'GET /v1/cluster/policy': { body: { db_conns_auditing: true } },
      'GET /v1/bdbs': {
        body: [bdb(7, 'a', { db_conns_auditing: true }), bdb(12, 'b', { db_conns_auditing: true, internal: true })],
      },
    });
    expect(live.facts).toEqual([
      'database/12.audited',
      'database/12.settled',
      'database/7.audited',
      'database/7.settled',
      'policy.enabled',
      'sink.configured',
    ]);
  });

  it('stops with AF308 when the cluster has another name, and compares names without case and last dot', async () => {
    const wanted = desired({ bdbs: [{ name: '*', db_conns_auditing: true }] }, { name: 'other.example.com' });
    const { session, log, slept } = fake({
      [`GET ${SINK}`]: { status: 500 },
      'GET /v1/bdbs': { body: [bdb(3, 'cache', { status: 'active-change-pending' })] },
    });
    expect((await trouble(session.read(wanted))).code).toBe('AF308');
    expect([log.length, new Set(log.map(({ method }) => method)), slept]).toEqual([5, new Set(['GET']), []]);
    await expect(read({}, {}, { name: 'Redis.Example.com.' })).resolves.toBeDefined();
  });

  it('asks a cluster with another name for nothing that it has not asked already', async () => {
    const { session, calls } = fake({ 'GET /v1/nodes': { status: 404 } });
    expect((await trouble(session.read(desired({}, { name: 'other.example.com' })))).code).toBe('AF308');
    expect(calls()).not.toContain('GET /v1/cluster/policy');
  });

  it('knows whether the sink is the wanted one, in the members that the manifest manages', async () => {
    const wanted = async (db_conns: object | null) => (await read({}, { db_conns })).facts.includes('sink.wanted');
    const { audit_protocol, audit_address, audit_port } = seedSink;
    expect(await wanted({ audit_protocol, audit_address, audit_port })).toBe(true);
    expect(await wanted({ ...seedSink, audit_port: 1 })).toBe(false);
    expect(await wanted({ ...seedSink, audit_reconnect_max_attempts: 3 })).toBe(false);
    expect(await wanted(null)).toBe(false);
  });
});

describe('a database that is not active', () => {
  const list = (status: string) => ({ body: [bdb(3, 'cache', { status }), bdb(7, 'sessions')] });
  const every = { bdbs: [{ name: '*', db_conns_auditing: true }] };
  const settled = 'database/3.settled';

  it('is read again for some seconds when the manifest covers it and a change is under way', async () => {
    const run = fake({
      'GET /v1/bdbs': [list('active-change-pending'), list('active-change-pending'), list('active')],
    });
    const live = await run.session.read(desired(every));
    expect(live.facts).toContain(settled);
    expect(run.slept).toEqual([250, 500]);
  });

  it('is neither settled nor waited for without end', async () => {
    const run = fake({ 'GET /v1/bdbs': list('active-change-pending') });
    expect((await run.session.read(desired(every))).facts).not.toContain(settled);
    expect(run.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(6000);
  });

  it('is not waited for when nobody covers it, unless the sink shall go', async () => {
    const routes = { 'GET /v1/bdbs': list('active-change-pending') };
    const run = fake(routes);
    const live = await run.session.read(desired({ bdbs: [{ name: 'sessions', db_conns_auditing: true }] }));
    expect([run.slept, live.notes]).toEqual([[], []]);
    const removal = fake(routes);
    const { notes } = await removal.session.read(desired({ db_conns: null }));
    expect(removal.slept.length).toBeGreaterThan(0);
    expect(notes).toMatchObject([{ code: 'AF407', message: expect.stringContaining('"cache" (uid 3)') }]);
  });

  it.each(['pending', 'import-pending', 'delete-pending', 'recovery'])(
    'is noted but not waited for in state %s, where its settings stand',
    async (status) => {
      const run = fake({ 'GET /v1/bdbs': list(status) });
      const live = await run.session.read(desired(every));
      expect(run.slept).toEqual([]);
      expect(live.facts).toContain(settled);
      expect(live.notes).toMatchObject([{ code: 'AF407', severity: 'note', message: expect.stringContaining(status) }]);
    },
  );
});

describe('a cluster without sink (the answer is undocumented)', () => {
  it.each<[string, Reply]>([
    ['404', { status: 404 }],
    ['404 with a word', { status: 404, body: 'Not Found' }],
    ['404 with a code of another call', { status: 404, body: { error_code: 'not_found' } }],
    ['404 with a code', { status: 404, body: { error_code: 'db_conns_audit_config_not_found', description: 'x' } }],
    ['the not-found code under 406', { status: 406, body: { error_code: 'db_conns_audit_config_not_found' } }],
    ['an empty object', { body: {} }],
    ['null', { body: 'null' }],
    ['an empty address', { body: { audit_address: '', audit_protocol: 'TCP' } }],
    ['a null address', { body: { audit_address: null } }],
  ])('is absent when answered with %s', async (_name, reply) => {
    expect(await sinkOf(reply)).toBeNull();
  });

  it("is not concluded from a gateway's page, nor from a cluster that cannot audit", async () => {
    const page = { [`GET ${SINK}`]: { status: 404, body: '<!DOCTYPE html><title>Not Found</title>' } };
    expect((await trouble(read(page, { db_conns: null }))).code).toBe('AF304');
    for (const status of [404, 406]) {
      const old = {
        [`GET ${SINK}`]: { status, body: { error_code: 'db_conns_auditing_unsupported_by_capability' } },
      };
      expect((await trouble(read(old, { db_conns: null }))).code).toBe('AF306');
    }
    expect((await trouble(read({ [`GET ${SINK}`]: { status: 406 } }, { db_conns: null }))).code).toBe('AF306');
    expect((await trouble(read({ [`GET ${SINK}`]: { body: [] } }, { db_conns: null }))).code).toBe('AF304');
  });

  it.each<[string, object]>([
    ['an error in an object', { error_code: 'internal_error', description: 'x' }],
    ['a wrapped sink', { value: seedSink }],
    ['a port and no address', { audit_protocol: 'TCP', audit_port: 6514 }],
  ])('is not concluded from %s answered with 200', async (_name, body) => {
    const answered = await trouble(read({ [`GET ${SINK}`]: { body } as Reply }, { db_conns: null }));
    expect(answered.code).toBe('AF304');
  });

  it('has no sink.configured fact', async () => {
    expect((await read({ [`GET ${SINK}`]: { status: 404 } })).facts).not.toContain('sink.configured');
  });
});

describe('a sink', () => {
  it('is spelled one way: tcp as TCP, host lower case without last dot, IPv6 short', async () => {
    expect(
      await sinkOf({ body: { ...seedSink, audit_protocol: 'tcp', audit_address: ' SIEM.example.com. ' } }),
    ).toMatchObject({
      audit_protocol: 'TCP',
      audit_address: 'siem.example.com',
    });
    expect(await sinkOf({ body: { ...seedSink, audit_address: 'FD00:0:0::1' } })).toMatchObject({
      audit_address: 'fd00::1',
    });
  });

  it('drops audit_port with local and reads a port that rladmin stored as text', async () => {
    const local = await sinkOf({
      body: { ...seedSink, audit_protocol: 'local', audit_address: '/tmp/a.sock', audit_port: null },
    });
    expect(local).toEqual({
      audit_protocol: 'local',
      audit_address: '/tmp/a.sock',
      audit_reconnect_interval: 1,
      audit_reconnect_max_attempts: 0,
    });
    expect(await sinkOf({ body: { ...seedSink, audit_port: '12345' } })).toEqual(seedSink);
  });

  it('counts the documented default where a member is not reported, and says so when the manifest manages it', async () => {
    const short = { body: { audit_protocol: 'TCP', audit_address: 'siem', audit_port: 1 } };
    const live = await read(
      { ...on82, [`GET ${SINK}`]: short },
      { db_conns: { audit_protocol: 'TCP', audit_address: 'siem', audit_port: 1, audit_queue_max_bytes: 524288 } },
    );
    expect(live.document?.db_conns).toMatchObject({
      audit_reconnect_interval: 1,
      audit_reconnect_max_attempts: 0,
      audit_queue_max_bytes: 524288,
    });
    expect(live.notes).toMatchObject([{ code: 'AF406', message: expect.stringContaining('audit_queue_max_bytes') }]);
  });

  it('knows audit_queue_max_bytes from 8.2 only', async () => {
    const wide = { body: { ...seedSink, audit_queue_max_bytes: 1, something_new: true } };
    expect(await sinkOf(wide)).toEqual(seedSink);
    expect((await read({ ...on82, [`GET ${SINK}`]: wide })).document?.db_conns).toEqual({
      ...seedSink,
      audit_queue_max_bytes: 1,
    });
  });
});

describe('an answer that is not as documented is AF304 and names the field', () => {
  it.each<[string, Record<string, Route>]>([
    ['audit_address', { [`GET ${SINK}`]: { body: { ...seedSink, audit_address: 5 } } }],
    ['audit_protocol', { [`GET ${SINK}`]: { body: { ...seedSink, audit_protocol: 'UDP' } } }],
    ['audit_port', { [`GET ${SINK}`]: { body: { audit_address: 'a', audit_protocol: 'TCP' } } }],
    ['audit_reconnect_interval', { [`GET ${SINK}`]: { body: { ...seedSink, audit_reconnect_interval: '1' } } }],
    ['audit_reconnect_max_attempts', { [`GET ${SINK}`]: { body: { ...seedSink, audit_reconnect_max_attempts: -1 } } }],
    ['db_conns_auditing is missing', { 'GET /v1/cluster/policy': { body: {} } }],
    ['db_conns_auditing is neither', { 'GET /v1/cluster/policy': { body: { db_conns_auditing: 'enabled' } } }],
    ['db_conns_auditing', { 'GET /v1/bdbs': { body: [{ uid: 1, name: 'a', status: 'active' }] } }],
    ['status', { 'GET /v1/bdbs': { body: [{ uid: 1, name: 'a', db_conns_auditing: true }] } }],
    ['crdt', { 'GET /v1/bdbs': { body: [bdb(1, 'a', { crdt: 'no' })] } }],
    ['uid', { 'GET /v1/bdbs': { body: [bdb(1, 'a'), bdb(1, 'b')] } }],
    ['name', { 'GET /v1/cluster': { body: {} } }],
    ['not a list', { 'GET /v1/bdbs': { body: {} } }],
    ['no nodes', { 'GET /v1/nodes': { body: [] } }],
    ['software_version', { 'GET /v1/nodes': { body: [{ addr: 'x' }] } }],
    ['audit_mode', { ...on82, 'GET /v1/bdbs': { body: [bdb82(1, 'a', { audit_mode: 'all' })] } }],
    [
      'audit_settings.audit_mode is missing',
      { ...on82, 'GET /v1/bdbs': { body: [bdb(1, 'a', { audit_settings: {}, db_conns_auditing: true })] } },
    ],
    ['audit_settings.audit_mode', { ...on82, 'GET /v1/bdbs': { body: [{ uid: 1, name: 'a', status: 'active' }] } }],
    ['max_total_key_bytes', { ...on82, 'GET /v1/bdbs': { body: [bdb82(1, 'a', { max_total_key_bytes: null })] } }],
    ['usernames', { ...on82, 'GET /v1/bdbs': { body: [bdb82(1, 'a', { username_filter: { usernames: 'a' } })] } }],
    ['status 418', { 'GET /v1/cluster/policy': { status: 418 } }],
    ['status 204', { 'GET /v1/cluster/policy': { status: 204 } }],
  ])('%s', async (field, routes) => {
    const error = await trouble(read(routes));
    expect(error.code).toBe('AF304');
    expect(error.message).toContain(field);
  });
});

describe('statuses of reading calls', () => {
  it.each<[number, unknown, string]>([
    [401, undefined, 'AF302'],
    [403, undefined, 'AF303'],
    [404, undefined, 'AF305'],
    [406, { error_code: 'db_conns_auditing_unsupported_by_capability' }, 'AF306'],
    [406, undefined, 'AF304'],
    [500, 'gateway text', 'AF310'],
    [503, undefined, 'AF310'],
    [307, undefined, 'AF304'],
  ])('%i with %j is %s', async (status, body, code) => {
    expect((await trouble(read({ 'GET /v1/cluster/policy': { status, body } }))).code).toBe(code);
  });

  it('406 of the sink is an unsupported cluster, not a missing sink', async () => {
    const error = await trouble(
      read({
        [`GET ${SINK}`]: {
          status: 406,
          body: { error_code: 'db_conns_auditing_unsupported_by_capability', message: 'old' },
        },
      }),
    );
    expect(error).toMatchObject({ code: 'AF306', vendorCode: 'db_conns_auditing_unsupported_by_capability' });
  });
});
