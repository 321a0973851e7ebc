import { describe, expect, it } from 'vitest';
import type { DbauditQuirks } from '../../src/sandbox/vendors/dbaudit/index.ts';
import { dbauditCaller, PRODUCTION, READER, refusal, START, WRITER } from './dbaudit-caller.ts';

function limitedTo(limit: number | 'none', quirks: Partial<DbauditQuirks> = {}) {
  const caller = dbauditCaller(quirks);
  caller.edit(({ rate }) => {
    rate.limit = limit;
  });
  return caller;
}

describe('the rate limit', () => {
  it('is a thousand calls a minute', async () => {
    const caller = dbauditCaller();
    for (let n = 0; n < 1_000; n++) expect((await caller.get(PRODUCTION)).status).toBe(200);
    expect(refusal(await caller.get(PRODUCTION))).toBe('429 rate_limited');
    caller.advance(59_999);
    expect((await caller.get(PRODUCTION)).status).toBe(429);
    caller.advance(1);
    expect((await caller.get(PRODUCTION)).status).toBe(200);
  });

  it('tells in every answer to a known key what is left and when it starts again', async () => {
    const caller = limitedTo(4);
    const reset = String(Math.ceil((START + 60_000) / 1_000));
    const answers = [await caller.get(PRODUCTION), await caller.get('/v1/nowhere'), await caller.patch(PRODUCTION, {})];
    answers.push(await caller.call('DELETE', PRODUCTION), await caller.get(PRODUCTION));
    expect(answers.map(({ status, headers }) => [status, headers['X-RateLimit-Remaining']])).toEqual([
      [200, '3'],
      [404, '2'],
      [400, '1'],
      [204, '0'],
      [429, '0'],
    ]);
    for (const { headers } of answers) expect(headers['X-RateLimit-Reset']).toBe(reset);
  });

  it('lets a client in that waited until the epoch second of the reset', async () => {
    const caller = limitedTo(1);
    await caller.get(PRODUCTION);
    const { headers } = await caller.get(PRODUCTION);
    caller.advance(Number(headers['X-RateLimit-Reset']) * 1_000 - START);
    expect((await caller.get(PRODUCTION)).status).toBe(200);
  });

  it('may tell the seconds left, and Retry-After', async () => {
    const caller = limitedTo(1, { resetHeader: 'seconds', retryAfterHeader: true });
    expect((await caller.get(PRODUCTION)).headers).not.toHaveProperty('Retry-After');
    caller.advance(10_500);
    expect((await caller.get(PRODUCTION)).headers).toMatchObject({ 'X-RateLimit-Reset': '50', 'Retry-After': '50' });
  });

  it('has no Retry-After by default', async () => {
    expect((await limitedTo(0).get(PRODUCTION)).headers).not.toHaveProperty('Retry-After');
  });

  it('counts by key, or for the whole account', async () => {
    for (const [rateLimitPer, status] of [
      ['key', 200],
      ['account', 429],
    ] as const) {
      const caller = limitedTo(1, { rateLimitPer });
      await caller.get(PRODUCTION, { key: WRITER });
      expect((await caller.get(PRODUCTION, { key: READER })).status).toBe(status);
    }
  });

  it('neither counts nor answers unknown keys', async () => {
    const caller = limitedTo(1);
    const { status, headers } = await caller.get(PRODUCTION, { key: 'dbaudit_live_other' });
    expect([status, Object.keys(headers)]).toEqual([401, ['www-authenticate']]);
    expect((await caller.get(PRODUCTION)).status).toBe(200);
  });

  it('keeps a refused write from happening', async () => {
    const caller = limitedTo(0);
    expect((await caller.call('DELETE', PRODUCTION)).status).toBe(429);
    expect((await caller.create()).status).toBe(429);
    expect(caller.state()).toMatchObject({ databases: { length: 3 }, log: [] });
  });

  it('can be lifted, and then has no headers', async () => {
    const { status, headers } = await limitedTo('none').get(PRODUCTION);
    expect([status, headers]).toEqual([200, {}]);
  });
});

describe('error bodies', () => {
  const message = 'Database connection with the specified ID does not exist.';

  it.each([
    ['error', { error: { code: 'not_found', message } }],
    ['message', { message }],
    ['detail', { detail: message }],
    ['text', message],
  ] as const)('have the form %s', async (errorBody, body) => {
    const answer = await dbauditCaller({ errorBody }).get('/v1/databases/db_none');
    expect(answer.body).toEqual(body);
    expect(answer.headers['content-type']).toBe(errorBody === 'text' ? 'text/plain; charset=utf-8' : undefined);
  });

  const failures = [
    { password: 'wrong-password' },
    { password: 'hunter2', port: '1' },
    { password: 'hunter2', host: 'prod-db.example.com', database: 'myapp' },
  ];

  it('do not repeat what was sent', async () => {
    for (const failure of failures) {
      const { status, body } = await dbauditCaller().create(failure);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(body)).not.toContain(failure.password);
    }
  });

  it.each(['error', 'message', 'detail', 'text'] as const)(
    'of the form %s may repeat what was sent, secrets and all',
    async (errorBody) => {
      const caller = dbauditCaller({ errorBody, echoInput: true });
      const bodies = await Promise.all(
        failures.map(async (failure) => JSON.stringify((await caller.create(failure)).body)),
      );
      for (const [n, { password }] of failures.entries()) expect(bodies[n]).toContain(password);
      const denied = await caller.create({}, { key: READER });
      expect([denied.status, JSON.stringify(denied.body).includes(READER)]).toEqual([403, true]);
      const unknown = await caller.get(PRODUCTION, { key: 'dbaudit_live_other' });
      expect([unknown.status, JSON.stringify(unknown.body).includes('dbaudit_live_other')]).toEqual([401, true]);
    },
  );
});

describe('whatever is sent', () => {
  it('the answer is an error of the client, never a crash', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const bodies = [
      '\u0000',
      '{"tags":[[[]]]}',
      `{"tags":${deep}}`,
      '{"name":{"toJSON":1}}',
      '{"audit_options":{"a":{}}}',
      '{"port":1e400}',
    ];
    const caller = dbauditCaller({ echoInput: true });
    for (const body of bodies) {
      for (const [method, path] of [
        ['POST', '/v1/databases'],
        ['PATCH', PRODUCTION],
      ] as const) {
        expect((await caller.call(method, path, { body })).status).toBe(400);
      }
    }
    expect(caller.state().log).toEqual([]);
  });
});
