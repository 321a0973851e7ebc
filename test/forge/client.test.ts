import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createForgeClient, type ForgeClient } from '../../src/forge/forge-client.ts';
import { createTransport, type Transport } from '../../src/http/transport.ts';
import { type ForgeServer, startForgeServer } from './forge-server.ts';

let server: ForgeServer;
let transport: Transport;
let client: ForgeClient;
let now: number;
let waits: number[];

beforeEach(async () => {
  server = await startForgeServer(() => ({ status: 200, body: { ok: true } }));
  transport = createTransport({
    caCertificate: null,
    serverName: null,
    insecureSkipVerify: false,
    connectTimeoutMs: 5_000,
  });
  now = 1_700_000_000_000;
  waits = [];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
  };
  const signal = new AbortController().signal;
  client = createForgeClient({
    name: 'GitHub',
    apiUrl: server.url,
    headers: { 'user-agent': 'test' },
    transport,
    clock,
    signal,
  });
});
afterEach(async () => {
  await transport.close();
  await server.close();
});

const get = () => client.send({ method: 'GET', path: '/x', needs: 'checks: write' });
const post = () => client.send({ method: 'POST', path: '/x', body: { a: 1 }, needs: 'checks: write' });
const once = (status: number, headers: Record<string, string> = {}, body: unknown = {}) =>
  void server.instead.push(() => ({ status, headers, body }));

describe('throttling is waited out, for writes too: a throttled call was not carried out', () => {
  test.each([
    ['429 with Retry-After', 429, { 'retry-after': '7' }, {}, 7_000],
    ['403 with Retry-After, the secondary limit', 403, { 'retry-after': '30' }, {}, 30_000],
    [
      '403 with no calls left, until the reset',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000020' },
      {},
      20_000,
    ],
    ['403 that only its text tells', 403, {}, { message: 'You have exceeded a secondary rate limit.' }, 60_000],
    ["GitLab's 429", 429, { 'ratelimit-remaining': '0', 'ratelimit-reset': '1700000012' }, {}, 12_000],
    ['429 that says nothing', 429, {}, {}, 60_000],
  ])('%s', async (_what, status, headers, body, wait) => {
    once(status, headers as Record<string, string>, body);
    expect((await post()).value).toEqual({ ok: true });
    expect(waits).toEqual([wait]);
    expect(server.seen).toHaveLength(2);
  });

  test('an hour is not waited for: the job says so and ends', async () => {
    once(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700003600' });
    await expect(get()).rejects.toThrow('too many calls, 3600 s to wait');
    expect(waits).toEqual([]);
  });

  test('a plain 403 is a missing permission and is not repeated', async () => {
    once(403, { 'x-ratelimit-remaining': '4999' });
    await expect(get()).rejects.toMatchObject({ status: 403, fix: expect.stringContaining('checks: write') });
    expect(server.seen).toHaveLength(1);
  });

  test('being throttled for ever is not taken for a missing permission', async () => {
    for (let index = 0; index < 4; index += 1) once(403, { 'retry-after': '1' });
    await expect(get()).rejects.toMatchObject({ status: 429 });
    expect(server.seen).toHaveLength(4);
  });
});

describe('failures of the forge', () => {
  test('a read is repeated', async () => {
    once(502);
    once(503);
    expect((await get()).value).toEqual({ ok: true });
  });

  test('a POST is not, since it may have been carried out', async () => {
    once(502);
    await expect(post()).rejects.toMatchObject({ status: 502 });
    expect(server.seen).toHaveLength(1);
  });

  test('redirects in a circle end', async () => {
    for (let index = 0; index < 5; index += 1) once(302, { location: '/x' });
    await expect(get()).rejects.toThrow('302');
    expect(server.seen.length).toBeLessThan(6);
  });
});
