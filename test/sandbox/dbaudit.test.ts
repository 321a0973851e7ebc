import { describe, expect, it } from 'vitest';
import { createDbauditSimulator, defaultDbauditState } from '../../src/sandbox/vendors/dbaudit/index.ts';
import { BILLING, dbauditCaller, LEDGER, PRODUCTION, READER, refusal, said, START, WRITER } from './dbaudit-caller.ts';

const ENDPOINTS = [
  ['GET', '/v1/databases'],
  ['POST', '/v1/databases'],
  ['GET', PRODUCTION],
  ['PATCH', PRODUCTION],
  ['DELETE', PRODUCTION],
  ['GET', `${PRODUCTION}/status`],
  ['POST', `${PRODUCTION}/test`],
] as const;

describe('the simulator', () => {
  it('has one listener and names both keys and the fleet password in its environment', () => {
    const { simulator } = dbauditCaller();
    expect([simulator.id, simulator.listeners]).toEqual(['dbaudit', 1]);
    expect(simulator.environment).toEqual({
      DBAUDIT_API_KEY: WRITER,
      DBAUDIT_READ_API_KEY: READER,
      DBAUDIT_DATABASE_PASSWORD: 'sandbox-dbaudit-database-password',
    });
  });

  it('starts with a fleet of which one captures no queries and one is of an engine no request can name', () => {
    const { databases } = dbauditCaller().state();
    expect(databases.map(({ type, auditOptions }) => [type, auditOptions.capture_queries])).toEqual([
      ['postgresql', false],
      ['mysql', true],
      ['snowflake', true],
    ]);
  });

  it('takes its own state back, also on a clock near zero', () => {
    for (const now of [0, START]) {
      const simulator = createDbauditSimulator({ now: () => now, settleMs: 1 });
      simulator.restore(simulator.state());
      expect(simulator.state()).toEqual(defaultDbauditState(now));
    }
  });

  it('gives out copies of its state', () => {
    const caller = dbauditCaller();
    caller.state().databases.length = 0;
    expect(caller.state().databases).toHaveLength(3);
  });

  it.each([
    ['not an object', () => null],
    ['a missing member', ({ log, ...state }: ReturnType<typeof defaultDbauditState>) => state],
    [
      'an unknown quirk',
      (state: ReturnType<typeof defaultDbauditState>) => ({ ...state, quirks: { ...state.quirks, typo: 1 } }),
    ],
    [
      'a value a quirk does not have',
      (state: ReturnType<typeof defaultDbauditState>) => ({ ...state, quirks: { ...state.quirks, postStatus: 204 } }),
    ],
    [
      'a port in text',
      (state: ReturnType<typeof defaultDbauditState>) => ({
        ...state,
        databases: [{ ...state.databases[0], port: '5432' }],
      }),
    ],
    [
      'two objects of one id',
      (state: ReturnType<typeof defaultDbauditState>) => ({
        ...state,
        databases: [state.databases[0], state.databases[0]],
      }),
    ],
  ])('refuses to restore %s', (_, change) => {
    const caller = dbauditCaller();
    expect(() => caller.simulator.restore(change(caller.state()))).toThrow(TypeError);
    expect(caller.state()).toEqual(dbauditCaller().state());
  });

  it('answers an impossible state with 500 in the error form', async () => {
    // The second question for the time gets no time at all.
    const simulator = createDbauditSimulator({ now: firstThen(START, Number.NaN), settleMs: 1 });
    const { status, body } = await simulator.handle({
      method: 'GET',
      path: PRODUCTION,
      rawQuery: '',
      query: new URLSearchParams(),
      headers: { authorization: `Bearer ${WRITER}` },
      body: Buffer.alloc(0),
      listener: 0,
    });
    expect({ status, body }).toEqual({
      status: 500,
      body: { error: { code: 'internal_error', message: 'Internal server error.' } },
    });
  });
});

function firstThen(first: number, later: number): () => number {
  let asked = 0;
  return () => (asked++ === 0 ? first : later);
}

describe('authentication', () => {
  it.each(ENDPOINTS)('%s %s needs a key', async (method, path) => {
    const answer = await dbauditCaller().call(method, path, { headers: { authorization: undefined } });
    expect(refusal(answer)).toBe('401 unauthorized');
    expect(answer.headers).toEqual({ 'www-authenticate': 'Bearer' });
  });

  it.each([
    `bearer ${WRITER}`,
    WRITER,
    `Bearer  ${WRITER}`,
    `Bearer ${WRITER}x`,
    `Basic ${WRITER}`,
    `Bearer ${WRITER}, Bearer ${WRITER}`,
    'Bearer ',
  ])('refuses the header %s', async (authorization) => {
    expect(said(await dbauditCaller().get('/v1/databases', { headers: { authorization } }))).toBe(
      '401 Invalid API key.',
    );
  });

  it.each(ENDPOINTS)('%s %s needs its scope, and neither scope implies the other', async (method, path) => {
    const caller = dbauditCaller();
    caller.edit((state) => {
      state.credentials[0]!.scopes = ['write:databases', 'write:policies'];
    });
    const [scope, key] = method === 'GET' ? ['read:databases', WRITER] : ['write:databases', READER];
    expect(said(await caller.call(method, path, { key }))).toBe(`403 Missing scope ${scope}.`);
    expect(caller.state().databases).toEqual(dbauditCaller().state().databases);
  });

  it('lets the read key read', async () => {
    const caller = dbauditCaller();
    for (const path of ['/v1/databases', PRODUCTION, `${PRODUCTION}/status`]) {
      expect((await caller.get(path, { key: READER })).status).toBe(200);
    }
  });
});

describe('a key confined to ids', () => {
  const confined = (...visibleIds: string[]) => {
    const caller = dbauditCaller();
    caller.edit((state) => {
      state.credentials[0]!.visibleIds = visibleIds;
    });
    return caller;
  };

  it('lists and counts what its wildcards match only', async () => {
    const { body } = await confined('db_a*', '*789').get('/v1/databases');
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['db_abc123', 'db_fed789']);
    expect(body.pagination.total).toBe(2);
  });

  it('takes everything but the star literally, and matches whole ids', async () => {
    for (const pattern of ['db.abc123', 'abc123', 'db_abc12', '[d]b_abc123']) {
      expect((await confined(pattern).get(PRODUCTION)).status).toBe(404);
    }
  });

  it.each(ENDPOINTS.slice(2))('%s %s of another id is 404', async (method, path) => {
    expect(
      refusal(await confined('db_def*').call(method, path, { body: method === 'PATCH' ? { name: 'x' } : undefined })),
    ).toBe('404 not_found');
  });

  it('still collides with what it cannot see', async () => {
    const twin = { host: 'prod-db.example.com', database: 'myapp' };
    expect(refusal(await confined('db_def*').create(twin))).toBe('409 conflict');
  });
});

describe('paths and methods', () => {
  it.each([
    '/',
    '/databases',
    '/v1',
    '/v1/',
    '/v2/databases',
    '/v1/databases/',
    `${PRODUCTION}/`,
    `${PRODUCTION}/stats`,
    `${PRODUCTION}/test/x`,
    '/v1/policies',
  ])('there is no %s', async (path) => {
    expect(said(await dbauditCaller().get(path))).toBe('404 Not found.');
  });

  it.each([
    ['DELETE', '/v1/databases', 'GET, POST'],
    ['PUT', PRODUCTION, 'GET, PATCH, DELETE'],
    ['POST', `${PRODUCTION}/status`, 'GET'],
    ['GET', `${PRODUCTION}/test`, 'POST'],
  ])('%s %s is 405 and names the methods', async (method, path, allow) => {
    const answer = await dbauditCaller().call(method, path);
    expect(refusal(answer)).toBe('405 method_not_allowed');
    expect(answer.headers.Allow).toBe(allow);
  });

  it.each(['db_nothere', 'constructor', '%E0%A4%A', '__proto__'])('the id %s is 404', async (id) => {
    expect(said(await dbauditCaller().get(`/v1/databases/${id}`))).toBe(
      '404 Database connection with the specified ID does not exist.',
    );
  });

  it.each(ENDPOINTS.slice(1))('%s %s takes no query', async (method, path) => {
    const body = method === 'PATCH' ? { name: 'x' } : path === '/v1/databases' ? LEDGER : undefined;
    expect(refusal(await dbauditCaller().call(method, `${path}?force=true`, { body }))).toBe('400 invalid_request');
  });

  it.each(ENDPOINTS.filter(([method, path]) => method !== 'PATCH' && path !== '/v1/databases'))(
    '%s %s takes no body',
    async (method, path) => {
      const caller = dbauditCaller();
      expect(refusal(await caller.call(method, path, { body: {} }))).toBe('400 invalid_request');
      expect(caller.state().databases).toHaveLength(3);
    },
  );
});

describe('request bodies', () => {
  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/merge-patch+json',
    'application/json; charset=latin1',
  ])('of type %s are refused', async (type) => {
    const answer = await dbauditCaller().patch(PRODUCTION, { name: 'x' }, { headers: { 'content-type': type } });
    expect(refusal(answer)).toBe('400 invalid_request');
  });

  it('may name utf-8', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await dbauditCaller().patch(PRODUCTION, { name: 'x' }, { headers })).status).toBe(200);
  });

  it.each(['', '{', '[]', 'null', '"x"', '7', '{"name":"x"}}', Buffer.from([0x7b, 0xff, 0x7d])])(
    '%j is refused',
    async (body) => {
      expect(refusal(await dbauditCaller().patch(PRODUCTION, body))).toBe('400 invalid_request');
    },
  );
});

describe('a delete', () => {
  it('answers 204 without a body, then 404 everywhere', async () => {
    const caller = dbauditCaller();
    const answer = await caller.call('DELETE', PRODUCTION);
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect((await caller.call('DELETE', PRODUCTION)).status).toBe(404);
    expect((await caller.get(PRODUCTION)).status).toBe(404);
    expect((await caller.get('/v1/databases')).body.pagination.total).toBe(2);
    expect((await caller.get(BILLING)).status).toBe(200);
    expect(caller.state().log).toEqual([
      { at: START, method: 'DELETE', path: PRODUCTION, summary: 'db_abc123 removed from monitoring' },
    ]);
  });

  it('frees the triple, and a new object gets a new id', async () => {
    const caller = dbauditCaller();
    const { id } = (await caller.create()).body;
    await caller.call('DELETE', `/v1/databases/${id}`);
    const again = await caller.create();
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(id);
  });
});
