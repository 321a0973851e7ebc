import { describe, expect, it } from 'vitest';
import { defaultRedisEnterpriseState } from '../../src/sandbox/vendors/redis-enterprise/index.ts';
import { basic, ORIGINS, POLICY, redisSandbox, refused, SINK, START, TCP } from './redis-enterprise-sandbox.ts';

describe('login', () => {
  it('wants Basic credentials, and answers a bare 401 to anything else', async () => {
    const sandbox = redisSandbox();
    const user = sandbox.simulator.environment.REDIS_ENTERPRISE_USERNAME ?? '';
    for (const authorization of [
      undefined,
      '',
      'Basic',
      'Basic !!!',
      basic(user, 'wrong'),
      basic('no@example.com', 'x'),
    ]) {
      const { status, body, headers } = await sandbox.call('GET', '/v1/cluster', { headers: { authorization } });
      expect([status, body]).toEqual([401, '']);
      expect(headers?.['www-authenticate']).toContain('Basic');
    }
  });

  it('takes a password that holds a colon', async () => {
    const sandbox = redisSandbox();
    expect((await sandbox.call('GET', '/v1/cluster', { as: sandbox.user('db_viewer') })).status).toBe(200);
  });

  it('locks an account for 30 minutes after five failures in 15 minutes, and then refuses the right password', async () => {
    const sandbox = redisSandbox();
    const as = sandbox.user('db_viewer');
    for (let count = 0; count < 4; count += 1) await sandbox.call('GET', '/v1/cluster', { as: [as[0], 'wrong'] });
    expect(sandbox.state().credentials.at(-1)?.failures).toHaveLength(4);
    await sandbox.call('GET', '/v1/cluster', { as: [as[0], 'wrong'] });
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(401);
    sandbox.wait(1_799_999);
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(401);
    sandbox.wait(1);
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(200);
  });

  it('forgets failures after 15 minutes, and after a success', async () => {
    const sandbox = redisSandbox();
    const as = sandbox.user('db_viewer');
    const failures = async (times: number) => {
      for (let count = 0; count < times; count += 1) await sandbox.call('GET', '/v1/cluster', { as: [as[0], 'wrong'] });
    };
    await failures(4);
    sandbox.wait(900_000);
    await failures(4);
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(200);
    await failures(4);
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(200);
  });

  it('locks until an admin acts when the duration is 0, and never when the threshold is 0', async () => {
    const sandbox = redisSandbox();
    const as = sandbox.user('db_viewer');
    const wrong = () => sandbox.call('GET', '/v1/cluster', { as: [as[0], 'wrong'] });
    await sandbox.call('PUT', POLICY, { body: { login_lockout_duration: 0, login_lockout_threshold: 1 } });
    await wrong();
    sandbox.wait(86_400_000);
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(401);
    sandbox.change((state) => {
      for (const user of state.credentials) user.lock = null;
      state.policy.login_lockout_threshold = 0;
    });
    for (let count = 0; count < 9; count += 1) await wrong();
    expect((await sandbox.call('GET', '/v1/cluster', { as })).status).toBe(200);
  });

  it('refuses Basic altogether when 8.2 is told so, but not before 8.2', async () => {
    const sandbox = redisSandbox();
    sandbox.change(({ cluster }) => {
      cluster.control_plane_basic_authentication = false;
    });
    expect((await sandbox.call('GET', '/v1/cluster')).status).toBe(401);
    sandbox.versions('8.0.10-64');
    expect((await sandbox.call('GET', '/v1/cluster')).status).toBe(200);
  });
});

describe('tokens', () => {
  const token = async (sandbox: ReturnType<typeof redisSandbox>, body?: unknown) =>
    String((await sandbox.call('POST', '/v1/users/authorize', body === undefined ? {} : { body })).json.access_token);
  const reach = async (sandbox: ReturnType<typeof redisSandbox>, authorization: string) =>
    (await sandbox.call('GET', '/v1/cluster', { headers: { authorization } })).status;

  it('live 300 seconds unless ttl says otherwise', async () => {
    const sandbox = redisSandbox();
    const [short, long] = [await token(sandbox), await token(sandbox, { ttl: 600 })];
    sandbox.wait(299_999);
    expect(await reach(sandbox, `JWT ${short}`)).toBe(200);
    sandbox.wait(1);
    expect([await reach(sandbox, `JWT ${short}`), await reach(sandbox, `Bearer ${long}`)]).toEqual([401, 200]);
  });

  it('are refused under the word that jwtScheme does not name', async () => {
    const sandbox = redisSandbox();
    const given = await token(sandbox);
    sandbox.quirk('jwtScheme', 'Bearer');
    expect([await reach(sandbox, `JWT ${given}`), await reach(sandbox, `bearer ${given}`)]).toEqual([401, 200]);
  });

  it('are not given for a ttl outside 1 to 86400, other members, a wrong password or another token', async () => {
    const sandbox = redisSandbox();
    const ask = async (body: unknown) => (await sandbox.call('POST', '/v1/users/authorize', { body })).status;
    expect(await Promise.all([{ ttl: 0 }, { ttl: 86_401 }, { ttl: '9' }, { username: 'a' }].map(ask))).toEqual([
      400, 400, 400, 400,
    ]);
    const login = async (authorization: string) =>
      (await sandbox.call('POST', '/v1/users/authorize', { headers: { authorization } })).status;
    expect(await login(basic('admin@example.com', 'wrong'))).toBe(401);
    expect(await login(`JWT ${await token(sandbox)}`)).toBe(401);
  });

  it('want the password in the body before 7.8', async () => {
    const sandbox = redisSandbox();
    sandbox.versions('7.4.6-22');
    const [username, password] = sandbox.user('db_viewer');
    const ask = (body: unknown) =>
      sandbox.call('POST', '/v1/users/authorize', { body, headers: { authorization: undefined } });
    expect(await reach(sandbox, `JWT ${(await ask({ username, password })).json.access_token}`)).toBe(200);
    expect((await ask({ username, password: 'wrong' })).status).toBe(401);
    expect((await ask({})).status).toBe(400);
  });
});

describe('headers', () => {
  it('wants Accept: application/json; a wildcard only when acceptHeader says so', async () => {
    const sandbox = redisSandbox();
    const get = async (accept: string | undefined) =>
      (await sandbox.call('GET', '/v1/cluster', { headers: { accept } })).status;
    const all = async () => [
      await get(undefined),
      await get('*/*'),
      await get('text/html'),
      await get('text/html, application/json;q=0.5'),
    ];
    expect(await all()).toEqual([400, 400, 400, 200]);
    sandbox.quirk('acceptHeader', 'wildcard');
    expect(await all()).toEqual([200, 200, 400, 200]);
  });

  it('wants Content-Type: application/json on PUT', async () => {
    const sandbox = redisSandbox();
    const put = async (type: string | undefined) =>
      (await sandbox.call('PUT', SINK, { body: TCP, headers: { 'content-type': type } })).status;
    expect([await put(undefined), await put('text/plain'), await put('application/jsonx')]).toEqual([400, 400, 400]);
    expect(await put('application/json; charset=utf-8')).toBe(200);
  });

  it('refuses a body that is no JSON object', async () => {
    for (const raw of ['', '{', '[]', 'null', '"x"', Buffer.from([0x7b, 0xff, 0x7d])]) {
      expect(refused(await redisSandbox().call('PUT', SINK, { raw }))).toBe('400 invalid_schema');
    }
  });

  it('answers 505 to an x-api-version header', async () => {
    expect((await redisSandbox().call('GET', '/v1/cluster', { headers: { 'x-api-version': '1' } })).status).toBe(505);
  });

  it('sends a cluster-state-id that changes with the configuration only', async () => {
    const sandbox = redisSandbox();
    const id = async () => (await sandbox.call('GET', '/v1/cluster')).headers?.['cluster-state-id'];
    const before = await id();
    expect(await id()).toBe(before);
    await sandbox.call('PUT', SINK, { body: TCP });
    expect(await id()).not.toBe(before);
  });
});

describe('nodes', () => {
  it('answers 307 with the path and query on the primary, before any login', async () => {
    const options = { listener: 1, headers: { authorization: undefined } };
    const answer = await redisSandbox().call('GET', '/v1/bdbs?fields=uid,name', options);
    expect([answer.status, answer.headers?.location]).toEqual([307, `${ORIGINS[0]}/v1/bdbs?fields=uid,name`]);
    expect((await redisSandbox().call('PUT', SINK, { body: TCP, listener: 1 })).status).toBe(307);
  });

  it('points a redirect at redirectOrigin when there is one', async () => {
    const sandbox = redisSandbox();
    sandbox.quirk('redirectOrigin', 'https://10.0.0.1:9443');
    const { headers } = await sandbox.call('GET', '/v1/cluster', { listener: 1 });
    expect(headers?.location).toBe('https://10.0.0.1:9443/v1/cluster');
  });

  it('forwards to the primary when handle_redirects is on', async () => {
    const sandbox = redisSandbox();
    sandbox.change(({ cluster }) => {
      cluster.handle_redirects = true;
    });
    expect((await sandbox.call('PUT', SINK, { body: TCP, listener: 1 })).status).toBe(200);
  });

  it('redirects from the first node when the second is primary', async () => {
    const sandbox = redisSandbox();
    sandbox.change(({ nodes }) => {
      for (const node of nodes) node.role = node.uid === 2 ? 'master' : 'slave';
    });
    const { headers } = await sandbox.call('GET', '/v1/cluster');
    expect(headers?.location).toBe(`${ORIGINS[1]}/v1/cluster`);
    expect((await sandbox.call('GET', '/v1/cluster', { listener: 1 })).status).toBe(200);
  });

  it('answers 503 while a node does not respond, and when there is no second node', async () => {
    const sandbox = redisSandbox();
    sandbox.change(({ nodes }) => {
      for (const node of nodes) node.responding = node.uid === 2;
    });
    expect((await sandbox.call('GET', '/v1/cluster')).status).toBe(503);
    sandbox.change((state) => {
      state.nodes = state.nodes.slice(0, 1);
    });
    expect((await sandbox.call('GET', '/v1/cluster', { listener: 1 })).status).toBe(503);
  });
});

describe('roles', () => {
  it('lets every role but none read', async () => {
    for (const role of ['cluster_member', 'cluster_viewer', 'db_member', 'db_viewer', 'none'] as const) {
      const sandbox = redisSandbox();
      const as = sandbox.user(role);
      for (const path of [
        SINK,
        POLICY,
        '/v1/bdbs?fields=uid',
        '/v1/bdbs/1?fields=uid',
        '/v1/nodes',
        '/v1/cluster',
        '/v1/license',
        '/v1/crdbs',
      ]) {
        expect((await sandbox.call('GET', path, { as })).status, `${role} ${path}`).toBe(role === 'none' ? 403 : 200);
      }
    }
  });

  it('lets only admin change the sink and the policy, also not cluster_member', async () => {
    for (const role of ['cluster_member', 'cluster_viewer', 'db_member', 'db_viewer', 'none'] as const) {
      const sandbox = redisSandbox();
      const as = sandbox.user(role);
      expect((await sandbox.call('PUT', SINK, { as, body: TCP })).status).toBe(403);
      expect((await sandbox.call('DELETE', SINK, { as })).status).toBe(403);
      expect((await sandbox.call('PUT', POLICY, { as, body: { db_conns_auditing: true } })).status).toBe(403);
      expect(sandbox.state().log).toEqual([]);
    }
  });

  it('lets admin, cluster_member and db_member change databases', async () => {
    const expected = { cluster_member: 200, cluster_viewer: 403, db_member: 200, db_viewer: 403, none: 403 } as const;
    for (const [role, status] of Object.entries(expected)) {
      const sandbox = redisSandbox();
      const as = sandbox.user(role as keyof typeof expected);
      expect((await sandbox.call('PUT', '/v1/bdbs/2', { as, body: { db_conns_auditing: true } })).status).toBe(status);
    }
  });
});

describe('paths', () => {
  it('answers 404 to unknown paths and 405 to other methods, without a body', async () => {
    const sandbox = redisSandbox();
    for (const path of [
      '/',
      '/v1',
      '/v1/bdb/1',
      '/v1/bdbs/',
      '/v1/bdbs/x',
      '/v2/bdbs',
      '/v1/__proto__',
      '/v1/bdbs/99',
    ]) {
      const { status, body } = await sandbox.call('GET', path);
      expect([status, body], path).toEqual([404, '']);
    }
    expect((await sandbox.call('POST', POLICY, { body: {} })).status).toBe(405);
    expect((await sandbox.call('GET', '/v1/bdbs/1/flush')).status).toBe(405);
  });

  it('refuses and records writes that no audit client may try, also without a login', async () => {
    const sandbox = redisSandbox();
    const tries = [
      'PUT /v1/bdbs/1/flush',
      'PUT /v1/bdbs/1/reset_admin_pass',
      'POST /v1/bdbs',
      'DELETE /v1/bdbs/1',
      'PUT /v1/cluster',
      'PATCH /v1/crdbs/x',
      'PUT /v1/bdb/1',
    ];
    for (const attempt of tries) {
      const [method = '', path = ''] = attempt.split(' ');
      expect((await sandbox.call(method, path, { body: {} })).status, attempt).toBeGreaterThanOrEqual(404);
    }
    await sandbox.call('DELETE', '/v1/bdbs/2', { headers: { authorization: undefined } });
    expect(sandbox.state().forbidden).toEqual([...tries, 'DELETE /v1/bdbs/2']);
    expect(sandbox.state().databases).toHaveLength(5);
  });
});

describe('state', () => {
  it('is plain JSON, private, and comes back from restore as it was', () => {
    const { simulator, state } = redisSandbox();
    const first = state();
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    first.databases = [];
    expect(state()).toEqual(defaultRedisEnterpriseState(START));
    simulator.restore(first);
    first.leaks = 7;
    expect([state().databases, state().leaks]).toEqual([[], 0]);
  });

  it('is refused with a TypeError when its form is wrong', () => {
    const { simulator, state } = redisSandbox();
    const without = (key: string) => Object.fromEntries(Object.entries(state()).filter(([name]) => name !== key));
    const change = { actionUid: 'x', dueAt: 0, fails: false, auditSettings: state().databases[0]?.auditSettings };
    const wrong: unknown[] = [
      null,
      [],
      'x',
      without('quirks'),
      { ...state(), more: 1 },
      { ...state(), quirks: { ...state().quirks, unsetSink: 'other' } },
      { ...state(), quirks: { ...state().quirks, misspelt: true } },
      { ...state(), databases: [{ uid: 1 }] },
      { ...state(), databases: [state().databases[0], state().databases[0]] },
      { ...state(), databases: [{ ...state().databases[0], change }] },
      { ...state(), databases: [{ ...state().databases[0], change, status: 'active-change-pending' }] },
      { ...state(), nodes: state().nodes.map((node) => ({ ...node, role: 'slave' })) },
      { ...state(), leaks: -1 },
      { ...state(), sink: {} },
    ];
    for (const value of wrong) expect(() => simulator.restore(value)).toThrow(TypeError);
    expect(state()).toEqual(defaultRedisEnterpriseState(START));
  });

  it('lets two databases share a name', async () => {
    const sandbox = redisSandbox();
    sandbox.editDatabase(2, { name: 'orders' });
    const { body } = await sandbox.call('GET', '/v1/bdbs?fields=uid,name');
    expect(body).toContainEqual({ uid: 1, name: 'orders' });
    expect(body).toContainEqual({ uid: 2, name: 'orders' });
  });

  it('gives credentials that work, of an admin and a viewer', async () => {
    const sandbox = redisSandbox();
    const { REDIS_ENTERPRISE_VIEWER_USERNAME: name = '', REDIS_ENTERPRISE_VIEWER_PASSWORD: word = '' } =
      sandbox.simulator.environment;
    expect(sandbox.simulator.environment.REDIS_ENTERPRISE_USERNAME).toBe('admin@example.com');
    expect((await sandbox.call('GET', SINK, { as: [name, word] })).status).toBe(200);
    expect((await sandbox.call('PUT', SINK, { as: [name, word], body: TCP })).status).toBe(403);
  });
});
