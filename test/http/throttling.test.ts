import { describe, expect, test } from 'vitest';
import type { AnswerClass } from '../../src/http/http-client.ts';
import { openConnection, providerError } from './open-client.ts';
import { reply, startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x' } as const;

describe('throttling', () => {
  test('beyond five attempts is AF309 where nothing was ever let through, and may be tried later', async () => {
    const server = await startServer((response) => reply(response, 429));
    const error = await providerError(openConnection().client(server.url).send(get));
    expect(error).toMatchObject({ code: 'AF309', trouble: 'busy', sent: 'no', status: 429 });
    expect(server.seen).toHaveLength(5);
  });

  test.each([
    ['a minute: it is waited out', 60_000, { status: 200 }],
    ['longer than any usual window: it is given up', 600_000, { code: 'AF309', trouble: 'busy' }],
  ])('without a word, by an account that let calls through before, for %s', async (_name, ms, expected) => {
    const { client, clock } = openConnection();
    const from = clock.now();
    const server = await startServer((response, _request, turn) =>
      reply(response, turn === 1 || clock.now() - from >= ms ? 200 : 429),
    );
    const http = client(server.url);
    await http.send(get);
    expect(await http.send(get).catch((error: unknown) => error)).toMatchObject(expected);
    expect(clock.now() - from).toBeLessThan(85_000);
  });

  test('of a call that is not needed ends with its attempts', async () => {
    const server = await startServer((response, _request, turn) => reply(response, turn === 1 ? 200 : 429));
    const http = openConnection().client(server.url);
    await http.send(get);
    expect(await providerError(http.send({ ...get, attempts: 2 }))).toMatchObject({ code: 'AF309' });
    expect(server.seen).toHaveLength(3);
  });

  test('is what the provider says it is, and waits as long as it says', async () => {
    const server = await startServer((response, _, turn) =>
      reply(response, turn === 1 ? 400 : 200, `{"turn":${turn}}`),
    );
    const { client, clock } = openConnection();
    const classify = (response: { readonly status: number }) =>
      response.status === 400 ? ({ kind: 'throttled', waitMs: 1234 } as const) : null;
    expect((await client(server.url, { classify }).send(get)).json()).toEqual({ turn: 2 });
    expect(clock.sleeps).toEqual([1234]);
  });

  test.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'x-acs-retry-after': '1500' }, 1500],
    [{ 'x-ratelimit-reset': '7' }, 7000],
    [{ 'retry-after': '3600' }, 60_000],
  ])('with %j holds the account for %i ms', async (headers, ms) => {
    const server = await startServer((response, _, turn) => reply(response, turn === 1 ? 429 : 200, '', headers));
    const { client, clock } = openConnection();
    await client(server.url).send(get);
    expect(clock.sleeps).toEqual([ms]);
  });

  test.each([-3_000, 20_000])('until a time of day holds it by the vendor’s clock, %i ms from ours', async (skewMs) => {
    const { client, clock } = openConnection();
    const server = await startServer((response, _, turn) => {
      const date = (ms: number) => new Date(clock.now() + skewMs + ms).toUTCString();
      reply(response, turn === 1 ? 429 : 200, '', { date: date(0), 'retry-after': date(7_000) });
    });
    await client(server.url).send(get);
    expect(clock.sleeps).toEqual([8_000]);
  });

  test('of one request pauses all requests of the connection', async () => {
    const times: number[] = [];
    const { client, clock } = openConnection({ limits: { concurrency: 1 } });
    const server = await startServer((response, _, turn) => {
      times.push(clock.now());
      reply(response, turn === 1 ? 429 : 200, '', { 'retry-after': '3' });
    });
    const [one, other] = [client(server.url), client(server.url)];
    await Promise.all([one.send(get), other.send(get)]);
    expect(times.map((time) => time - times[0]!)).toEqual([0, 3000, 3000]);
  });

  test('that lasts longer than four timeouts is waited out all the same: nothing is wrong with the vendor', async () => {
    const server = await startServer((response, _, turn) =>
      reply(response, turn < 5 ? 429 : 200, '', { 'retry-after': '30' }),
    );
    const { client, clock } = openConnection({ timeoutSeconds: 10 });
    expect((await client(server.url).send(get)).status).toBe(200);
    expect(clock.sleeps).toEqual([30_000, 30_000, 30_000, 30_000]);
  });

  test('of one operation leaves the others alone', async () => {
    const server = await startServer((response, request, turn) =>
      reply(response, request.url === '/records' && turn < 3 ? 403 : 200, '', { 'x-acs-retry-after': '9000' }),
    );
    const { client, clock } = openConnection();
    const classify = ({ status }: { readonly status: number }): AnswerClass | null =>
      status === 403 ? { kind: 'throttled', scope: 'operation' } : null;
    const http = client(server.url, { classify, probeFirst: false });
    const from = clock.now();
    const records = http.send({ method: 'GET', url: '/records', operation: 'Records' });
    await http.send({ method: 'GET', url: '/config', operation: 'Config' });
    expect((await records).status).toBe(200);
    expect(clock.now() - from).toBeLessThanOrEqual(18_000);
    expect(clock.sleeps.length).toBeLessThanOrEqual(2);
  });

  test('by a window that our calls filled is over when the first of them leaves it', async () => {
    const { client, clock, gate } = openConnection();
    const server = await startServer((response, _, turn) => reply(response, turn === 6 ? 429 : 200));
    const classify = ({ status }: { readonly status: number }): AnswerClass | null =>
      status === 429 ? { kind: 'throttled', waitMs: 10_000, window: { calls: 5, ms: 10_000 } } : null;
    const http = client(server.url, { classify });
    for (let call = 0; call < 5; call += 1) {
      await http.send(get);
      await clock.sleep(1000);
    }
    await http.send(get);
    expect(clock.sleeps.at(-1)).toBe(5020);
    expect(gate.limiter.requestsPerSecond(null)).toBe(0.5);
  });

  test('that is none, but a call that was not processed, narrows nothing and is sent again', async () => {
    const server = await startServer((response, _, turn) => reply(response, turn < 3 ? 400 : 200));
    const { client, gate } = openConnection({ mode: 'write', limits: { requestsPerSecond: 100 } });
    const http = client(server.url, {
      classify: ({ status }) => (status === 400 ? { kind: 'unprocessed' } : null),
    });
    expect((await http.send({ method: 'PUT', url: '/x', body: 'b' })).status).toBe(200);
    expect(server.seen).toHaveLength(3);
    expect(gate.limiter.requestsPerSecond(null)).toBe(100);
  });
});

describe('a quota that an ordinary answer shows to be used up', () => {
  test('is waited for, so that no call is throttled', async () => {
    const { client, clock } = openConnection({ limits: { concurrency: 1 } });
    let used = 0;
    const server = await startServer((response) => {
      used += 1;
      const left = Math.max(0, 3 - used);
      const reset = String(Math.ceil((clock.now() + 20_000) / 1000));
      reply(response, used > 3 ? 429 : 200, '', { 'x-ratelimit-remaining': String(left), 'x-ratelimit-reset': reset });
      if (left === 0) used = 0;
    });
    const http = client(server.url);
    const from = clock.now();
    for (let call = 0; call < 7; call += 1) expect((await http.send(get)).status).toBe(200);
    expect(clock.now() - from).toBeGreaterThanOrEqual(40_000);
    expect(server.seen).toHaveLength(7);
  });

  test.each([
    { 'x-ratelimit-remaining': '0' },
    { 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': '20' },
    { 'x-ratelimit-remaining': 'none', 'x-ratelimit-reset': '20' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
  ])('but in words that say nothing usable (%j) is not', async (odd) => {
    const server = await startServer((response, _, turn) =>
      reply(response, 200, '', turn === 1 ? { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': '20' } : odd),
    );
    const { client, clock } = openConnection();
    const http = client(server.url);
    for (let call = 0; call < 4; call += 1) await http.send(get);
    expect(clock.sleeps).toEqual([]);
  });
});
