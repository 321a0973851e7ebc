import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { metricsBase, sinkMetricsOf } from '../../src/providers/redis-enterprise/metrics.ts';
import {
  bdb,
  bdb82,
  desired,
  fake,
  type FakeOptions,
  nodes,
  on82,
  type Reply,
  type Route,
  SINK,
} from './redis-enterprise-fake.ts';

const wish: JsonObject = { bdbs: [{ name: 'sessions', db_conns_auditing: true }] };
const audited82 = {
  ...on82,
  'GET /v1/bdbs': { body: [bdb82(3, 'cache'), bdb82(7, 'sessions', { audit_mode: 'connection' })] },
};
const audited = { 'GET /v1/bdbs': { body: [bdb(3, 'cache'), bdb(7, 'sessions', { db_conns_auditing: true })] } };

function metrics(values: Record<string, number>): Reply {
  const lines = Object.entries(values).map(([name, value]) => `audit_sink_${name}{node="1",proxy="2"} ${value}`);
  return { body: ['# HELP audit_sink_sent_messages x', 'other_metric 5', ...lines, ''].join('\n') };
}

async function verify(routes: Record<string, Route>, spec: JsonObject = wish, options: FakeOptions = {}) {
  const run = fake(routes, options);
  const live = await run.session.read(desired(spec));
  const { effective, flowing, evidence } = await run.session.verify(desired(spec), live, false);
  expect(run.log.every(({ method }) => method === 'GET')).toBe(true);
  expect(evidence.length).toBeGreaterThan(1);
  return {
    answer: `${effective} ${flowing}`,
    says: evidence.map(({ source, says }) => `${source}: ${says}`).join('\n'),
    run,
  };
}

describe('effective is what the cluster says is on', () => {
  it('below 8.2 settings can be read back, but nothing tells whether records arrive', async () => {
    const { answer, says, run } = await verify(audited);
    expect(answer).toBe('yes unknown');
    expect(says).toContain('from 8.2');
    expect(run.calls()).not.toContain('GET /v2');
  });

  it.each<[string, Record<string, Route>, JsonObject]>([
    ['no sink', { ...audited, [`GET ${SINK}`]: { body: {} } }, wish],
    ['the wanted database is not audited', {}, wish],
    ['the sink alone audits nothing', {}, { policy: { db_conns_auditing: true } }],
    ['one of all is not audited', audited, { bdbs: [{ name: '*', db_conns_auditing: true }] }],
  ])('no: %s', async (_name, routes, spec) => {
    expect((await verify(routes, spec)).answer).toBe('no unknown');
  });

  it.each<[string, Record<string, Route>, JsonObject]>([
    [
      'a database still changes',
      { 'GET /v1/bdbs': { body: [bdb(7, 'sessions', { db_conns_auditing: true, status: 'active-change-pending' })] } },
      wish,
    ],
    [
      'an unaudited Active-Active database is left out of "*"',
      { 'GET /v1/bdbs': { body: [bdb(1, 'a', { db_conns_auditing: true }), bdb(2, 'geo', { crdt: true })] } },
      { bdbs: [{ name: '*', db_conns_auditing: true }] },
    ],
    ['a named database is not there', audited, { bdbs: [{ name: 'nope', db_conns_auditing: true }] }],
  ])('unknown: %s', async (_name, routes, spec) => {
    expect((await verify(routes, spec)).answer).toBe('unknown unknown');
  });

  it('a manifest without databases is effective when any is audited', async () => {
    expect((await verify(audited, {})).answer).toBe('yes unknown');
  });
});

describe('flowing is a counter of sent records that grows, from 8.2', () => {
  it('yes when it grows while watched', async () => {
    const first = metrics({
      connected_workers: 2,
      sent_messages: 10,
      dropped_messages: 0,
      reconnect_attempts_exhausted: 0,
    });
    const later = metrics({ connected_workers: 2, sent_messages: 13, dropped_messages: 1 });
    const { answer, says, run } = await verify({ ...audited82, 'GET /v2': [first, first, later] });
    expect(answer).toBe('yes yes');
    expect(says).toContain('3 while watched (1 dropped)');
    expect(run.slept).toEqual([500, 500]);
  });

  it('watches also where a run has no time to wait for changes, as verify has none', async () => {
    const replies = [1, 2].map((sent_messages) => metrics({ connected_workers: 1, sent_messages }));
    expect((await verify({ ...audited82, 'GET /v2': replies }, wish, { settleMs: 0 })).answer).toBe('yes yes');
  });

  it.each<[string, Reply, string]>([
    ['no growth', metrics({ connected_workers: 2, sent_messages: 10 }), 'yes unknown'],
    ['no record at all', metrics({ connected_workers: 2, sent_messages: 0 }), 'yes unknown'],
    ['no audit metrics', { body: 'up 1\n' }, 'yes unknown'],
    ['metrics refused', { status: 404 }, 'yes unknown'],
    ['no worker connected', metrics({ connected_workers: 0, sent_messages: 10 }), 'unknown unknown'],
    [
      'proxies gave up for good',
      metrics({ connected_workers: 0, sent_messages: 10, reconnect_attempts_exhausted: 2 }),
      'no unknown',
    ],
  ])('%s', async (_name, reply, expected) => {
    const { answer, run } = await verify({ ...audited82, 'GET /v2': reply });
    expect(answer).toBe(expected);
    expect(run.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5000);
  });

  it('never when records are sent but no worker is connected any more', async () => {
    const replies = [
      metrics({ connected_workers: 1, sent_messages: 1 }),
      metrics({ connected_workers: 0, sent_messages: 2 }),
    ];
    expect((await verify({ ...audited82, 'GET /v2': replies })).answer).toBe('unknown unknown');
  });

  it('sends no credentials to the metrics port', async () => {
    const { run } = await verify({ ...audited82, 'GET /v2': metrics({}) });
    const client = run.clients[1];
    expect(client?.baseUrl).toBe('https://redis.example.com:8070');
    const request = { method: 'GET', url: new URL('https://redis.example.com:8070/v2'), headers: {}, body: '' };
    expect(await client?.authenticate(request, 'read')).toEqual({});
    // A port that a firewall closes must not keep verify waiting for minutes.
    expect(run.log.find(({ url }) => url === '/v2')).toMatchObject({ attempts: 2, timeoutMs: 5000 });
  });
});

describe('the metrics endpoint', () => {
  it.each([
    ['https://c.example.com:9443', null, 'https://c.example.com:8070'],
    ['https://c.example.com', null, 'https://c.example.com:8070'],
    ['https://[fd00::1]:9443', null, 'https://[fd00::1]:8070'],
    ['http://127.0.0.1:40123', null, 'http://127.0.0.1:40123'],
    ['https://c.example.com:9443', 'http://m:1/', 'http://m:1'],
  ])('of %s with %s is %s', (endpoint, metricsEndpoint, expected) => {
    expect(metricsBase(endpoint, metricsEndpoint)).toBe(expected);
  });

  it('is summed over all series; labels, timestamps and _total do not matter', () => {
    const text =
      'audit_sink_sent_messages{a="x y} 9"} 3 1700000000\naudit_sink_sent_messages_total 4\naudit_sink_connected_workers NaN\naudit_sink_sent_bytes 99\n';
    expect(sinkMetricsOf(text)).toEqual({
      sentMessages: 7,
      connectedWorkers: null,
      droppedMessages: null,
      attemptsExhausted: null,
    });
  });
});

describe('versions in evidence', () => {
  it('are named', async () => {
    expect((await verify({ ...audited, 'GET /v1/nodes': nodes('7.4.2-54') })).says).toContain('7.4.2-54');
  });
});
