import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../src/http/http-client.ts';
import type { Transport } from '../../src/http/transport.ts';
import { openConnection, providerError } from './open-client.ts';
import { reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;
const login = async () => ({ Authorization: 'Basic secret' });
const follow = (response: HttpResponse) => new URL(response.headers.location!);

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('with %i is handed over unless the provider follows it', async (status) => {
    const other = await startServer((response) => reply(response, 200));
    const server = await startServer((response) => reply(response, status, '', { location: `${other.url}/y` }));
    const answer = await openConnection().client(server.url, { authenticate: login }).send(get);
    expect(answer).toMatchObject({ status, headers: { location: `${other.url}/y` } });
    expect(other.seen).toHaveLength(0);
  });

  test('carries no credentials to another host but those made for it', async () => {
    const other = await startServer((response) => reply(response, 200));
    const server = await startServer((response) => reply(response, 307, '', { location: `${other.url}/y` }));
    const client = openConnection().client(server.url, {
      redirect: follow,
      authenticate: async (request): Promise<Record<string, string>> =>
        request.url.origin === server.url ? { Authorization: 'Basic secret' } : {},
    });
    const own = { cookie: 'c=1', 'X-Auth-Token': 't', 'x-kept': 'k' };
    expect((await client.send({ ...get, headers: own })).status).toBe(200);
    expect(server.seen[0]!.headers).toMatchObject({
      authorization: 'Basic secret',
      cookie: 'c=1',
      'x-auth-token': 't',
    });
    expect(other.seen[0]!.headers).toMatchObject({ 'x-kept': 'k' });
    for (const name of ['authorization', 'cookie', 'x-auth-token'])
      expect(other.seen[0]!.headers).not.toHaveProperty(name);
  });

  test('keeps method and body, and is signed anew', async () => {
    const signed: string[] = [];
    const other = await startServer((response) => reply(response, 200));
    const server = await startServer((response) => reply(response, 303, '', { location: `${other.url}/y` }));
    const client = openConnection({ mode: 'write' }).client(server.url, {
      redirect: follow,
      authenticate: async (request) => {
        signed.push(request.url.href);
        return {};
      },
    });
    const answer = await client.send({ method: 'PUT', url: '/x', body: 'text' });
    expect(other.seen).toMatchObject([{ method: 'PUT', url: '/y', body: 'text' }]);
    expect(signed).toEqual([`${server.url}/x`, `${other.url}/y`]);
    expect(answer.source).toBe(`PUT ${other.url}/y`);
  });

  test('is followed three times at most', async () => {
    const server = await startServer((response, _, turn) =>
      reply(response, 302, '', { location: `${server.url}/${turn}` }),
    );
    const error = await providerError(openConnection().client(server.url, { redirect: follow }).send(get));
    expect(error).toMatchObject({ code: 'AF304', message: expect.stringContaining('more than 3 redirects') });
    expect(server.seen).toHaveLength(4);
  });

  test('is tried from the start again when it leads to something broken', async () => {
    const broken = await startServer((response) => reply(response, 502));
    const server = await startServer((response, _, turn) =>
      turn === 1 ? reply(response, 307, '', { location: `${broken.url}/y` }) : reply(response, 200),
    );
    expect((await openConnection().client(server.url, { redirect: follow }).send(get)).status).toBe(200);
    expect(broken.seen).toHaveLength(1);
  });

  test.each(['http://safe.example/y', 'ftp://safe.example/y', 'https://user:pw@safe.example/y'])(
    'from TLS to %s is refused',
    async (location) => {
      let sent = 0;
      const transport: Transport = {
        async send() {
          sent += 1;
          return { status: 307, headers: { location }, bytes: Buffer.alloc(0), fault: null };
        },
        async close() {},
      };
      const client = openConnection({ transport }).client('https://safe.example', {
        redirect: follow,
        authenticate: login,
      });
      expect(await providerError(client.send(get))).toMatchObject({ code: 'AF304' });
      expect(sent).toBe(1);
    },
  );
});

describe('an absolute URL', () => {
  test('is sent to the origin of the base URL', async () => {
    const server = await startServer((response) => reply(response, 200));
    await openConnection()
      .client(`${server.url}/prefix`)
      .send({ method: 'GET', url: `${server.url}/other?q=1` });
    expect(server.seen[0]!.url).toBe('/other?q=1');
  });

  test('on a foreign origin is refused before anything is sent', async () => {
    const other = await startServer((response) => reply(response, 200));
    const server = await startServer((response) => reply(response, 200));
    const client = openConnection().client(server.url, { authenticate: login });
    expect(await providerError(client.send({ method: 'GET', url: `${other.url}/x` }))).toMatchObject({
      code: 'AF304',
      sent: 'no',
    });
    expect(other.seen).toHaveLength(0);
  });

  test('is sent to an origin that the provider followed a redirect to', async () => {
    const other = await startServer((response) => reply(response, 200));
    const server = await startServer((response) => reply(response, 307, '', { location: `${other.url}/y` }));
    const client = openConnection().client(server.url, { redirect: follow });
    await client.send(get);
    expect((await client.send({ method: 'GET', url: `${other.url}/z` })).status).toBe(200);
  });
});

describe('a path', () => {
  test.each(['/v1/../users', '/v1/../users?fields=uid', '/v1/%2e%2E/users', '/v1/./x', '/v1/..', '/a\\..\\b'])(
    'with a dot segment is refused: %s',
    async (url) => {
      const server = await startServer((response) => reply(response, 200));
      expect(await providerError(openConnection().client(server.url).send({ method: 'GET', url }))).toMatchObject({
        code: 'AF304',
        sent: 'no',
      });
      expect(server.seen).toHaveLength(0);
    },
  );

  test.each(['/a..b/...', '//evil.example/x', '/@evil.example/', '/x?next=/../y'])(
    'stays on the host: %s',
    async (url) => {
      const server = await startServer((response) => reply(response, 200));
      await openConnection().client(server.url).send({ method: 'GET', url });
      expect(server.seen[0]!.url).toBe(url);
    },
  );

  test.each(['x', '@evil.example/', ''])('without a slash is a bug: "%s"', async (url) => {
    await expect(openConnection().client('http://127.0.0.1:9').send({ method: 'GET', url })).rejects.toThrow(
      'start with /',
    );
  });
});
