import { describe, expect, test } from 'vitest';
import { collectAnswer } from '../../src/http/collect-answer.ts';
import type { Transport } from '../../src/http/transport.ts';
import { openConnection, providerError } from './open-client.ts';
import { deadUrl, reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;
const put = { method: 'PUT', url: '/x' } as const;
const reason = new Error('interrupted');

describe('an interrupted run', () => {
  test('breaks off reads in flight', async () => {
    const controller = new AbortController();
    const server = await startServer(() => controller.abort(reason));
    await expect(openConnection({ signal: controller.signal }).client(server.url).send(get)).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
  });

  test('breaks off reads whose body is on its way', async () => {
    const controller = new AbortController();
    const server = await startServer((response) => {
      response.writeHead(200, { 'content-length': '9' }).write('x', () => setImmediate(() => controller.abort(reason)));
    });
    await expect(openConnection({ signal: controller.signal }).client(server.url).send(get)).rejects.toBe(reason);
  });

  test('does not wait for a connection that is not there yet', async () => {
    const controller = new AbortController();
    const transport: Transport = {
      send: (request) => collectAnswer(() => {}, request.callOff),
      async close() {},
    };
    const sending = openConnection({ signal: controller.signal, transport }).client('http://127.0.0.1:9').send(get);
    setImmediate(() => controller.abort(reason));
    await expect(sending).rejects.toBe(reason);
  });

  test('sees writes in flight through, and starts no further ones', async () => {
    const controller = new AbortController();
    const server = await startServer((response) => {
      controller.abort(reason);
      setImmediate(() => reply(response, 200));
    });
    const client = openConnection({ mode: 'write', signal: controller.signal, limits: { concurrency: 1 } }).client(
      server.url,
    );
    const [first, second] = await Promise.allSettled([client.send(put), client.send(put)]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
    expect(second).toEqual({ status: 'rejected', reason });
    expect(server.seen).toHaveLength(1);
  });

  test('does not send a write that is still logging in', async () => {
    const controller = new AbortController();
    const server = await startServer((response) => reply(response, 200));
    const authenticate = async () => {
      controller.abort(reason);
      return {};
    };
    const client = openConnection({ mode: 'write', signal: controller.signal }).client(server.url, { authenticate });
    await expect(client.send(put)).rejects.toBe(reason);
    expect(server.seen).toHaveLength(0);
  });

  test('does not repeat a throttled write', async () => {
    const controller = new AbortController();
    const server = await startServer((response) => {
      controller.abort(reason);
      reply(response, 429);
    });
    const client = openConnection({ mode: 'write', signal: controller.signal }).client(server.url);
    await expect(client.send(put)).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
  });
});

describe('a dead endpoint', () => {
  test('is tried by one request, not by each of many after another', async () => {
    const { client, clock } = openConnection();
    const dead = client(await deadUrl());
    const errors = await Promise.all(Array.from({ length: 50 }, () => providerError(dead.send(get))));
    expect(errors.map((error) => [error.code, error.sent])).toEqual(Array(50).fill(['AF301', 'no']));
    // Without that memory it would be 50 times four waits.
    expect(clock.sleeps.length).toBeLessThan(50 * 4);
  });

  test('does not hold up another endpoint of the same connection', async () => {
    const server = await startServer((response) => reply(response, 200));
    const { client } = openConnection();
    const [dead, alive] = [client(await deadUrl()), client(server.url)];
    const [failed, answered] = await Promise.all([providerError(dead.send(get)), alive.send(get)]);
    expect(failed.code).toBe('AF301');
    expect(answered.status).toBe(200);
  });
});
