import { expect, onTestFinished, test } from 'vitest';
import { createSessions } from '../../src/connection/create-sessions.ts';
import { type Network, openNetwork } from '../../src/connection/network.ts';
import type { Access } from '../../src/http/http-client.ts';
import { target } from '../providers/dbaudit-fake.ts';
import { type Handler, reply, startServer } from '../http/start-server.ts';

const EMPTY = JSON.stringify({ data: [], pagination: { total: 0, page: 1, per_page: 100 } });
const sources = { environment: { KEY: 'k' }, secretsDirs: [] };

async function openRun(handler: Handler) {
  const server = await startServer(handler);
  const wanted = target();
  const connection = {
    ...wanted.connection,
    endpoint: server.url,
    credentials: { apiKey: { fromEnv: 'KEY' } },
    limits: { concurrency: 1 },
  };
  const reading = async (mode: Access, network: Network | null, signal = new AbortController().signal) => {
    const shared = network === null ? {} : { network };
    const sessions = createSessions({
      mode,
      env: sources.environment,
      secretsDirs: [],
      signal,
      settleMs: 0,
      ...shared,
    });
    try {
      return await (await sessions.of({ kind: wanted.kind, connection })).read(wanted);
    } finally {
      await sessions.close();
    }
  };
  return { server, reading };
}

test.each([
  ['one network', 1],
  ['a network each', 2],
])('sessions that read and sessions that write over %s: the account has %i calls in flight', async (_name, most) => {
  const { server, reading } = await openRun(async (response) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    reply(response, 200, EMPTY);
  });
  const network = most === 1 ? openNetwork(sources) : null;
  onTestFinished(async () => network?.close());
  await Promise.all([reading('read', network), reading('write', network)]);
  expect(server.most()).toBe(most);
});

test('sessions that end leave the network to others, and nothing of it outlives the run', async () => {
  const { reading } = await openRun((response, _request, turn) =>
    turn === 1 ? reply(response, 200, EMPTY) : reply(response, 429, '{}', { 'retry-after': '60' }),
  );
  const network = openNetwork(sources);
  expect((await reading('read', network)).presence).toBe('absent');
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const interrupt = new AbortController();
  const throttled = reading('write', network, interrupt.signal);
  const refused = expect(throttled).rejects.toThrow('interrupted');
  while (timers() === before) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  interrupt.abort(new Error('interrupted'));
  await refused;
  await network.close();
  expect(timers()).toBeLessThanOrEqual(before);
});

test('connections of one vendor in one run are each asked at their own endpoint, with their own login', async () => {
  const servers = [
    await startServer((response) => reply(response, 200, EMPTY)),
    await startServer((response) => reply(response, 200, EMPTY)),
  ];
  const network = openNetwork(sources);
  const { signal } = new AbortController();
  const env = { ONE: 'first', TWO: 'second' };
  for (const mode of ['read', 'write'] as const) {
    const sessions = createSessions({ mode, env, secretsDirs: [], signal, settleMs: 0, network });
    for (const [index, name] of ['ONE', 'TWO'].entries()) {
      const wanted = target();
      const credentials = { apiKey: { fromEnv: name } };
      const connection = { ...wanted.connection, name, endpoint: servers[index]!.url, credentials };
      await (await sessions.of({ kind: wanted.kind, connection })).read(wanted);
    }
    await sessions.close();
  }
  await network.close();
  const logins = servers.map(({ seen }) => [...new Set(seen.map(({ headers }) => headers.authorization))]);
  expect(logins).toEqual([['Bearer first'], ['Bearer second']]);
});
