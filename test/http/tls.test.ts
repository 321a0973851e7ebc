import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { TransportSettings } from '../../src/http/transport.ts';
import { openConnection, providerError } from './open-client.ts';
import { reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;
const cert = await readFile(new URL('./fixtures/server-cert.pem', import.meta.url), 'utf8');
const key = await readFile(new URL('./fixtures/server-key.pem', import.meta.url), 'utf8');

function serve() {
  return startServer((response) => reply(response, 200), { cert, key });
}

function send(url: string, tls: Partial<TransportSettings>) {
  const connection = openConnection({ tls });
  return { answer: connection.client(url).send(get), clock: connection.clock };
}

describe('TLS', () => {
  test('with an unknown authority is AF301 at once, and says what to set', async () => {
    const server = await serve();
    const { answer, clock } = send(server.url, {});
    const error = await providerError(answer);
    expect(error).toMatchObject({ code: 'AF301', trouble: 'unavailable', sent: 'no' });
    expect(error.fix).toContain('tls.caFile');
    expect(clock.sleeps).toEqual([]);
    expect(server.seen).toHaveLength(0);
  });

  test.each(['127.0.0.1', 'localhost'])('with the authority of tls.caFile is trusted: %s', async (host) => {
    const server = await serve();
    const { answer } = send(`https://${host}:${server.port}`, { caCertificate: cert });
    expect((await answer).status).toBe(200);
  });

  test.each(['127.0.0.1', 'localhost'])('expects tls.serverName instead of %s', async (host) => {
    const server = await serve();
    const { answer } = send(`https://${host}:${server.port}`, { caCertificate: cert, serverName: 'other.example' });
    const error = await providerError(answer);
    expect(error).toMatchObject({ code: 'AF301', message: expect.stringContaining('another name') });
    expect(error.fix).toContain('tls.serverName');
    expect(server.seen).toHaveLength(0);
  });

  test('is verified even when the environment tells Node not to', async () => {
    const server = await serve();
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await providerError(send(server.url, {}).answer)).toMatchObject({ code: 'AF301' });
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  test('is not verified with insecureSkipVerify', async () => {
    const server = await serve();
    expect((await send(server.url, { insecureSkipVerify: true }).answer).status).toBe(200);
  });

  test('to a server that speaks plain HTTP is AF301, surely not sent', async () => {
    const server = await startServer((response) => reply(response, 200));
    const error = await providerError(send(server.url.replace('http:', 'https:'), {}).answer);
    expect(error).toMatchObject({ code: 'AF301', sent: 'no' });
  });

  test('that breaks off during the handshake has surely not sent anything', async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { answer, clock } = send(`https://127.0.0.1:${port}`, {});
    expect(await providerError(answer)).toMatchObject({ code: 'AF301', sent: 'no' });
    expect(clock.sleeps).toHaveLength(4);
    server.close();
  });
});
