import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { CallOff } from '../../src/http/attempt-watch.ts';
import { createTransport } from '../../src/http/transport.ts';
import { reply, startServer } from './start-server.ts';

const settings = { caCertificate: null, serverName: null, insecureSkipVerify: false, connectTimeoutMs: 5000 };

function open() {
  const transport = createTransport(settings);
  onTestFinished(() => transport.close());
  const send = (url: string, fresh = false) =>
    transport.send({ method: 'GET', url: new URL(url), headers: {}, body: null, fresh, signal: new CallOff() });
  return { transport, send };
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

test('a connection of its own is closed with its answer', async () => {
  const { urls, sockets } = await startMany(1);
  const { send } = open();
  await Promise.all(Array.from({ length: 10 }, () => send(urls[0]!, true)));
  await expect.poll(sockets, { interval: 2 }).toBe(0);
});
