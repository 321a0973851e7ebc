import { describe, expect, onTestFinished, test } from 'vitest';
import { createProviderIo } from '../../src/connection/create-provider-io.ts';
import type { Access } from '../../src/http/http-client.ts';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import { opened } from '../connection/connection.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { type Handler, reply, startServer } from '../http/start-server.ts';
import { changesOf, LEDGER, OPTIONS, operationsOf, PLACE, target, trouble } from './dbaudit-fake.ts';
import { writeWatch } from './write-watch.ts';

const EMPTY = JSON.stringify({ data: [], pagination: { total: 0, page: 1, per_page: 100 } });
const KEY = 'dbaudit_live_canary';
const absent = target(undefined, { ensure: 'absent' });

/** The provider over the real client: real sockets, and a clock that moves only by sleeping. */
async function open(handler: Handler, mode: Access = 'read') {
  const server = await startServer(handler);
  const clock = fakeClock();
  const connection = opened({
    system: 'dbaudit',
    endpoint: `${server.url}/v1`,
    credentials: { apiKey: { fromEnv: 'KEY' } },
  });
  const signal = new AbortController().signal;
  const environment = { KEY, LEDGER_PASSWORD: 'pw-canary' };
  const io = createProviderIo({ connection, mode, environment, secretsDirs: [], signal, settleMs: 1_000, clock });
  onTestFinished(() => io.close());
  return { session: dbauditProvider.open(connection, io), server, clock };
}
const first =
  (status: number, headers: Record<string, string> = {}): Handler =>
  (response, _request, turn) =>
    turn === 1 ? reply(response, status, '{}', headers) : reply(response, 200, EMPTY);

describe('401', () => {
  test('stops the whole connection after one request, however many targets wait', async () => {
    const { session, server } = await open((response) => reply(response, 401, `{"error":"${KEY}"}`));
    const targets = ['a', 'b', 'c', 'd'].map((database) => target(undefined, { target: { ...PLACE, database } }));
    const errors = await Promise.all(targets.map((each) => trouble(session.read(each))));
    expect(errors.map(({ code, trouble: kind }) => [code, kind])).toEqual(targets.map(() => ['AF302', 'refused']));
    expect(server.seen).toHaveLength(1);
    expect(JSON.stringify(errors, Object.getOwnPropertyNames(errors[0]))).not.toContain(KEY);
  });

  test('the key goes as Bearer, below the base URL with its version', async () => {
    const { session, server } = await open(first(200));
    await trouble(session.read(absent));
    expect(server.seen[0]).toMatchObject({
      url: '/v1/databases?page=1&per_page=100',
      headers: { authorization: `Bearer ${KEY}` },
    });
  });
});

describe('429', () => {
  const waited = async (headers: Record<string, string>) => {
    const { session, clock } = await open(first(429, headers));
    expect((await session.read(absent)).presence).toBe('absent');
    return clock.sleeps.reduce((sum, ms) => sum + ms, 0);
  };
  const now = () => fakeClock().now();

  test('waits as long as Retry-After says, whatever the reset says', async () => {
    expect(await waited({ 'retry-after': '7', 'x-ratelimit-reset': '30' })).toBe(7_000);
  });

  test('X-RateLimit-Reset below a thousand million is seconds left', async () => {
    expect(await waited({ 'x-ratelimit-reset': '9' })).toBe(9_000);
  });

  test('X-RateLimit-Reset above it is the epoch, which may have lost its fraction', async () => {
    expect(await waited({ 'x-ratelimit-reset': String(now() / 1000 + 11) })).toBe(12_000);
  });

  test('without either, it backs off by itself', async () => {
    expect(await waited({})).toBeGreaterThan(0);
  });

  test('one 429 holds up all targets of the key', async () => {
    const { session, server, clock } = await open(first(429, { 'retry-after': '5' }));
    await Promise.all([session.read(absent), session.read(absent)]);
    expect(server.seen).toHaveLength(2);
    expect(clock.sleeps.filter((ms) => ms >= 5_000)).toHaveLength(1);
  });

  test('a throttled POST was not processed and goes again, without a look-up and only once', async () => {
    const posts: string[] = [];
    let made = false;
    const { session, server } = await open((response, { method, url }) => {
      if (method === 'GET' && url.includes('/status'))
        return reply(response, 200, '{"connection_status":"connected","audit_status":"active"}');
      if (method === 'GET') return reply(response, 200, EMPTY);
      posts.push(url);
      if (posts.length === 1) return reply(response, 429, '{}', { 'retry-after': '2' });
      made = true;
      return reply(response, 201, '{"id":"db_1"}');
    }, 'write');
    const [operation] = operationsOf(target(), await session.read(target()));
    const before = server.seen.length;
    const writing = await writeWatch();
    await session.apply(operation!, target(), writing);
    expect(writing.attempts).toBe(2);
    expect([made, posts.length]).toEqual([true, 2]);
    expect(server.seen.slice(before, before + 3).map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test.each([
    ['is ours', {}, { remember: expect.any(Object) }],
    ['is not what we sent', { username: 'somebody' }, { code: 'AF502', status: 409 }],
  ])('a throttled POST that made the object all the same, and then got 409: it %s', async (_what, other, expected) => {
    let stored = false;
    const { session, server } = await open((response, { method, url }) => {
      if (method === 'POST' && stored) return reply(response, 409, '{}');
      if (method === 'POST') {
        stored = true;
        return reply(response, 429, '{}', { 'retry-after': '2' });
      }
      if (url.endsWith('/status'))
        return reply(response, 200, '{"connection_status":"connected","audit_status":"active"}');
      const row = { ...LEDGER, ...other, id: 'db_1', status: 'connected', audit_status: 'active', tags: [] };
      if (!url.includes('?')) return reply(response, 200, JSON.stringify(row));
      return reply(response, 200, JSON.stringify({ databases: stored ? [row] : [], total: stored ? 1 : 0 }));
    }, 'write');
    const [operation] = operationsOf(target(), await session.read(target()));
    const writing = await writeWatch();
    const ended = await session.apply(operation!, target(), writing).catch((error: unknown) => error);
    expect(ended).toMatchObject(expected);
    expect(writing.attempts).toBe(2);
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('beyond all patience it is busy, never absent', async () => {
    const { session } = await open((response) => reply(response, 429));
    expect(await trouble(session.read(absent))).toMatchObject({ code: 'AF309', trouble: 'busy' });
  });
});

describe('a connection that breaks', () => {
  test('a POST whose socket dies is looked up before it is sent again', async () => {
    let stored = false;
    const { session, server } = await open((response, { method, url }) => {
      if (method === 'POST') {
        stored = true;
        return void response.destroy();
      }
      if (url.endsWith('/status'))
        return reply(response, 200, '{"connection_status":"connected","audit_status":"active"}');
      const { name, type, host, port } = LEDGER;
      const item = { id: 'db_1', name, type, host, port };
      if (url.includes('?'))
        return reply(response, 200, JSON.stringify({ databases: stored ? [item] : [], total: stored ? 1 : 0 }));
      const words = { status: 'pending', audit_status: 'initializing', tags: [] };
      return reply(response, 200, JSON.stringify({ ...LEDGER, id: 'db_1', ...words }));
    }, 'write');
    const [operation] = operationsOf(target(), await session.read(target()));
    const { remember } = await session.apply(operation!, target());
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    const live = await session.read(target());
    expect(changesOf(target(), live, remember)).toEqual([]);
    expect(remember).toMatchObject({ '/audit_options/retention_days': OPTIONS.retention_days });
  });

  test('a session for reading cannot write at all', async () => {
    const { session, server } = await open((response) => reply(response, 200, EMPTY), 'read');
    const [operation] = operationsOf(target(), await session.read(target()));
    await expect(session.apply(operation!, target())).rejects.toThrow();
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
  });
});
