import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CallOff } from '../../src/http/attempt-watch.ts';
import { createKeptPools } from '../../src/http/kept-pools.ts';
import { createTransport } from '../../src/http/transport.ts';
import { reply, startServer } from './start-server.ts';

const settings = { caCertificate: null, serverName: null, insecureSkipVerify: false, connectTimeoutMs: 5000 };

function open() {
  const transport = createTransport(settings);
  onTestFinished(() => transport.close());
  const sendBy = (method: 'GET' | 'PUT') => (url: string) => {
    const request = { method, url: new URL(url), headers: {}, body: null, callOff: new CallOff() };
    return transport.send({ ...request, repeatable: method === 'GET' });
  };
  return { transport, send: sendBy('GET'), write: sendBy('PUT') };
}

/** So many servers; `sockets` are those open at all of them. */
async function startMany(count: number) {
  let sockets = 0;
  let most = 0;
  const urls = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer((_, response) => response.end('{}'));
      server.keepAliveTimeout = 60_000;
      server.on('connection', (socket) => {
        sockets += 1;
        most = Math.max(most, sockets);
        socket.on('close', () => {
          sockets -= 1;
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  return { urls, most: () => most, sockets: () => sockets };
}

test('endpoints that were asked and are done with do not keep their sockets beyond a hundred or so', async () => {
  const { urls, most } = await startMany(300);
  const { send } = open();
  for (let start = 0; start < 300; start += 20) {
    for (const { status } of await Promise.all(urls.slice(start, start + 20).map((url) => send(url))))
      expect(status).toBe(200);
  }
  expect(most()).toBeLessThan(170);
});

test('a call that follows an answer at once goes over the same connection', async () => {
  const ports = new Set<number>();
  const server = await startServer((response) => {
    ports.add(response.socket!.remotePort!);
    reply(response, 200);
  });
  const { send } = open();
  for (let call = 0; call < 20; call += 1) await send(server.url);
  expect(ports.size).toBe(1);
});

test('an endpoint keeps as many connections as were needed at a time, and opens no more', async () => {
  const held: (() => void)[] = [];
  const ports = new Set<number>();
  const server = await startServer((response) => {
    ports.add(response.socket!.remotePort!);
    held.push(() => reply(response, 200));
    if (held.length === 4) for (const go of held.splice(0)) go();
  });
  const { send } = open();
  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.all(Array.from({ length: 4 }, () => send(server.url)));
  }
  expect(server.most()).toBe(4);
  expect(ports.size).toBe(4);
});

describe('a write', () => {
  /** Tells over which connection each call came, counted from 1. `breaks`: calls whose connection is cut instead of answered. */
  async function startNumbered(breaks: readonly number[] = []) {
    const ports: number[] = [];
    const over: number[] = [];
    const server = await startServer((response, _request, turn) => {
      const port = response.socket!.remotePort!;
      if (!ports.includes(port)) ports.push(port);
      over.push(ports.indexOf(port) + 1);
      if (breaks.includes(turn)) response.socket!.destroy();
      else reply(response, 200);
    });
    return { url: server.url, over };
  }

  test('goes over a connection of its own, which is closed with the answer, where nothing was asked before', async () => {
    const { urls, sockets } = await startMany(1);
    const { write } = open();
    await Promise.all(Array.from({ length: 10 }, () => write(urls[0]!)));
    await expect.poll(sockets, { interval: 2 }).toBe(0);
  });

  test('goes over a kept connection that has just shown that the server keeps it', async () => {
    const { url, over } = await startNumbered();
    const { send, write } = open();
    for (const call of [send, write, send, write, write]) await call(url);
    expect(over).toEqual([1, 2, 1, 1, 1]);
  });

  test('does not trust an endpoint that has ever left a call without an answer', async () => {
    const { url, over } = await startNumbered([3]);
    const { send, write } = open();
    for (const call of [send, send]) await call(url);
    await expect(send(url)).rejects.toThrow();
    for (const call of [send, send, send, write, write]) await call(url);
    expect(over).toEqual([1, 1, 1, 2, 2, 2, 3, 4]);
  });

  test('does not trust a server that closes each connection after its answer, without a word', async () => {
    const server = await startServer((response) => {
      response.removeHeader('connection');
      response.on('finish', () => setImmediate(() => response.socket?.end()));
      reply(response, 200);
    });
    const { send, write } = open();
    for (let round = 0; round < 20; round += 1) {
      await send(server.url).catch(() => null);
      expect((await write(server.url)).status).toBe(200);
    }
  });
});

test('the proof that a connection is kept is of no use a second later', () => {
  let now = 0;
  let connecting = () => {};
  const pools = createKeptPools(
    (_origin, called) => {
      connecting = called;
      return { close: async () => undefined } as Dispatcher;
    },
    () => now,
  );
  const call = () => {
    pools.take('http://a');
    pools.give('http://a', true);
  };
  expect(pools.takeSurelyOpen('http://a')).toBe(null);
  call();
  connecting();
  expect(pools.takeSurelyOpen('http://a')).toBe(null);
  call();
  now = 999;
  expect(pools.takeSurelyOpen('http://a')).not.toBe(null);
  now = 1000;
  expect(pools.takeSurelyOpen('http://a')).toBe(null);
});

test.each([
  ['that never comes', false],
  ['whose answer never comes', true],
])('closing does not wait for a connection %s', async (_what, accepted) => {
  const server = createTcpServer();
  const arrived = new Promise<void>((resolve) => server.once('connection', () => resolve()));
  const sockets: Socket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const transport = createTransport(settings);
  const callOff = new CallOff();
  // A TLS handshake that is never answered, or a request.
  const url = new URL(`${accepted ? 'http' : 'https'}://127.0.0.1:${port}`);
  const sending = transport.send({ method: 'GET', url, headers: {}, body: null, repeatable: true, callOff });
  await arrived;
  callOff.abort(new Error('given up'));
  await expect(sending).rejects.toThrow('given up');
  await transport.close();
  await expect.poll(() => sockets.every(({ destroyed }) => destroyed), { interval: 2 }).toBe(true);
});

test('an endpoint that left a call without an answer is not trusted again, though others took its place meanwhile', () => {
  const pools = createKeptPools(
    () => ({ close: async () => undefined }) as Dispatcher,
    () => 0,
  );
  const call = (origin: string, answered = true) => {
    pools.take(origin);
    pools.give(origin, answered);
  };
  call('http://rude');
  expect(pools.takeSurelyOpen('http://rude')).not.toBe(null);
  pools.give('http://rude', false);
  for (let other = 0; other < 200; other += 1) call(`http://other-${other}`);
  call('http://rude');
  expect(pools.takeSurelyOpen('http://rude')).toBe(null);
});
