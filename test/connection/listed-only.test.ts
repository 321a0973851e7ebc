import { describe, expect, onTestFinished, test } from 'vitest';
import { createProviderIo } from '../../src/connection/create-provider-io.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { providerError } from '../http/open-client.ts';
import { startServer } from '../http/start-server.ts';
import { opened } from './connection.ts';

const defaults = { concurrency: 1 };
const authenticate = async () => ({ authorization: 'secret' });

function openIo(hosts: readonly string[]) {
  const io = createProviderIo({
    connection: opened(),
    mode: 'read',
    environment: {},
    secretsDirs: [],
    signal: new AbortController().signal,
    settleMs: 1000,
    clock: fakeClock(),
    hosts,
  });
  onTestFinished(() => io.close());
  return io;
}

describe('hosts that are not listed', () => {
  test('get no client, whoever names them: a region, a vendor’s answer', () => {
    const io = openIo(['a.example.com']);
    expect(() => io.http({ baseUrl: 'https://node-2.example.com:18091', authenticate, defaults })).toThrow(
      /AF220|not among/,
    );
  });

  test('are not followed to by a redirect', async () => {
    const elsewhere = await startServer((response) => void response.writeHead(200).end('{}'));
    const first = await startServer((response) => {
      response.writeHead(307, { location: `${elsewhere.url}/x` }).end();
    });
    const open = (hosts: readonly string[]) =>
      openIo(hosts).http({
        baseUrl: first.url,
        authenticate,
        defaults,
        redirect: () => new URL(`${elsewhere.url}/x`),
      });
    const listed = new URL(first.url).host;
    const error = await providerError(open([listed]).send({ method: 'GET', url: '/x' }));
    expect([error.code, elsewhere.seen.length]).toEqual(['AF220', 0]);
    await open(['127.0.0.1', 'localhost']).send({ method: 'GET', url: '/x' });
    expect(elsewhere.seen).toHaveLength(1);
  });
});
