import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { order } from '../../src/pipeline/order.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';
import {
  address,
  bdb,
  bdb82,
  delta,
  desired,
  fake,
  on82,
  type Route,
  SINK,
  seedSink,
} from './redis-enterprise-fake.ts';

async function operations(spec: JsonObject, paths: readonly string[], routes: Record<string, Route> = {}) {
  const live = await fake(routes).session.read(desired(spec));
  return redisEnterpriseProvider.operations(delta(spec, live, paths));
}
const noSink = { [`GET ${SINK}`]: { status: 404 } };
const sink = { audit_protocol: 'TCP', audit_address: 'siem.example.com', audit_port: 6514 };

describe('set-sink', () => {
  it('sends the full object with the defaults when there is none, and brings sink.configured about', async () => {
    const [operation] = await operations({ db_conns: sink }, ['/db_conns'], noSink);
    expect(operation).toMatchObject({
      id: `${address}/set-sink`,
      input: { call: 'set-sink', body: { ...sink, audit_reconnect_interval: 1, audit_reconnect_max_attempts: 0 } },
      requires: [],
      ensures: [
        { fact: 'sink.configured', holds: true },
        { fact: 'sink.wanted', holds: true },
      ],
      exclusive: 'redis-enterprise/redis.example.com',
      repeatable: true,
      realises: [`${address}#/db_conns`],
    });
    expect(operation?.input).not.toHaveProperty('body.audit_queue_max_bytes');
  });

  it('sends live values of members that the manifest does not manage, so that merging and replacing end alike', async () => {
    const live = {
      [`GET ${SINK}`]: { body: { ...seedSink, audit_reconnect_interval: 7, audit_reconnect_max_attempts: 4 } },
    };
    const [operation] = await operations(
      { db_conns: { ...sink, audit_reconnect_max_attempts: 0 } },
      ['/db_conns/audit_address', '/db_conns/audit_port'],
      live,
    );
    expect(operation?.input).toEqual({
      call: 'set-sink',
      body: { ...sink, audit_reconnect_interval: 7, audit_reconnect_max_attempts: 0 },
    });
    expect(operation?.realises).toHaveLength(2);
  });

  it('sends audit_queue_max_bytes from 8.2, and never audit_port with local', async () => {
    const local = { audit_protocol: 'local', audit_address: '/run/audit.sock' };
    const [operation] = await operations({ db_conns: local }, ['/db_conns/audit_protocol'], on82);
    expect(operation?.input).toEqual({
      call: 'set-sink',
      body: { ...local, audit_reconnect_interval: 1, audit_reconnect_max_attempts: 0, audit_queue_max_bytes: 524288 },
    });
  });
});

describe('order, as facts', () => {
  it('policy on needs the sink, policy off needs nothing', async () => {
    const [on] = await operations({ policy: { db_conns_auditing: true } }, ['/policy/db_conns_auditing']);
    expect(on).toMatchObject({
      id: `${address}/set-policy`,
      input: { call: 'set-policy', body: { db_conns_auditing: true } },
      requires: [{ fact: 'sink.configured', holds: true }],
      ensures: [{ fact: 'policy.enabled', holds: true }],
      exclusive: 'redis-enterprise/redis.example.com',
    });
    const [off] = await operations({ policy: { db_conns_auditing: false } }, ['/policy/db_conns_auditing']);
    expect(off).toMatchObject({ requires: [], ensures: [{ fact: 'policy.enabled', holds: false }] });
  });

  it('a database on needs the sink, a database off needs nothing', async () => {
    const [on] = await operations({ bdbs: [{ uid: 7, db_conns_auditing: true }] }, ['/bdbs/7/db_conns_auditing']);
    expect(on).toMatchObject({
      id: `${address}/set-database/7`,
      input: { call: 'set-database', uid: 7, name: 'sessions', body: { db_conns_auditing: true } },
      requires: [{ fact: 'sink.configured', holds: true }],
      ensures: [
        { fact: 'database/7.audited', holds: true },
        { fact: 'database/7.settled', holds: true },
      ],
      exclusive: null,
    });
    const routes = { 'GET /v1/bdbs': { body: [bdb(7, 'sessions', { db_conns_auditing: true })] } };
    const [off] = await operations(
      { bdbs: [{ uid: 7, db_conns_auditing: false }] },
      ['/bdbs/7/db_conns_auditing'],
      routes,
    );
    expect(off).toMatchObject({
      requires: [],
      ensures: [
        { fact: 'database/7.audited', holds: false },
        { fact: 'database/7.settled', holds: true },
      ],
      input: { body: { db_conns_auditing: false } },
    });
  });

  it('a changed sink comes first: nothing is switched on towards the old one', async () => {
    const spec = { db_conns: sink, policy: { db_conns_auditing: true }, bdbs: [{ uid: 7, db_conns_auditing: true }] };
    const paths = ['/db_conns/audit_address', '/policy/db_conns_auditing', '/bdbs/7/db_conns_auditing'];
    const live = await fake().session.read(desired(spec));
    const found = redisEnterpriseProvider.operations(delta(spec, live, paths));
    expect(order(found, live.facts).waves).toEqual([
      [`${address}/set-sink`],
      [`${address}/set-database/7`, `${address}/set-policy`],
    ]);
  });

  it('removing the sink needs the policy off and every visible database off, managed or not', async () => {
    const routes = {
      'GET /v1/bdbs': {
        body: [bdb(3, 'a'), bdb(7, 'b', { db_conns_auditing: true }), bdb(9, 'c', { internal: true })],
      },
    };
    const [remove] = await operations({ db_conns: null }, ['/db_conns'], routes);
    expect(remove).toMatchObject({
      id: `${address}/remove-sink`,
      input: { call: 'remove-sink' },
      requires: [
        { fact: 'policy.enabled', holds: false },
        { fact: 'database/3.audited', holds: false },
        { fact: 'database/7.audited', holds: false },
        { fact: 'database/9.audited', holds: false },
      ],
      ensures: [{ fact: 'sink.configured', holds: false }],
    });
  });

  it('every fact has a sentence', async () => {
    const { facts } = redisEnterpriseProvider;
    for (const fact of ['sink.configured', 'policy.enabled']) expect(facts[fact]).toBeTruthy();
    expect(facts['database/*']).toBeTruthy();
    expect(redisEnterpriseProvider.writesAtOnce).toBe(4);
  });
});

describe('set-database from 8.2', () => {
  const filter = { enabled: true, usernames: ['b', 'a'], filter_type: 'inclusive' };
  const routes = { ...on82, 'GET /v1/bdbs': { body: [bdb82(7, 'sessions', { audit_mode: 'connection_and_crud' })] } };

  it('writes audit_mode only, never the boolean with it', async () => {
    const [operation] = await operations(
      { bdbs: [{ name: 'sessions', db_conns_auditing: true }] },
      ['/bdbs/7/audit_settings/audit_mode'],
      on82,
    );
    expect(operation?.input).toEqual({
      call: 'set-database',
      uid: 7,
      name: 'sessions',
      body: { audit_settings: { audit_mode: 'connection' } },
      before: { audit_settings: { audit_mode: 'disabled' } },
    });
  });

  it('sends only what changes; of a changed filter all that the manifest manages, lists whole', async () => {
    const spec = {
      bdbs: [
        {
          uid: 7,
          audit_settings: { audit_mode: 'connection_and_crud', max_total_key_bytes: 5, username_filter: filter },
        },
      ],
    };
    const at = '/bdbs/7/audit_settings';
    const [operation] = await operations(
      spec,
      [`${at}/username_filter/usernames/a`, `${at}/username_filter/enabled`],
      routes,
    );
    expect(operation).toMatchObject({
      input: {
        body: {
          audit_settings: { username_filter: { enabled: true, usernames: ['a', 'b'], filter_type: 'inclusive' } },
        },
      },
      requires: [],
      ensures: [{ fact: 'database/7.settled', holds: true }],
    });
    expect(operation?.input).not.toHaveProperty('body.audit_settings.audit_mode');
    const [bytes] = await operations(spec, [`${at}/max_total_key_bytes`], routes);
    expect(bytes?.input).toMatchObject({ body: { audit_settings: { max_total_key_bytes: 5 } } });
    const [whole] = await operations(spec, [`${at}/username_filter`], routes);
    expect(whole?.input).toMatchObject({ body: { audit_settings: { username_filter: { usernames: ['a', 'b'] } } } });
  });

  it('brings each change about exactly once', async () => {
    const spec = {
      db_conns: sink,
      policy: { db_conns_auditing: true },
      bdbs: [{ name: '*', db_conns_auditing: true }],
    };
    const paths = [
      '/db_conns',
      '/policy/db_conns_auditing',
      '/bdbs/3/audit_settings/audit_mode',
      '/bdbs/7/audit_settings/audit_mode',
    ];
    const found = await operations(spec, paths, { ...on82, ...noSink });
    expect(found.map(({ id }) => id.slice(address.length + 1)).sort()).toEqual([
      'set-database/3',
      'set-database/7',
      'set-policy',
      'set-sink',
    ]);
    expect(found.flatMap(({ realises }) => realises).sort()).toEqual(paths.map((path) => `${address}#${path}`).sort());
  });
});

describe('reach', () => {
  async function reach(spec: JsonObject, paths: readonly string[], routes: Record<string, Route> = {}) {
    const { session, log } = fake(routes);
    const findings = await session.reach(delta(spec, await session.read(desired(spec)), paths));
    expect(log.every(({ method }) => method === 'GET')).toBe(true);
    return {
      findings,
      codes: findings.map(({ code, severity }) => `${code} ${severity}`),
      asked: log.some(({ url }) => url === '/v1/license'),
    };
  }
  const two = {
    'GET /v1/bdbs': {
      body: [bdb(3, 'mine', { db_conns_auditing: true }), bdb(7, 'theirs', { db_conns_auditing: true })],
    },
  };

  it('changing the sink redirects other databases too: how many, and which', async () => {
    const { findings, codes, asked } = await reach(
      { db_conns: sink, bdbs: [{ uid: 3 }] },
      ['/db_conns/audit_address'],
      two,
    );
    expect(codes).toEqual(['AF404 warning', 'AF408 warning']);
    expect(findings[0]?.message).toMatch(/of 2 audited databases, 1 not managed here: "theirs" \(uid 7\)/);
    expect(asked).toBe(false);
    expect((await reach({ db_conns: sink }, ['/db_conns'], { ...two, ...noSink })).codes).toEqual([]);
  });

  it('says that going between TCP and local is undocumented', async () => {
    const { findings } = await reach(
      { db_conns: { audit_protocol: 'local', audit_address: '/a' } },
      ['/db_conns/audit_protocol'],
      two,
    );
    expect(findings.at(-1)?.message).toContain('undocumented');
  });

  it('the policy reaches databases not created yet', async () => {
    expect((await reach({ policy: { db_conns_auditing: true } }, ['/policy/db_conns_auditing'])).codes).toEqual([
      'AF404 note',
    ]);
    expect((await reach({ policy: { db_conns_auditing: false } }, ['/policy/db_conns_auditing'])).codes).toEqual([]);
  });

  it('an expired licence forbids database changes, and blocks them at plan time', async () => {
    const spec = { bdbs: [{ uid: 7, db_conns_auditing: true }] };
    const paths = ['/bdbs/7/db_conns_auditing'];
    const expired = await reach(spec, paths, { 'GET /v1/license': { body: { expired: true } } });
    expect(expired.codes).toEqual(['AF401 error']);
    expect((await reach(spec, paths)).codes).toEqual([]);
    expect((await reach(spec, paths, { 'GET /v1/license': { status: 403 } })).codes).toEqual(['AF406 note']);
    expect((await reach(spec, paths, { 'GET /v1/license': { body: { expired: 'no' } } })).codes).toEqual([
      'AF406 note',
    ]);
  });

  it('command auditing costs throughput, filters hold for new connections only', async () => {
    const at = '/bdbs/7/audit_settings';
    const spec = {
      bdbs: [
        {
          uid: 7,
          audit_settings: { audit_mode: 'connection_and_crud', username_filter: { enabled: true, usernames: ['a'] } },
        },
      ],
    };
    expect((await reach(spec, [`${at}/audit_mode`], on82)).codes).toEqual(['AF408 warning']);
    expect((await reach(spec, [`${at}/username_filter/enabled`], on82)).codes).toEqual(['AF408 note']);
  });
});
