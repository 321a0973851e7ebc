import { describe, expect, test } from 'vitest';
import { ADMIN, FORM, openCluster, READER } from './couchbase-cluster-under-test.ts';

const UUID = 'c0a8fe5d3e1b4f6a9c7d2e8b5a4f3c21';
const withRole = (version: string, ...roles: string[]) =>
  openCluster((state) => {
    state.version = version;
    state.credentials.push({
      username: 'subject',
      password: 'p:w',
      domain: 'external',
      roles,
      passwordExpired: false,
      exceededLimits: [],
    });
  });
const SUBJECT = { login: 'subject:p:w' };

describe('login', () => {
  test.each([
    ['no login', null],
    ['a wrong password', 'Administrator:wrong'],
    ['an unknown user', 'nobody:sandbox-couchbase-password'],
    ['another case', 'administrator:sandbox-couchbase-password'],
    ['no colon', 'Administrator'],
  ])('%s gets an empty 401 with the realm', (_, login) => {
    expect(openCluster().get('/settings/audit', { login })).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Basic realm="Couchbase Server Admin / REST"' },
      body: '',
    });
  });

  test.each(['Bearer abc', 'Basic', 'Basic !!!', 'Basic QWRt,QWRt'])('Authorization "%s" gets 401', (authorization) => {
    expect(openCluster().get('/pools', { login: null, headers: { authorization } }).status).toBe(401);
  });

  test('a login whose base64 lacks its padding gets 401', () => {
    const whole = `Basic ${Buffer.from(ADMIN).toString('base64')}`;
    expect(whole.endsWith('=')).toBe(true);
    const answer = (authorization: string) => openCluster().get('/pools', { login: null, headers: { authorization } });
    expect(answer(whole).status).toBe(200);
    expect(answer(whole.replace(/=+$/, '')).status).toBe(401);
  });

  test('a colon belongs to the password', () => {
    expect(withRole('7.6', 'admin').get('/settings/audit', SUBJECT).status).toBe(200);
  });

  test('a login without roles gets 401, but for /whoami', () => {
    const { get, post } = withRole('7.6');
    expect(get('/settings/audit', SUBJECT).status).toBe(401);
    expect(get('/pools', SUBJECT).status).toBe(401);
    expect(post('rotateSize=1', SUBJECT).status).toBe(401);
    expect(get('/whoami', SUBJECT)).toMatchObject({
      status: 200,
      body: { id: 'subject', domain: 'external', roles: [] },
    });
  });

  test('an expired password gets 403 and says so', () => {
    const { get } = openCluster((state) => {
      state.credentials[0]!.passwordExpired = true;
    });
    expect(get('/settings/audit')).toMatchObject({
      status: 403,
      body: { message: 'Password expired', passwordExpired: true },
    });
    expect(get('/settings/audit', { login: 'Administrator:wrong' }).status).toBe(401);
  });

  test('an unreachable login service gives 503 to external users only', () => {
    const { get, edit } = withRole('7.6', 'admin');
    edit((state) => {
      state.externalLogin = 'down';
    });
    expect(get('/pools', SUBJECT)).toMatchObject({
      status: 503,
      body: '"Temporary error occurred. Please try again later."',
    });
    expect(get('/pools', { login: READER }).status).toBe(200);
    expect(get('/pools', { login: ADMIN }).status).toBe(200);
  });

  test.each([
    ['7.0', 200],
    ['7.1', 429],
    ['7.2.3', 429],
    ['7.6', 200],
  ])('passed user limits in %s answer %i', (version, status) => {
    const { get, edit } = withRole(version, 'admin');
    edit((state) => {
      state.credentials.at(-1)!.exceededLimits = ['num_concurrent_requests'];
    });
    const reply = get('/pools', SUBJECT);
    expect(reply.status).toBe(status);
    if (status === 429) expect(reply.body).toBe('Limit(s) exceeded [num_concurrent_requests]');
  });
});

describe('roles', () => {
  test.each([
    ['6.6', 'admin', true, true],
    ['6.6', 'security_admin', true, true],
    ['6.6', 'ro_admin', true, false],
    ['6.6', 'security_admin_local', false, false],
    ['7.0', 'security_admin_local', true, true],
    ['7.6', 'security_admin_local', true, true],
    ['7.6', 'security_admin_external', true, true],
    ['7.6', 'ro_admin', true, false],
    ['7.6', 'security_admin', false, false],
    ['7.6', 'cluster_admin', false, false],
    ['8.0', 'admin', true, true],
    ['8.0', 'security_admin', true, true],
    ['8.0', 'ro_security_admin', true, false],
    ['8.0', 'ro_admin', false, false],
    ['8.0', 'security_admin_local', false, false],
  ])('in %s %s may read: %s, write: %s', (version, role, reads, writes) => {
    const { get, post, state } = withRole(version, role);
    expect(get('/settings/audit', SUBJECT).status).toBe(reads ? 200 : 403);
    expect(get('/settings/audit/descriptors', SUBJECT).status).toBe(reads ? 200 : 403);
    expect(post('rotateInterval=900', SUBJECT).status).toBe(writes ? 200 : 403);
    expect(post('rotateInterval=900', { ...SUBJECT, query: '?just_validate=1' }).status).toBe(writes ? 200 : 403);
    expect(state().log.length).toBe(writes ? 1 : 0);
  });

  test.each([
    ['GET', 'cluster.admin.security!read'],
    ['POST', 'cluster.admin.security!write'],
  ])('a 403 for %s names %s', (method, permission) => {
    const headers = { 'content-type': FORM };
    expect(
      withRole('7.6', 'data_reader').call(method, '/settings/audit', { ...SUBJECT, headers, body: 'x' }),
    ).toMatchObject({
      status: 403,
      body: { message: 'Forbidden. User needs the following permissions', permissions: [permission] },
    });
  });

  test.each(['6.6', '7.0', '7.6', '8.0'])('the reader of the environment may read and not write in %s', (version) => {
    const { get, post } = withRole(version);
    expect(get('/settings/audit', { login: READER }).status).toBe(200);
    expect(post('rotateInterval=900', { login: READER }).status).toBe(403);
  });

  test.each([
    ['admins', 403],
    ['readers', 200],
  ] as const)('with statsExport "%s" a reader of the settings gets %i from /metrics', (statsExport, status) => {
    const { get, edit } = openCluster();
    edit((state) => {
      state.quirks.statsExport = statsExport;
    });
    expect(get('/metrics', { login: READER }).status).toBe(status);
    expect(get('/metrics').status).toBe(200);
  });
});

describe('before the settings are looked at', () => {
  test('another cluster uuid gives 404 before the login is checked', () => {
    const { get, post, state } = openCluster();
    const other = '?uuid=00000000000000000000000000000000';
    const expected = { status: 404, body: 'Cluster uuid does not match the requested.' };
    expect(get(`/settings/audit${other}`, { login: 'no:body' })).toMatchObject(expected);
    expect(get('/pools?uuid=')).toMatchObject(expected);
    expect(post('rotateSize=1', { query: other })).toMatchObject(expected);
    expect(state().log).toEqual([]);
    expect(post('rotateSize=1', { query: `?just_validate=0;uuid=${UUID}` }).status).toBe(200);
  });

  test.each([
    ['GET', '/settings/audit'],
    ['POST', '/settings/audit'],
    ['GET', '/settings/audit/descriptors'],
    ['GET', '/settings/audit/nonFilterableDescriptors'],
  ])('Community Edition refuses %s %s after the login', (method, path) => {
    const { call, get } = openCluster((state) => {
      state.enterprise = false;
    });
    expect(call(method, path)).toMatchObject({
      status: 400,
      headers: { 'X-enterprise-edition-needed': '1' },
      body: 'This http API endpoint requires enterprise edition',
    });
    expect(call(method, path, { login: null }).status).toBe(401);
    expect(get('/pools').body).toMatchObject({ isEnterprise: false });
  });

  test.each([
    ['GET', '/settings/audits', 404, 'Requested resource not found.'],
    ['POST', '/settings/audit/descriptors', 404, 'Requested resource not found.'],
    ['PUT', '/settings/audit', 404, 'Object Not Found'],
    ['PATCH', '/settings/audit', 404, 'Object Not Found'],
    ['DELETE', '/settings/audit', 404, 'Object Not Found'],
    ['OPTIONS', '/settings/audit', 405, 'Method Not Allowed'],
  ])('%s %s gives %i "%s"', (method, path, status, body) => {
    expect(openCluster().call(method, path)).toMatchObject({ status, body });
  });

  test.each(['//settings///audit', '/settings/audit/', '/settings/%61udit'])('%s is the audit URL too', (path) => {
    expect(openCluster().get(path).body).toHaveProperty('auditdEnabled');
  });

  test.each([
    ['clusterMembership', 'inactiveFailed'],
    ['status', 'unhealthy'],
  ])('a node whose %s is %s answers 503, and the others go on', (member, value) => {
    const { get, edit } = openCluster();
    edit((state) => {
      Object.assign(state.nodes[1]!, { [member]: value });
    });
    expect(get('/settings/audit', { node: 1 })).toMatchObject({
      status: 503,
      body: 'Service is temporarily unavailable',
    });
    expect(get('/settings/audit', { node: 0 }).status).toBe(200);
  });
});

describe('a node that was never set up', () => {
  const fresh = (unprovisionedLogin: 'accept' | 'refuse') =>
    openCluster((state) => {
      state.uuid = null;
      state.nodes = state.nodes.slice(0, 1);
      state.credentials = [];
      state.quirks.unprovisionedLogin = unprovisionedLogin;
    });

  test('shows an empty array as its uuid and no pool', () => {
    const { get } = fresh('accept');
    expect(get('/pools', { login: null }).body).toMatchObject({ uuid: [] });
    expect(get('/pools/default', { login: null })).toMatchObject({ status: 404, body: '"unknown pool"' });
  });

  test('takes anonymous writes, unless they name a cluster', () => {
    const { post } = fresh('accept');
    expect(post('rotateSize=1', { login: null }).status).toBe(200);
    expect(post('rotateSize=1', { login: null, query: `?uuid=${UUID}` }).status).toBe(404);
  });

  test.each([
    ['accept', 200],
    ['refuse', 401],
  ] as const)('with quirk "%s" answers an unknowable login with %i', (quirk, status) => {
    expect(fresh(quirk).get('/pools').status).toBe(status);
  });
});
