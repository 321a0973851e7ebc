import { describe, expect, test } from 'vitest';
import type { Transport } from '../../src/http/transport.ts';
import { openConnection, providerError } from './open-client.ts';
import { deadUrl, reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;
const put = { method: 'PUT', url: '/x', body: '{}' } as const;

/** Fails every request the same way and counts them. */
function failing(error: Error): Transport & { sent: number } {
  return {
    sent: 0,
    async send() {
      this.sent += 1;
      throw error;
    },
    async close() {},
  };
}

describe('reads', () => {
  test.each([500, 502, 503, 504])(
    'are repeated after %i with doubling waits, and the fifth answer is handed over',
    async (status) => {
      const server = await startServer((response) => reply(response, status));
      const { client, clock } = openConnection();
      const answer = await client(server.url).send(get);
      expect(answer.status).toBe(status);
      expect(server.seen).toHaveLength(5);
      expect(clock.sleeps).toEqual([200, 400, 800, 1600]);
    },
  );

  test('give the good answer that follows a bad one', async () => {
    const server = await startServer((response, _, turn) => reply(response, turn < 3 ? 503 : 200, '{"a":1}'));
    const answer = await openConnection().client(server.url).send(get);
    expect(answer.json()).toEqual({ a: 1 });
    expect(server.seen).toHaveLength(3);
  });

  test.each([400, 403, 404, 409, 422, 501])('are not repeated after %i', async (status) => {
    const server = await startServer((response) => reply(response, status));
    expect((await openConnection().client(server.url).send(get)).status).toBe(status);
    expect(server.seen).toHaveLength(1);
  });

  test('wait as long as Retry-After says', async () => {
    const server = await startServer((response, _, turn) =>
      reply(response, turn === 1 ? 503 : 200, '', { 'retry-after': '7' }),
    );
    const { client, clock } = openConnection();
    await client(server.url).send(get);
    expect(clock.sleeps).toEqual([7000]);
  });

  test('are repeated when the connection breaks', async () => {
    const server = await startServer((response, _, turn) =>
      turn === 1 ? void response.destroy() : reply(response, 200),
    );
    expect((await openConnection().client(server.url).send(get)).status).toBe(200);
    expect(server.seen).toHaveLength(2);
  });

  test('are repeated whatever their method when their access is read', async () => {
    const server = await startServer((response, _, turn) => reply(response, turn === 1 ? 502 : 200));
    await openConnection().client(server.url).send({ method: 'POST', url: '/search', access: 'read' });
    expect(server.seen).toHaveLength(2);
  });

  test('fail with AF301, surely not sent, when nobody listens', async () => {
    const error = await providerError(
      openConnection()
        .client(await deadUrl())
        .send(get),
    );
    expect(error).toMatchObject({ code: 'AF301', trouble: 'unavailable', sent: 'no' });
    expect(error.message).toContain('connection refused (ECONNREFUSED) after 5 attempts');
  });

  test('fail with AF301, perhaps sent, when no answer comes in time', async () => {
    const server = await startServer(() => {});
    const error = await providerError(
      openConnection()
        .client(server.url)
        .send({ ...get, timeoutMs: 30 }),
    );
    expect(error).toMatchObject({ code: 'AF301', sent: 'maybe' });
    expect(error.message).toContain('no answer in 30 ms after 5 attempts');
  });

  test('that end for want of time say how long all attempts together took', async () => {
    const server = await startServer(() => {});
    const error = await providerError(openConnection({ timeoutSeconds: 0.1 }).client(server.url).send(get));
    expect(error.message).toMatch(/no answer in time after \d attempts, 0\.4 s in all$/);
  });

  test('time out while the body drips', async () => {
    const server = await startServer((response) => void response.writeHead(200, { 'content-length': '10' }).write('{'));
    const error = await providerError(
      openConnection()
        .client(server.url)
        .send({ ...get, timeoutMs: 30 }),
    );
    expect(error).toMatchObject({ code: 'AF301', sent: 'maybe' });
  });

  test('stop before a wait that ends beyond four times the timeout', async () => {
    const server = await startServer((response) => reply(response, 503, '', { 'retry-after': '50' }));
    const { client, clock } = openConnection({ timeoutSeconds: 10 });
    expect((await client(server.url).send(get)).status).toBe(503);
    expect(server.seen).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });
});

describe('writes', () => {
  test('are not repeated when the connection breaks: AF301, perhaps sent', async () => {
    const server = await startServer((response) => void response.destroy());
    const error = await providerError(openConnection({ mode: 'write' }).client(server.url).send(put));
    expect(error).toMatchObject({ code: 'AF301', trouble: 'unavailable', sent: 'maybe' });
    expect(server.seen).toHaveLength(1);
  });

  test('are not repeated after a truncated answer', async () => {
    const server = await startServer((response) => {
      response.writeHead(200, { 'content-length': '10' }).write('{', () => response.destroy());
    });
    const error = await providerError(openConnection({ mode: 'write' }).client(server.url).send(put));
    expect(error).toMatchObject({ code: 'AF301', sent: 'maybe' });
    expect(server.seen).toHaveLength(1);
  });

  test.each([500, 503])('hand over %i at once', async (status) => {
    const server = await startServer((response) => reply(response, status));
    expect((await openConnection({ mode: 'write' }).client(server.url).send(put)).status).toBe(status);
    expect(server.seen).toHaveLength(1);
  });

  test('are repeated after 429, which says that they were not processed', async () => {
    const server = await startServer((response, _, turn) => reply(response, turn === 1 ? 429 : 200));
    expect((await openConnection({ mode: 'write' }).client(server.url).send(put)).status).toBe(200);
    expect(server.seen.map((request) => request.body)).toEqual(['{}', '{}']);
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'are repeated after %s, then AF301 not sent',
    async (code) => {
      const transport = failing(Object.assign(new Error('x'), { code }));
      const error = await providerError(openConnection({ mode: 'write', transport }).client('http://h').send(put));
      expect(error).toMatchObject({ code: 'AF301', sent: 'no' });
      expect(transport.sent).toBe(5);
    },
  );

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ETIMEDOUT'])(
    'are sent once when %s leaves it open',
    async (code) => {
      const transport = failing(Object.assign(new Error('x'), { code }));
      const error = await providerError(openConnection({ mode: 'write', transport }).client('http://h').send(put));
      expect(error).toMatchObject({ code: 'AF301', sent: 'maybe' });
      expect(transport.sent).toBe(1);
    },
  );

  test('have a connection of their own, since a kept one may just be closing; reads share', async () => {
    const server = await startServer((response) => reply(response, 200));
    const client = openConnection({ mode: 'write' }).client(server.url);
    for (const request of [put, put, get]) await client.send(request);
    expect(server.seen.map((request) => request.headers.connection)).toEqual(['close', 'close', 'keep-alive']);
  });

  test('can be followed at once by reading back, though the endpoint just broke off', async () => {
    const server = await startServer((response, request) =>
      request.method === 'PUT' ? void response.destroy() : reply(response, 200),
    );
    const client = openConnection({ mode: 'write' }).client(server.url);
    await providerError(client.send(put));
    expect((await client.send(get)).status).toBe(200);
  });

  test('are a bug in a session opened for reading', async () => {
    const server = await startServer((response) => reply(response, 200));
    const client = openConnection({ mode: 'read' }).client(server.url);
    await expect(client.send(put)).rejects.toThrow('PUT /x is a write in a session opened for reading');
    await expect(client.send({ method: 'GET', url: '/x?secret=1', access: 'write' })).rejects.toThrow(
      'GET /x is a write',
    );
    expect(server.seen).toHaveLength(0);
  });
});
