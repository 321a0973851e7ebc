import { Agent, createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeServer, listen, type ServedSimulator, serveSimulator } from '../../src/sandbox/server.ts';
import { createEchoSimulator } from './echo-simulator.ts';
import { send } from './send.ts';

const NOW = Date.UTC(2026, 0, 2);
const now = () => NOW;
let served: ServedSimulator;
let origin: string;

beforeEach(async () => {
  served = await serveSimulator(createEchoSimulator({ now, settleMs: 0 }, 'echo', 2), { now, latencyMs: 0 });
  origin = served.origins[0]!;
});
afterEach(() => served.close());

const echoed = async (...sent: Parameters<typeof send>) =>
  JSON.parse((await send(...sent)).text) as Record<string, unknown>;

describe('what the simulator sees', () => {
  test('path and query are as sent, percent-encoding and dots untouched', async () => {
    expect(await echoed(origin, '/a%2Fb/../c%20d?x=%2F&x=2+3?&y')).toMatchObject({
      path: '/a%2Fb/../c%20d',
      rawQuery: 'x=%2F&x=2+3?&y',
      query: [
        ['x', '/'],
        ['x', '2 3?'],
        ['y', ''],
      ],
    });
    expect(await echoed(origin, '/plain')).toMatchObject({ rawQuery: '', query: [] });
  });

  test('method and body arrive, and the listener is told', async () => {
    expect(await echoed(origin, '/a', { method: 'PATCH', body: 'grün' })).toMatchObject({
      method: 'PATCH',
      body: 'grün',
      listener: 0,
    });
    expect(await echoed(served.origins[1]!, '/a')).toMatchObject({ listener: 1 });
  });

  test('repeated headers are joined, those that Node would drop too, and names are in lower case', async () => {
    const headers = ['Host', 'x', 'X-Two', '1', 'x-two', '2', 'Authorization', 'a', 'Authorization', 'b'];
    expect((await echoed(origin, '/a', { headers })).headers).toMatchObject({ 'x-two': '1, 2', authorization: 'a, b' });
  });

  test('a body of 1 MiB is taken, one byte more is answered 413 and kept from the simulator', async () => {
    const most = Buffer.alloc(1024 * 1024, 'a');
    expect((await send(origin, '/count', { method: 'POST', body: most })).status).toBe(200);
    const more = Buffer.concat([most, Buffer.from('b')]);
    expect((await send(origin, '/count', { method: 'POST', body: more })).status).toBe(413);
    expect(served.simulator.state()).toMatchObject({ counter: 1 });
    expect(served.requests.map(({ status }) => status)).toEqual([200, 413]);
  });

  test('a body that the client breaks off is kept from the simulator', async () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write('POST /count HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n12345');
    await new Promise((done) => socket.once('data', done));
    const closed = new Promise((done) => socket.once('close', done));
    socket.destroy();
    await closed;
    await expect.poll(() => served.requests.map(({ status, body }) => [status, body])).toEqual([[null, '12345']]);
    expect(served.simulator.state()).toMatchObject({ counter: 0 });
  });
});

describe('what the client gets', () => {
  test.each([
    ['/list', 200, 'application/json', '[1,2]'],
    ['/null', 200, 'application/json', 'null'],
    ['/text', 202, 'text/csv', 'a,b'],
    ['/problem', 400, 'application/problem+json', '{"title":"no"}'],
  ])('%s goes out with status %i as %s', async (path, status, type, text) => {
    const received = await send(origin, path);
    expect([received.status, received.headers['content-type'], received.text]).toEqual([status, type, text]);
    expect(received.headers['content-length']).toBe(String(text.length));
  });

  test('bytes go out as they are', async () => {
    expect([...(await send(origin, '/bytes')).bytes]).toEqual([0, 255, 1]);
  });

  test.each([
    ['HEAD', '/list', 200],
    ['GET', '/nothing', 204],
    ['GET', '/unchanged', 304],
  ])('%s %s is answered %i without a body', async (method, path, status) => {
    const received = await send(origin, path, { method });
    expect([received.status, received.text, received.complete]).toEqual([status, '', true]);
  });

  test.each(['/throws', '/cyclic', '/bad-header', '/bad-status'])(
    'a simulator that fails at %s is answered 500 in text, remembered, and goes on serving',
    async (path) => {
      const received = await send(origin, path);
      expect([received.status, received.headers['content-type']]).toEqual([500, 'text/plain']);
      expect(served.crashes).toEqual([expect.any(Error)]);
      expect((await send(origin, '/list')).status).toBe(200);
      expect(served.requests.map(({ status }) => status)).toEqual([500, 200]);
    },
  );
});

describe('the request log', () => {
  test('holds what was asked and answered, without the values of headers that carry credentials', async () => {
    const secret = ['Authorization', 'X-Auth-Token', 'Cookie', 'X-Acs-Signature', 'X-Api-Key', 'Proxy-Authorization'];
    const headers = { accept: 'text/plain', ...Object.fromEntries(secret.map((name) => [name, 'CANARY'])) };
    await send(served.origins[1]!, '/text?a=%20', { method: 'PUT', headers, body: 'hello' });
    expect(served.requests).toEqual([
      {
        at: NOW,
        listener: 1,
        method: 'PUT',
        path: '/text',
        query: 'a=%20',
        status: 202,
        fault: null,
        headers: expect.objectContaining({ accept: 'text/plain', authorization: '(present)' }),
        body: 'hello',
      },
    ]);
    expect(JSON.stringify(served.requests)).not.toContain('CANARY');
  });

  test('keeps the first 4 KiB of a body', async () => {
    await send(origin, '/a', { method: 'POST', body: `${'a'.repeat(4096)}b` });
    expect(served.requests[0]!.body).toBe('a'.repeat(4096));
  });
});

describe('opening and closing', () => {
  test('every listener has an address of its own on loopback', () => {
    expect(served.origins.map((one) => new URL(one).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(new Set(served.origins).size).toBe(2);
  });

  test('the simulator is told the addresses', async () => {
    const told: (readonly string[])[] = [];
    const simulator = {
      ...createEchoSimulator({ now, settleMs: 0 }),
      attach: (origins: readonly string[]) => void told.push(origins),
    };
    const other = await serveSimulator(simulator, { now, latencyMs: 0 });
    await other.close();
    expect(told).toEqual([other.origins]);
  });

  test('closing ends kept-alive connections', async () => {
    const agent = new Agent({ keepAlive: true });
    const socketClosed = new Promise<void>((done, failed) => {
      const sent = request(`${origin}/list`, { agent }, (response) => {
        response.socket.once('close', () => done());
        response.resume().once('end', () => void served.close());
      });
      sent.once('error', failed).end();
    });
    await socketClosed;
    agent.destroy();
    await expect(send(origin, '/list')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('closing does not wait for an answer that is still delayed', async () => {
    const slow = await serveSimulator(createEchoSimulator({ now, settleMs: 0 }), { now, latencyMs: 600_000 });
    const delayed = new Promise<void>((done) => {
      slow.faults = () => {
        done();
        return null;
      };
    });
    const answer = send(slow.origins[0]!, '/count').catch((error: NodeJS.ErrnoException) => error.code);
    await delayed;
    await slow.close();
    expect(await answer).toBe('ECONNRESET');
    expect(slow.simulator.state()).toMatchObject({ counter: 0 });
  });

  test('given ports are used; when one is taken, those already open are closed again', async () => {
    const probe = createServer();
    const free = Number(new URL(await listen(probe, 0)).port);
    await closeServer(probe);
    const taken = createServer();
    await listen(taken, 0);
    const options = { now, latencyMs: 0, ports: [free, (taken.address() as AddressInfo).port] };
    const two = createEchoSimulator({ now, settleMs: 0 }, 'echo', 2);
    await expect(serveSimulator(two, options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await closeServer(taken);
    const again = await serveSimulator(two, options);
    expect(again.origins[0]).toBe(`http://127.0.0.1:${free}`);
    await again.close();
  });
});
