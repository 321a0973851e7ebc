import { describe, expect, test } from 'vitest';
import { collectAnswer } from '../../src/http/collect-answer.ts';
import type { WriteWatch } from '../../src/http/http-client.ts';
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

describe('an interrupt takes back a write that is not on the wire', () => {
  function watched() {
    const stop = new AbortController();
    const told: string[] = [];
    const writing: WriteWatch = {
      until: stop.signal,
      // The client tells, and never asks.
      attempts: 0,
      sent: () => void told.push('sent'),
      unsent: () => void told.push('unsent'),
      refused: () => void told.push('refused'),
    };
    return { stop, told, request: { ...put, writing } };
  }
  const takenBack = { code: 'AF502', sent: 'no', message: 'interrupted before it was sent' };

  test('and waits for its place or its turn; another one that is on the wire is seen through', async () => {
    const [first, second] = [watched(), watched()];
    const server = await startServer((response) => {
      if (server.seen.length > 1) for (const { stop } of [first, second]) stop.abort(reason);
      setImmediate(() => reply(response, 200));
    });
    const client = openConnection({ mode: 'write', limits: { concurrency: 1 } }).client(server.url);
    // From here on the credentials are known to work.
    await client.send(put);
    const ends = [client.send(first.request), providerError(client.send(second.request))] as const;
    expect(await ends[1]).toMatchObject(takenBack);
    expect(await ends[0]).toMatchObject({ status: 200 });
    expect([first.told, second.told, server.seen.length]).toEqual([['sent'], [], 2]);
  });

  test('and waits until another one has proven the credentials', async () => {
    const [first, second] = [watched(), watched()];
    const server = await startServer((response) => {
      second.stop.abort(reason);
      setImmediate(() => reply(response, 200));
    });
    const client = openConnection({ mode: 'write' }).client(server.url);
    const ends = [client.send(first.request), providerError(client.send(second.request))] as const;
    expect(await ends[1]).toMatchObject(takenBack);
    expect(await ends[0]).toMatchObject({ status: 200 });
    expect(server.seen).toHaveLength(1);
  });

  test('and was throttled: it tells that each attempt was refused', async () => {
    const { stop, told, request } = watched();
    const server = await startServer((response) => {
      if (server.seen.length === 2) stop.abort(reason);
      reply(response, 429);
    });
    const client = openConnection({ mode: 'write' }).client(server.url);
    expect(await providerError(client.send(request))).toMatchObject(takenBack);
    expect(told).toEqual(['sent', 'refused', 'sent', 'refused']);
  });

  test('and is still logging in', async () => {
    const { stop, told, request } = watched();
    const server = await startServer((response) => reply(response, 200));
    const authenticate = () => {
      setImmediate(() => stop.abort(reason));
      return new Promise<never>(() => undefined);
    };
    const client = openConnection({ mode: 'write' }).client(server.url, { authenticate });
    expect(await providerError(client.send(request))).toMatchObject(takenBack);
    expect([told, server.seen.length]).toEqual([[], 0]);
  });

  test('and tells of one that never left after all', async () => {
    const { told, request } = watched();
    const client = openConnection({ mode: 'write' }).client(await deadUrl());
    expect(await providerError(client.send(request))).toMatchObject({ code: 'AF301', sent: 'no' });
    expect(told.filter((word) => word === 'sent').length).toBe(told.filter((word) => word === 'unsent').length);
  });

  test('but not one without a watch, which belongs to what was sent', async () => {
    const { stop } = watched();
    stop.abort(reason);
    const server = await startServer((response) => reply(response, 200));
    const client = openConnection({ mode: 'write' }).client(server.url);
    expect(await client.send(put)).toMatchObject({ status: 200 });
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
