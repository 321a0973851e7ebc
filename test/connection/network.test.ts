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

test('what one session of a run has learnt of a connection, the next one knows, and no other connection or run', () => {
  const networks = [openNetwork(sources), openNetwork(sources)];
  const { connection } = target();
  const knowledge = (run: number, key: string, name: string) => {
    const network = networks[run]!;
    return network.knowledgeOf(network.open(connection, key))(name, () => ({}));
  };
  const nodes = knowledge(0, 'redis eu', 'nodes');
  expect(knowledge(0, 'redis eu', 'nodes')).toBe(nodes);
  expect(knowledge(0, 'redis eu', 'events')).not.toBe(nodes);
  expect(knowledge(0, 'redis us', 'nodes')).not.toBe(nodes);
  expect(knowledge(1, 'redis eu', 'nodes')).not.toBe(nodes);
});

test('apply asks a Redis cluster for its nodes once: planning has told the session that writes', async () => {
  const answers: Record<string, unknown> = {
    '/v1/nodes': [{ uid: 1, addr: '127.0.0.1', software_version: '7.8.6-60', status: 'active' }],
    '/v1/cluster': { name: 'redis.example.com' },
    '/v1/cluster/policy': { db_conns_auditing: false },
    '/v1/bdbs': [],
  };
  const server = await startServer((response, request) => {
    const body = answers[request.url.split('?')[0]!];
    return reply(response, body === undefined ? 404 : 200, JSON.stringify(body ?? {}));
  });
  const credentials = { username: 'audit@example.com', password: { fromEnv: 'KEY' } };
  const connection = { ...target().connection, system: 'redis-enterprise', endpoint: server.url, credentials };
  const wanted = {
    kind: 'RedisEnterpriseCluster',
    address: 'a',
    target: {},
    spec: {},
    ensure: 'present',
    connection,
  } as const;
  const network = openNetwork(sources);
  for (const mode of ['read', 'write'] as const) {
    const { signal } = new AbortController();
    const sessions = createSessions({ mode, env: sources.environment, secretsDirs: [], signal, settleMs: 0, network });
    expect((await (await sessions.of(wanted)).read(wanted)).limits).toMatchObject({ version: '7.8.6-60' });
    await sessions.close();
  }
  await network.close();
  const asked = server.seen.map(({ url }) => url.split('?')[0]);
  expect([
    asked.filter((url) => url === '/v1/nodes').length,
    asked.filter((url) => url === '/v1/cluster').length,
  ]).toEqual([1, 2]);
});
