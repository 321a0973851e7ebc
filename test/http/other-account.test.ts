import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { openConnection, providerError } from './open-client.ts';
import { reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;
const login = { method: 'GET', url: '/login' } as const;

describe('a client that counts with another account', () => {
  test('needs no place of the connection’s, and has a limit of its own', async () => {
    const server = await startServer(async (response) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      reply(response, 200);
    });
    const { client, gate } = openConnection({ limits: { concurrency: 1, requestsPerSecond: 3 } });
    const iam = client(server.url, { account: 'iam', defaults: { concurrency: 2 }, probeFirst: false });
    const authenticate = async () => {
      await Promise.all([iam.send(login), iam.send(login), iam.send(login)]);
      return {};
    };
    await client(server.url, { authenticate }).send(get);
    expect(server.seen.map(({ url }) => url)).toEqual(['/login', '/login', '/login', '/x']);
    expect(server.most()).toBe(2);
    expect(gate.limiter.requestsPerSecond(null)).toBe(3);
  });

  test('pauses neither when throttled nor with the connection, but with those of the same account', async () => {
    const { client, clock } = openConnection();
    const server = await startServer((response, _, turn) =>
      reply(response, turn === 1 ? 429 : 200, '', { 'retry-after': '9' }),
    );
    const [one, same] = [1, 2].map(() => client(server.url, { account: 'iam', probeFirst: false }));
    const from = clock.now();
    // The clock moves when somebody sleeps; who does not wait has slept for nothing.
    const throttled = one!.send(get);
    await client(server.url, { probeFirst: false }).send(get);
    await throttled;
    expect(clock.sleeps).toEqual([9_000]);
    await same!.send(get);
    expect(clock.now() - from).toBe(9_000);
  });

  test.each([
    ['its login', true],
    ['the connection’s', false],
  ])('is locked out together with the connection, whoever was refused: %s', async (_, first) => {
    const server = await startServer((response) => reply(response, 401));
    const { client } = openConnection();
    const [iam, service] = [client(server.url, { account: 'iam', probeFirst: false }), client(server.url)];
    const [refused, other] = first ? [iam, service] : [service, iam];
    const error = await providerError(refused.send(get));
    expect(error.code).toBe('AF302');
    expect(await providerError(other.send(get))).toBe(error);
    const later = client(server.url, { account: 'later', probeFirst: false });
    expect(await providerError(later.send(get))).toBe(error);
    expect(server.seen).toHaveLength(1);
  });
});

describe('what is prepared', () => {
  test('is waited for before the turn, so that nobody waits for a place who could go on', async () => {
    const server = await startServer((response) => reply(response, 200));
    const { client } = openConnection({ limits: { concurrency: 1 } });
    let ready = () => {};
    const prepare = () =>
      new Promise<void>((resolve) => {
        ready = resolve;
      });
    const waiting = client(server.url, { prepare }).send(login);
    expect((await client(server.url).send(get)).status).toBe(200);
    ready();
    expect((await waiting).status).toBe(200);
  });

  test('is prepared again for each attempt, for the access that the call has', async () => {
    const asked: string[] = [];
    const server = await startServer((response, _, turn) => reply(response, turn === 1 ? 503 : 200));
    const { client } = openConnection({ mode: 'write' });
    const http = client(server.url, { prepare: (access) => void asked.push(access) });
    await http.send(get);
    await http.send({ method: 'PUT', url: '/x' });
    expect(asked).toEqual(['read', 'read', 'write']);
  });

  test('may take longer than a call', async () => {
    const server = await startServer((response) => reply(response, 200));
    const { client, clock } = openConnection({ timeoutSeconds: 1 });
    const http = client(server.url, { prepare: () => clock.sleep(600_000) });
    expect((await http.send(get)).status).toBe(200);
  });

  test('leaves a write unsent where it fails, and is not tried any more once the connection is locked out', async () => {
    let tried = 0;
    const prepare = async () => {
      tried += 1;
      throw new ProviderError('no token', { code: 'AF301', trouble: 'unavailable', sent: 'maybe' });
    };
    const server = await startServer((response) => reply(response, 401));
    const { client } = openConnection({ mode: 'write' });
    const http = client(server.url, { prepare });
    expect(await providerError(http.send({ method: 'PUT', url: '/x' }))).toMatchObject({ code: 'AF301', sent: 'no' });
    await providerError(client(server.url).send(get));
    expect((await providerError(http.send(get))).code).toBe('AF302');
    expect(tried).toBe(1);
  });

  test('ends with the run', async () => {
    const run = new AbortController();
    const { client } = openConnection({ signal: run.signal });
    const prepare = async () => {
      run.abort(new Error('interrupted'));
      throw new Error('something else');
    };
    await expect(client('http://127.0.0.1:9', { prepare }).send(get)).rejects.toThrow('interrupted');
  });
});
