import { describe, expect, onTestFinished, test } from 'vitest';
import { createLimiters } from '../../src/connection/create-limiters.ts';
import { createProviderIo } from '../../src/connection/create-provider-io.ts';
import { createTransports } from '../../src/connection/create-transports.ts';
import type { OpenConnection } from '../../src/providers/provider.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { providerError } from '../http/open-client.ts';
import { deadUrl, reply, startServer } from '../http/start-server.ts';
import { opened } from './connection.ts';

const get = { method: 'GET', url: '/x' } as const;

/** Connections of one run, as sessions get them. */
function openRun() {
  const clock = fakeClock();
  const controller = new AbortController();
  const limiters = createLimiters(clock);
  const transports = createTransports({ environment: {}, secretsDirs: [] }, clock.now);
  onTestFinished(() => transports.close());
  const client = (parts: Partial<OpenConnection>, defaults = { concurrency: 8 }) => {
    const connection = opened({ system: 'taurusdb', ...parts });
    const io = createProviderIo({
      connection,
      mode: 'read',
      environment: {},
      secretsDirs: [],
      signal: controller.signal,
      settleMs: 1000,
      clock,
      limiters,
      ...transports.of(connection),
    });
    return io.http({ baseUrl: connection.endpoint!, authenticate: async () => ({}), defaults });
  };
  return { client, clock, controller };
}

const times = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make));

describe('connections of one account', () => {
  test('share its places', async () => {
    const server = await startServer(async (response) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      reply(response, 200);
    });
    const { client } = openRun();
    const one = client({ endpoint: server.url, projectId: 'p1', limits: { concurrency: 3 } });
    const other = client({ endpoint: server.url, projectId: 'p2', limits: { concurrency: 2 } });
    await Promise.all([times(8, () => one.send(get)), times(8, () => other.send(get))]);
    expect(server.most()).toBe(2);
  });

  test('pause together when one of them is throttled, but are not locked out together', async () => {
    const server = await startServer((response, request, turn) =>
      request.url === '/wrong'
        ? reply(response, 401)
        : reply(response, turn === 1 ? 429 : 200, '', { 'retry-after': '3' }),
    );
    const { client, clock } = openRun();
    const [one, other] = [client({ endpoint: server.url, projectId: 'p1' }), client({ endpoint: server.url })];
    const from = clock.now();
    await one.send(get);
    expect(clock.now() - from).toBe(3000);
    expect(await providerError(one.send({ method: 'GET', url: '/wrong' }))).toMatchObject({ code: 'AF302' });
    expect((await other.send(get)).status).toBe(200);
  });

  test('take turns, so that one that asks much does not hold up the other', async () => {
    const order: string[] = [];
    const server = await startServer((response, request) => {
      order.push(request.url);
      reply(response, 200);
    });
    const { client } = openRun();
    const [much, little] = [1, 2].map((project) =>
      client({ endpoint: server.url, projectId: `p${project}`, limits: { concurrency: 1 } }),
    );
    const crowd = times(50, () => much!.send({ method: 'GET', url: '/much' }));
    await little!.send({ method: 'GET', url: '/little' });
    expect(order.indexOf('/little')).toBeLessThan(4);
    await crowd;
  });
});

describe('a dead or stalling endpoint', () => {
  test('that accepts and never answers holds up no other connection', async () => {
    const stalling = await startServer(() => {});
    const server = await startServer((response) => reply(response, 200));
    const { client, controller } = openRun();
    const stuck = client({ endpoint: stalling.url });
    const lost = times(100, () => stuck.send(get)).catch((error: unknown) => error);
    const fine = client({ endpoint: server.url });
    expect(await times(100, async () => (await fine.send(get)).status)).toEqual(Array(100).fill(200));
    controller.abort(new Error('enough'));
    await lost;
  });

  test('that one connection found dead is not tried by the others with equal TLS settings', async () => {
    const { client, clock } = openRun();
    const endpoint = await deadUrl();
    const user = (name: string) => client({ endpoint, credentials: { username: name } });
    await providerError(user('u').send(get));
    const waits = clock.sleeps.length;
    expect(await providerError(user('v').send(get))).toMatchObject({ code: 'AF301', sent: 'no' });
    expect(clock.sleeps).toHaveLength(waits);
  });

  test('that cannot be reached with other TLS settings is tried with these', async () => {
    const { client, clock } = openRun();
    const endpoint = await deadUrl();
    await providerError(client({ endpoint }).send(get));
    const waits = clock.sleeps.length;
    await providerError(client({ endpoint, tls: { insecureSkipVerify: true } }).send(get));
    expect(clock.sleeps.length).toBeGreaterThan(waits);
  });
});
