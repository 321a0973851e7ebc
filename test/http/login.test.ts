import { describe, expect, test } from 'vitest';
import type { AnswerClass, HttpClient } from '../../src/http/http-client.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { openConnection, providerError } from './open-client.ts';
import { reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;

function many(client: HttpClient, count: number): Promise<ProviderError>[] {
  return Array.from({ length: count }, () => providerError(client.send(get)));
}

describe('a refused login', () => {
  test('is AF302, and everything else of the connection fails with it unsent', async () => {
    const server = await startServer((response) => reply(response, 401));
    const { client } = openConnection();
    const errors = await Promise.all([...many(client(server.url), 10), ...many(client(server.url), 10)]);
    expect(errors[0]).toMatchObject({ code: 'AF302', trouble: 'refused', status: 401 });
    expect(new Set(errors).size).toBe(1);
    expect(await providerError(client(server.url).send(get))).toBe(errors[0]);
    expect(server.seen).toHaveLength(1);
  });

  test('is one even when its body is cut short', async () => {
    const server = await startServer((response) => {
      response.writeHead(401, { 'content-length': '10' }).write('{', () => response.destroy());
    });
    expect(await providerError(openConnection().client(server.url).send(get))).toMatchObject({ code: 'AF302' });
    expect(server.seen).toHaveLength(1);
  });

  test('is one even when its body is compressed', async () => {
    const server = await startServer((response) => reply(response, 401, 'zz', { 'content-encoding': 'gzip' }));
    expect(await providerError(openConnection().client(server.url).send(get))).toMatchObject({ code: 'AF302' });
  });

  test('is what the provider says it is', async () => {
    const server = await startServer((response) => reply(response, 404));
    const client = openConnection().client(server.url, { classify: () => ({ kind: 'login-refused' }) });
    expect(await providerError(client.send(get))).toMatchObject({ code: 'AF302', status: 404 });
  });

  test('is not shown with what the server said', async () => {
    const server = await startServer((response) =>
      reply(response, 401, '{"message":"canary-4711"}', { 'x-note': 'canary-4711' }),
    );
    const error = await providerError(
      openConnection()
        .client(server.url)
        .send({ ...get, url: '/x?token=canary-4711' }),
    );
    expect(`${error.message} ${error.fix} ${JSON.stringify(error)} ${error.stack}`).not.toContain('canary-4711');
  });
});

describe('until the credentials are known to work', () => {
  test('one request is in flight, then as many as the limit permits', async () => {
    const waiting: (() => void)[] = [];
    let started = 0;
    let startedAtFirst = 0;
    const server = await startServer((response, _, turn) => {
      if (turn === 1) {
        startedAtFirst = started;
        reply(response, 200);
        return;
      }
      waiting.push(() => reply(response, 200));
      if (waiting.length === 4) for (const go of waiting) go();
    });
    const authenticate = async () => {
      started += 1;
      return {};
    };
    const client = openConnection().client(server.url, { authenticate });
    await Promise.all(Array.from({ length: 5 }, () => client.send(get)));
    expect(startedAtFirst).toBe(1);
    expect(server.most()).toBe(4);
  });

  test('server errors and throttling prove nothing', async () => {
    const server = await startServer((response, _, turn) => reply(response, [503, 429][turn - 1] ?? 401));
    const errors = await Promise.all(many(openConnection().client(server.url), 8));
    expect(errors.map((error) => error.code)).toEqual(Array(8).fill('AF302'));
    expect(server.seen).toHaveLength(3);
  });

  test('working credentials for reading do not vouch for those for writing', async () => {
    const server = await startServer((response, request) => reply(response, request.method === 'GET' ? 200 : 401));
    const client = openConnection({ mode: 'write' }).client(server.url);
    await client.send(get);
    const put = { method: 'PUT', url: '/x' } as const;
    const errors = await Promise.all(Array.from({ length: 5 }, () => providerError(client.send(put))));
    expect(errors.map((error) => error.code)).toEqual(Array(5).fill('AF302'));
    expect(server.seen.filter((request) => request.method === 'PUT')).toHaveLength(1);
  });

  test('a client without probeFirst does not wait', async () => {
    const waiting: (() => void)[] = [];
    const server = await startServer((response) => {
      waiting.push(() => reply(response, 200));
      if (waiting.length === 3) for (const go of waiting) go();
    });
    const client = openConnection().client(server.url, { probeFirst: false });
    await Promise.all(Array.from({ length: 3 }, () => client.send(get)));
    expect(server.most()).toBe(3);
  });
});

describe('expired credentials', () => {
  const classify = (response: { readonly status: number }): AnswerClass | null =>
    response.status === 401 ? { kind: 'renew' } : null;

  test('are renewed, and the request is sent once more with the new ones', async () => {
    let token = 'old';
    const server = await startServer((response, request) =>
      reply(response, request.headers['x-auth-token'] === 'new' ? 200 : 401),
    );
    const client = openConnection({ mode: 'write' }).client(server.url, {
      classify,
      renew: () => {
        token = 'new';
      },
      authenticate: async () => ({ 'X-Auth-Token': token }),
    });
    expect((await client.send({ method: 'POST', url: '/x', body: 'b' })).status).toBe(200);
    expect(server.seen.map((request) => [request.headers['x-auth-token'], request.body])).toEqual([
      ['old', 'b'],
      ['new', 'b'],
    ]);
  });

  test('that are refused again count as a refused login', async () => {
    const server = await startServer((response) => reply(response, 401));
    expect(await providerError(openConnection().client(server.url, { classify }).send(get))).toMatchObject({
      code: 'AF302',
    });
    expect(server.seen).toHaveLength(2);
  });

  test('are renewed once for all requests that met them', async () => {
    let renewals = 0;
    const held: (() => void)[] = [];
    const server = await startServer((response, _, turn) => {
      if (turn > 3) return reply(response, 200);
      held.push(() => reply(response, 401));
      if (held.length === 3) for (const go of held) go();
    });
    const client = openConnection().client(server.url, {
      classify,
      probeFirst: false,
      renew: () => {
        renewals += 1;
      },
    });
    await Promise.all([client.send(get), client.send(get), client.send(get)]);
    expect(renewals).toBe(1);
    expect(server.seen).toHaveLength(6);
  });
});

describe('logging in', () => {
  test('happens anew for each attempt', async () => {
    const server = await startServer((response, _, turn) => reply(response, turn === 1 ? 503 : 200));
    let nonce = 0;
    const authenticate = async () => ({ 'x-nonce': String(++nonce) });
    await openConnection().client(server.url, { authenticate }).send(get);
    expect(server.seen.map((request) => request.headers['x-nonce'])).toEqual(['1', '2']);
  });

  test('leaves nothing behind for the next attempt', async () => {
    const server = await startServer((response, _, turn) => reply(response, turn === 1 ? 503 : 200));
    let turn = 0;
    const authenticate = async () => (++turn === 1 ? { 'x-old-token': 'canary' } : { 'x-new-token': 't' });
    await openConnection().client(server.url, { authenticate }).send(get);
    expect(server.seen.map(({ headers }) => [headers['x-old-token'], headers['x-new-token']])).toEqual([
      ['canary', undefined],
      [undefined, 't'],
    ]);
  });

  test('sees the request as it goes on the wire, and says which credentials are wanted', async () => {
    const server = await startServer((response) => reply(response, 200));
    const calls: unknown[] = [];
    const client = openConnection({ mode: 'write' }).client(`${server.url}/prefix`, {
      authenticate: async (request, access) => {
        calls.push([request.method, request.url.href, request.headers['content-type'], request.body, access]);
        return {};
      },
    });
    await client.send({ method: 'PUT', url: '/x?q=1', headers: { 'Content-Type': 'text/plain' }, body: 'b' });
    expect(calls).toEqual([['PUT', `${server.url}/prefix/x?q=1`, 'text/plain', 'b', 'write']]);
    expect(server.seen[0]).toMatchObject({ method: 'PUT', url: '/prefix/x?q=1', body: 'b' });
  });

  test('may itself send requests, to another account, even when only one may be in flight', async () => {
    const server = await startServer((response, request) =>
      reply(response, 200, JSON.stringify({ path: request.url })),
    );
    const { client } = openConnection({ limits: { concurrency: 1 } });
    const iam = client(server.url, { account: 'iam', probeFirst: false });
    const authenticate = async () => {
      await iam.send({ method: 'POST', url: '/login', access: 'read' });
      return {};
    };
    await Promise.all([client(server.url, { authenticate }).send(get), client(server.url, { authenticate }).send(get)]);
    expect(server.seen.map((request) => request.url)).toEqual(['/login', '/x', '/login', '/x']);
  });

  test('that gets no answer leaves the write unsent', async () => {
    const server = await startServer((response) => reply(response, 200));
    const authenticate = async () => {
      throw new ProviderError('no token', { code: 'AF301', trouble: 'unavailable', sent: 'maybe' });
    };
    const client = openConnection({ mode: 'write' }).client(server.url, { authenticate });
    expect(await providerError(client.send({ method: 'PUT', url: '/x' }))).toMatchObject({ code: 'AF301', sent: 'no' });
    expect(server.seen).toHaveLength(0);
  });

  test('with a credential that HTTP cannot carry names the header, not the value', async () => {
    const client = openConnection().client('http://127.0.0.1:9', {
      authenticate: async () => ({ 'x-api-key': 'canary\n' }),
    });
    const error = await providerError(client.send(get));
    expect(error).toMatchObject({ code: 'AF217', sent: 'no' });
    expect(error.message).toContain('x-api-key');
    expect(error.message).not.toContain('canary');
  });
});
