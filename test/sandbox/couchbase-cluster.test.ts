import { describe, expect, test } from 'vitest';
import type { SimulatedReply } from '../../src/sandbox/simulator.ts';
import { createCouchbaseSimulator, defaultCouchbaseState } from '../../src/sandbox/vendors/couchbase/index.ts';
import {
  LOGS,
  OFF_BY_DEFAULT,
  OTHER_LOGS,
  openCluster,
  READER,
  SETTLE_MS,
  START,
} from './couchbase-cluster-under-test.ts';

const eventIds = (reply: SimulatedReply) =>
  (reply.body as { events: { event_id: number; component: string }[] }).events.map((one) => one.event_id);

describe('the cluster', () => {
  test('/pools names uuid, edition and version', () => {
    expect(openCluster().get('/pools').body).toMatchObject({
      uuid: 'c0a8fe5d3e1b4f6a9c7d2e8b5a4f3c21',
      isEnterprise: true,
      implementationVersion: '7.6.2-3721-enterprise',
    });
  });

  test('a short version is shown in full', () => {
    const { get } = openCluster((state) => {
      state.version = '8.0';
    });
    expect(get('/pools').body).toMatchObject({ implementationVersion: '8.0.0-1000-enterprise' });
  });

  test('/pools/default lists the nodes under the addresses of attach, and marks the one asked', () => {
    const { nodes } = openCluster().get('/pools/default', { node: 2 }).body as { nodes: Record<string, unknown>[] };
    expect(nodes.map(({ hostname }) => hostname)).toEqual(['127.0.0.1:7001', '127.0.0.1:7002', '127.0.0.1:7003']);
    expect(nodes.map(({ thisNode }) => thisNode)).toEqual([false, false, true]);
    expect(nodes[0]).toMatchObject({ status: 'healthy', clusterMembership: 'active', ports: { httpsMgmt: 18091 } });
    expect(new Set(nodes.map(({ nodeUUID }) => nodeUUID)).size).toBe(3);
  });

  test('/whoami names the caller and his roles', () => {
    expect(openCluster().get('/whoami', { login: READER }).body).toEqual({
      id: 'auditor',
      domain: 'local',
      roles: [{ role: 'ro_security_admin' }, { role: 'ro_admin' }],
    });
  });

  test('a local user is found by name, others are unknown', () => {
    const { get } = openCluster();
    expect(get('/settings/rbac/users/local/loader')).toMatchObject({
      status: 200,
      body: { id: 'loader', domain: 'local' },
    });
    for (const name of ['nobody', 'Administrator', '@eventing', '%E0%A4%A']) {
      expect(get(`/settings/rbac/users/local/${name}`)).toMatchObject({ status: 404, body: '"Unknown user."' });
    }
  });
});

describe('witnesses of a write', () => {
  test('system events tell enabled, disabled and changed, and stay silent when nothing changes', () => {
    const { post, get } = openCluster();
    post('auditdEnabled=true');
    expect(eventIds(get('/events'))).toEqual([]);
    post('auditdEnabled=true&rotateSize=7');
    post('auditdEnabled=false');
    post('auditdEnabled=true');
    post('auditdEnabled=maybe');
    expect(eventIds(get('/events'))).toEqual([9218, 9217, 9216]);
    expect(get('/events').body).toMatchObject({ events: [{ component: 'security' }, {}, {}] });
  });

  test('event 8240 counts every accepted POST while auditing is on, even without a change', () => {
    const { post, state } = openCluster();
    for (const form of ['auditdEnabled=true', 'rotateSize=20971520', 'rotateSize=x', 'auditdEnabled=false']) post(form);
    expect(state().configuredEvents).toBe(3);
    post('rotateSize=9');
    expect(state().configuredEvents).toBe(3);
  });

  test('the log says what changed, newest last', () => {
    const { post, state, advance } = openCluster();
    post('auditdEnabled=true&rotateSize=7');
    advance(5);
    post('auditdEnabled=true');
    const entry = { method: 'POST', path: '/settings/audit' };
    expect(state().log).toEqual([
      { ...entry, at: START, summary: 'rotateSize: 20971520 -> 7' },
      { ...entry, at: START + 5, summary: 'nothing changed' },
    ]);
  });

  test.each([
    ['/events', '7.0', 404],
    ['/events', '7.1', 200],
    ['/metrics', '6.6', 404],
    ['/metrics', '7.0', 200],
  ])('%s in %s answers %i', (path, version, status) => {
    const { get } = openCluster((state) => {
      state.version = version;
    });
    expect(get(path).status).toBe(status);
  });

  test('metrics follow what each node has taken', () => {
    const { post, get, advance } = openCluster();
    post('auditdEnabled=false', { node: 0 });
    advance(SETTLE_MS - 1);
    expect(get('/metrics', { node: 0 }).body).toMatch(/^kv_audit_enabled 0$/m);
    expect(get('/metrics', { node: 1 }).body).toMatch(/^kv_audit_enabled 1$/m);
  });

  test('a node without its data daemon shows no kv metrics', () => {
    const { get } = openCluster((state) => {
      state.nodes[1]!.dataDaemon = 'down';
    });
    expect(get('/metrics', { node: 1 }).body).not.toContain('kv_');
  });

  test('a node that lacks the log folder and cannot make it drops events, and nothing else tells', () => {
    const { post, get, advance } = openCluster((state) => {
      state.nodes[1]!.directories = [LOGS];
      state.nodes[1]!.createsDirectories = false;
      state.nodes[2]!.directories = [LOGS];
      state.nodes[1]!.droppedEvents = 4;
    });
    const dropped = (node: number) =>
      /^kv_audit_dropped_events (\d+)$/m.exec(String(get('/metrics', { node }).body))?.[1];
    advance(60_000);
    expect(dropped(1)).toBe('4');
    expect(post(`auditdEnabled=true&logPath=${OTHER_LOGS}/`).status).toBe(200);
    advance(10_000);
    expect([dropped(0), dropped(1), dropped(2)]).toEqual(['0', '14', '0']);
  });
});

describe('the simulator', () => {
  test('needs three listeners and gives the environment logins that work', () => {
    const simulator = createCouchbaseSimulator({ now: () => START, settleMs: 0 });
    expect([simulator.id, simulator.listeners]).toEqual(['couchbase', 3]);
    const { COUCHBASE_USERNAME, COUCHBASE_PASSWORD, COUCHBASE_READER_USERNAME, COUCHBASE_READER_PASSWORD } =
      simulator.environment;
    const { get, post } = openCluster();
    expect(post('rotateSize=1', { login: `${COUCHBASE_USERNAME}:${COUCHBASE_PASSWORD}` }).status).toBe(200);
    expect(get('/settings/audit', { login: `${COUCHBASE_READER_USERNAME}:${COUCHBASE_READER_PASSWORD}` }).status).toBe(
      200,
    );
  });

  test('the default cluster is lax: document events and one user unrecorded, nothing pruned', () => {
    const { settings } = openCluster();
    expect(settings()).toMatchObject({ auditdEnabled: true, pruneAge: 0, rotateInterval: 86400 });
    expect(settings().disabled).toEqual(expect.arrayContaining([8243, ...OFF_BY_DEFAULT]));
    expect(settings().disabledUsers).toEqual([{ name: 'loader', domain: 'local' }]);
  });

  test('state is plain JSON and a copy; restore takes it back', () => {
    const { simulator, state, post } = openCluster();
    const before = state();
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
    before.settings.rotateSize = 1;
    expect(state().settings.rotateSize).toBe(20971520);
    post('rotateSize=9');
    simulator.restore(defaultCouchbaseState(START));
    expect(state()).toEqual(defaultCouchbaseState(START));
  });

  const state = defaultCouchbaseState(START);
  test.each([
    ['null', null],
    ['an array', []],
    ['a member too few', { ...state, nodes: undefined }],
    ['a member too many', { ...state, extra: 1 }],
    ['a wrong version', { ...state, version: 'latest' }],
    ['a wrong uuid', { ...state, uuid: 'abc' }],
    ['no nodes', { ...state, nodes: [] }],
    ['four nodes', { ...state, nodes: [...state.nodes, ...state.nodes].slice(0, 4) }],
    ['a deep mistake', { ...state, settings: { ...state.settings, disabled: ['8243'] } }],
    ['an unknown quirk value', { ...state, quirks: { ...state.quirks, spelling: 'code' } }],
  ])('restore refuses %s with a TypeError and keeps the state', (_, value) => {
    const cluster = openCluster();
    expect(() => cluster.simulator.restore(value)).toThrow(TypeError);
    expect(cluster.state()).toEqual(state);
  });

  test('no request makes it throw', () => {
    const { call } = openCluster();
    const odd = [
      '',
      '/',
      '//',
      '/%',
      '/%ff%00',
      '/settings/rbac/users/local/',
      '/settings/audit?%&;=&=;uuid',
      '/__proto__',
    ];
    for (const method of ['GET', 'POST', 'PUT', 'HEAD', 'TRACE', '']) {
      for (const target of odd) {
        for (const node of [0, 3, -1]) {
          const { status } = call(method, target, {
            node,
            body: '\u0000%&;==',
            headers: { authorization: 'Basic \u0000' },
          });
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status, `${method} ${target}`).not.toBe(500);
        }
      }
    }
  });
});
