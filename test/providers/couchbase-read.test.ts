import { describe, expect, it } from 'vitest';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import {
  desired,
  descriptors,
  endpoint,
  fake,
  node,
  pool,
  pools,
  release,
  type Route,
  settings,
  trouble,
  uuid,
} from './couchbase-fake.ts';

const read = (routes: Record<string, Route> = {}, spec = {}, target = {}) =>
  fake(routes).session.read(desired(spec, target));
const audit = (more: object, without: readonly string[] = []): Record<string, Route> => {
  const body = Object.fromEntries(Object.entries({ ...settings, ...more }).filter(([name]) => !without.includes(name)));
  return { 'GET /settings/audit': { body } };
};

describe('the cluster', () => {
  it('is told by the uuid of GET /pools, compared without case', async () => {
    const live = await read({}, {}, { uuid: uuid.toLowerCase() });
    expect(live.identity).toBe(`couchbase/${uuid.toLowerCase()}`);
    expect(live.presence).toBe('present');
  });

  it('with another uuid than the manifest names is AF308, before anything else is asked', async () => {
    const { session, calls } = fake();
    expect((await trouble(session.read(desired({}, { uuid: 'f'.repeat(32) })))).code).toBe('AF308');
    expect(calls()).toEqual(['cb1 GET /pools']);
  });

  it('that is not set up has an empty list for uuid: AF306', async () => {
    expect((await trouble(read({ 'GET /pools': { body: { uuid: [], isEnterprise: true } } }))).code).toBe('AF306');
  });

  it('answers unknown pool before set-up: AF306', async () => {
    expect((await trouble(read({ 'GET /pools/default': { status: 404, body: '"unknown pool"' } }))).code).toBe('AF306');
  });

  it('of Community Edition is AF306, by GET /pools or by the header of the audit call', async () => {
    expect((await trouble(read({ 'GET /pools': pools('7.6.2', { isEnterprise: false }) }))).code).toBe('AF306');
    const refusal = {
      status: 400,
      headers: { 'x-enterprise-edition-needed': '1' },
      body: 'This http API endpoint requires enterprise edition',
    };
    expect((await trouble(read({ 'GET /settings/audit': refusal }))).code).toBe('AF306');
  });

  it.each([undefined, 'abc', 12, null])('with uuid %s is AF304', async (odd) => {
    expect((await trouble(read({ 'GET /pools': { body: { uuid: odd, isEnterprise: true } } }))).code).toBe('AF304');
  });

  it('that does not tell its edition is judged by the audit calls, or by the name of its release', async () => {
    expect((await read({ 'GET /pools': { body: { uuid } } })).presence).toBe('present');
    const community = { body: { uuid, implementationVersion: '7.6.2-3721-community' } };
    expect((await trouble(read({ 'GET /pools': community }))).code).toBe('AF306');
  });

  it.each([
    [403, 'This http API endpoint requires enterprise edition'],
    [404, '"not supported in community edition"'],
    [400, 'Auditing is an Enterprise Edition feature'],
  ])('of Community Edition is AF306 whatever the status: %i', async (status, body) => {
    expect((await trouble(read({ 'GET /settings/audit': { status, body } }))).code).toBe('AF306');
  });

  it('that answers 404 to the audit call is pointed to the edition', async () => {
    const error = await trouble(
      read({ 'GET /settings/audit': { status: 404, body: 'Requested resource not found.' } }),
    );
    expect(error.code).toBe('AF304');
    expect(error.fix).toContain('Enterprise Edition');
  });

  it('is the same one for uuid and settings: the name of the endpoint may lead to several', async () => {
    const other = { status: 404, body: 'Cluster uuid does not match the requested.' };
    expect((await trouble(read({ 'GET /settings/audit': other }))).code).toBe('AF308');
  });

  it.each(['true', null])('with isEnterprise %s is AF304', async (odd) => {
    expect((await trouble(read({ 'GET /pools': { body: { uuid, isEnterprise: odd } } }))).code).toBe('AF304');
  });

  it('behind a node that is no active member is warned of', async () => {
    const routes = { 'GET /pools/default': pool(node('cb1', { clusterMembership: 'inactiveFailed' })) };
    expect((await read(routes)).notes.map(({ message }) => message).join()).toContain('inactiveFailed');
  });
});

describe('GET /settings/audit', () => {
  it('becomes the spelling of manifests', async () => {
    const live = await read();
    expect(live.document).toEqual({
      auditdEnabled: true,
      disabled: [8243, 8255],
      disabledUsers: ['@eventing/local', 'testuser/local'],
      logPath: '/opt/couchbase/var/lib/couchbase/logs',
      pruneAge: 0,
      rotateInterval: 7200,
      rotateSize: 524288000,
    });
    expect(live.facts).toEqual(['audit.enabled']);
    expect(live.settled).toBe(true);
    expect(live.hidden).toEqual([]);
  });

  it('ignores uid, order, repeats and unknown fields', async () => {
    const users = [...settings.disabledUsers].reverse();
    const other = await read(
      audit({ uid: '1', disabled: [8255, 8243, 8243], disabledUsers: [...users, users[0]], brandNew: {} }),
    );
    expect(other.document).toEqual((await read()).document);
    expect(other.token).toBeNull();
  });

  it('accepts users in the spelling of writes', async () => {
    expect((await read(audit({ disabledUsers: ['testuser/local', '@eventing/local'] }))).document).toEqual(
      (await read()).document,
    );
  });

  it('accepts the other spellings of the page, auditEnabled and disabledusers', async () => {
    const routes = audit({ auditEnabled: true, disabledusers: settings.disabledUsers }, [
      'auditdEnabled',
      'disabledUsers',
    ]);
    expect((await read(routes)).document).toEqual((await read()).document);
  });

  it('refuses two spellings that say different things', async () => {
    expect((await trouble(read(audit({ auditEnabled: false })))).code).toBe('AF304');
  });

  it.each(['auditdEnabled', 'disabled', 'disabledUsers', 'rotateInterval', 'rotateSize'])(
    'without %s is AF304',
    async (name) => {
      const error = await trouble(read(audit({}, [name])));
      expect(error.code).toBe('AF304');
      expect(error.message).toContain(name);
    },
  );

  it.each([
    ['auditdEnabled', 'true'],
    ['disabled', '8243'],
    ['disabled', ['8243']],
    ['disabledUsers', [{ name: 'x' }]],
    ['disabledUsers', ['x']],
    ['disabledUsers', ['x/local/']],
    ['disabledUsers', [['x', 'local']]],
    ['rotateInterval', '7200'],
    ['rotateSize', 1.5],
    ['pruneAge', null],
    ['logPath', 7],
  ])('with %s of another type is AF304', async (name, value) => {
    expect((await trouble(read(audit({ [name]: value })))).code).toBe('AF304');
  });

  it('without pruneAge keeps logs for ever: 0', async () => {
    expect((await read(audit({}, ['pruneAge']))).document?.pruneAge).toBe(0);
  });

  it('without logPath hides it, and never makes one up', async () => {
    const live = await read(audit({}, ['logPath']));
    expect(live.hidden).toEqual(['/logPath']);
    expect(live.document).not.toHaveProperty('logPath');
  });

  it('shows logPath with a trailing slash, which means nothing', async () => {
    expect((await read(audit({ logPath: '/var/log/cb/' }))).document?.logPath).toBe('/var/log/cb');
  });
});

describe('the event descriptors', () => {
  it('are read only when the manifest manages disabled', async () => {
    const without = fake();
    await without.session.read(desired({ auditdEnabled: true }));
    expect(without.calls()).toEqual([
      'cb1 GET /pools',
      `cb1 GET /settings/audit?uuid=${uuid}`,
      'cb1 GET /pools/default',
    ]);
    const ids = fake();
    await ids.session.read(desired({ disabled: [8243] }));
    expect(ids.calls()).toContain('cb1 GET /settings/audit/descriptors');
  });

  it('are read once, and again after a failure', async () => {
    const route: Route = [{ status: 500, body: '' }, { body: descriptors }];
    const { session, calls } = fake({ 'GET /settings/audit/descriptors': route });
    expect((await trouble(session.read(desired({ disabled: null })))).code).toBe('AF310');
    await session.read(desired({ disabled: null }));
    await session.read(desired({ disabled: null }));
    expect(calls().filter((call) => call.endsWith('/descriptors'))).toHaveLength(2);
  });

  it('of events that cannot be switched off are read only to explain a refusal', async () => {
    const { session, calls } = fake();
    await session.read(desired({ disabled: ['ns_server/mutate document'] }));
    expect(calls().join()).not.toContain('nonFilterable');
    await session.read(desired({ disabled: [8192] }));
    expect(calls().join()).toContain('nonFilterable');
  });

  it.each([
    { body: {} },
    { body: [{ id: '8243', name: 'x', module: 'y' }] },
    { body: [{ id: 8243, module: 'y' }] },
    { body: [descriptors[0], descriptors[0]] },
  ])('of another shape are AF304', async (reply) => {
    expect((await trouble(read({ 'GET /settings/audit/descriptors': reply }, { disabled: [] }))).code).toBe('AF304');
  });
});

describe('the connection', () => {
  it('logs in with user name and password in UTF-8', async () => {
    const { logins, session } = fake();
    await session.read(desired());
    const login = logins.get(endpoint)![0]!;
    const sent = { method: 'GET', url: new URL(endpoint), headers: {}, body: '' };
    const { authorization } = await login.authenticate(sent, 'read');
    expect(Buffer.from(authorization!.slice('Basic '.length), 'base64').toString()).toBe('reader:pässword:1');
  });

  it('without credentials or endpoint is AF216', async () => {
    const { logins } = fake({}, { credentials: {} });
    const sent = { method: 'GET', url: new URL(endpoint), headers: {}, body: '' };
    expect((await trouble(Promise.resolve(logins.get(endpoint)![0]!.authenticate(sent, 'read')))).code).toBe('AF216');
    expect(() => fake({}, { endpoint: null })).toThrow(expect.objectContaining({ code: 'AF216' }));
  });

  it('identifies a target offline by uuid, else by endpoint', () => {
    const connection = { endpoint: `${endpoint}/`, name: 'x' } as Parameters<typeof couchbaseProvider.identity>[1];
    expect(couchbaseProvider.identity({ uuid }, connection)).toBe(`couchbase/${uuid.toLowerCase()}`);
    expect(couchbaseProvider.identity({}, connection)).toBe(`couchbase/${endpoint}`);
  });

  it('reads releases of active nodes: builds from source tell none', async () => {
    expect((await read(release('0.0.0-1234'))).limits).toMatchObject({ lowest: [], highest: [] });
    const mixed = pool(
      node('cb1'),
      node('cb2', { version: '8.0.1-1-enterprise' }),
      node('cb3', { clusterMembership: 'inactiveAdded', version: '6.6.0' }),
    );
    expect((await read({ 'GET /pools/default': mixed })).limits).toMatchObject({
      lowest: [7, 6, 2],
      highest: [8, 0, 1],
    });
  });
});
