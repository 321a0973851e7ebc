import { expect, onTestFinished, test } from 'vitest';
import { createTransports } from '../../src/connection/create-transports.ts';
import { CallOff } from '../../src/http/attempt-watch.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { OpenConnection } from '../../src/providers/provider.ts';
import { startServer } from '../http/start-server.ts';
import { opened } from './connection.ts';

async function start() {
  // Answers the client's own port, which tells the sockets apart.
  const server = await startServer((response, request) => {
    response.end(String(response.socket?.remotePort ?? request.url));
  });
  const transports = createTransports({ environment: {}, secretsDirs: [] }, Date.now);
  onTestFinished(() => transports.close());
  const socketOf = async (transport: Transport) => {
    const request = {
      method: 'GET',
      url: new URL(server.url),
      headers: {},
      body: null,
      repeatable: true,
      callOff: new CallOff(),
    } as const;
    const { bytes } = await transport.send(request);
    // A socket can be used again in the turn after its answer was read.
    await new Promise(setImmediate);
    return bytes.toString();
  };
  return { transports, socketOf };
}

test('Connections with equal TLS settings share their sockets', async () => {
  const { transports, socketOf } = await start();
  const first = await socketOf(transports.of(opened({ name: 'one' })).transport);
  expect(await socketOf(transports.of(opened({ name: 'two' })).transport)).toBe(first);
});

test.each<Partial<OpenConnection>>([
  { tls: { insecureSkipVerify: true } },
  { tls: { serverName: 'other.example.com' } },
  { timeoutSeconds: 5 },
])('Connections that differ in $tls $timeoutSeconds have sockets of their own', async (parts) => {
  const { transports, socketOf } = await start();
  const first = await socketOf(transports.of(opened()).transport);
  expect(await socketOf(transports.of(opened(parts)).transport)).not.toBe(first);
});

test('What one connection closes stays open for the others', async () => {
  const { transports, socketOf } = await start();
  const one = transports.of(opened({ name: 'one' })).transport;
  const first = await socketOf(one);
  await one.close();
  expect(await socketOf(transports.of(opened({ name: 'two' })).transport)).toBe(first);
});
