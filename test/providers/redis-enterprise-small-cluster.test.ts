import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { type Answer, type Asked, openSmallCluster, type SmallWorkspace } from './redis-enterprise-small-cluster.ts';

const sink = { audit_protocol: 'TCP', audit_address: 'siem.example.com', audit_port: 6514 };
const on = { db_conns: sink, policy: { db_conns_auditing: true }, bdbs: [{ name: '*', db_conns_auditing: true }] };
const off = { db_conns: null, policy: { db_conns_auditing: false }, bdbs: [{ name: '*', db_conns_auditing: false }] };
const quickly = ['--verify-timeout', '1s'];

let small: SmallWorkspace;
beforeEach(async () => {
  small = await openSmallCluster();
});
afterEach(() => small.close());

const only = (method: string, path: string, answer: (asked: Asked) => Answer | null) => (asked: Asked) =>
  asked.method === method && asked.path === path ? answer(asked) : null;
const plan = async (spec: object) => {
  const ran = await small.run(spec, 'plan', '--format', 'json', '--detailed-exitcode');
  return { code: ran.code, plan: JSON.parse(ran.stdout) as Plan };
};
const converges = async (spec: object) => {
  const ran = await small.run(spec, 'apply');
  expect(ran.code, ran.stdout + ran.stderr).toBe(0);
  expect((await small.run(spec, 'drift')).code).toBe(0);
};
function auditAll(): void {
  small.cluster.sink = { ...sink, audit_reconnect_interval: 1, audit_reconnect_max_attempts: 0 };
  small.cluster.policy.db_conns_auditing = true;
  for (const database of small.cluster.databases) database.db_conns_auditing = true;
}

describe('a cluster that shows no more than it must', () => {
  it('is switched on and off in order: sink first, sink last', async () => {
    await converges(on);
    expect(small.cluster.writes()[0]).toBe('PUT /v1/cluster/auditing/db_conns');
    await converges(off);
    expect(small.cluster.writes().at(-1)).toBe('DELETE /v1/cluster/auditing/db_conns');
    expect(small.cluster.writes()).toHaveLength(8);
  });

  it('is managed without name, nodes, schema, licence, actions and metrics', async () => {
    small.cluster.version = null;
    small.cluster.instead = ({ path }) => (path === '/v1/cluster' ? { status: 404 } : null);
    await converges(on);
    const verified = await small.run(on, 'verify', '--format', 'json');
    expect(verified.code).toBe(6);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      targets: [{ configured: 'yes', effective: 'yes', flowing: 'unknown' }],
    });
  });

  it('gives nothing away when it ignores `fields` and shows passwords', async () => {
    for (const database of small.cluster.databases) database.authentication_redis_pass = 'canary-redis';
    small.cluster.instead = only('GET', '/v1/bdbs', () => ({ status: 200, body: small.cluster.databases }));
    const outputs = [await small.run(on, 'plan', '--format', 'json'), await small.run(on, 'apply')];
    expect(outputs.map(({ code }) => code)).toEqual([0, 0]);
    expect(JSON.stringify(outputs)).not.toContain('canary');
  });

  it('of 8.2 that reports only what was set converges, and a new filter needs consent', async () => {
    small.cluster.version = '8.2.0-46';
    small.cluster.sink = { ...sink };
    small.cluster.databases[0]!.audit_settings = { audit_mode: 'connection_and_crud' };
    const username_filter = { enabled: true, usernames: ['health'], filter_type: 'exclusive' };
    const spec = { bdbs: [{ uid: 1, audit_settings: { username_filter } }] };
    const { plan: planned } = await plan(spec);
    expect(planned.verdict).toBe('needs-consent');
    expect(planned.changes.map(({ direction }) => direction)).toEqual(['weakens', 'weakens', 'weakens']);
    await converges(spec);
  });
});

describe('the sink', () => {
  it.each<[string, Answer]>([
    ['404', { status: 404 }],
    ['404 with an error', { status: 404, body: { error_code: 'db_conns_audit_config_not_found' } }],
    ['{}', { status: 200, body: {} }],
    ['null', { status: 200, body: 'null' }],
    ['an object without address', { status: 200, body: { audit_protocol: 'TCP', audit_reconnect_interval: 1 } }],
  ])('is absent, and wanted absent, when answered with %s', async (_name, answer) => {
    const unset = only('GET', '/v1/cluster/auditing/db_conns', () => (small.cluster.sink === null ? answer : null));
    small.cluster.instead = unset;
    expect((await plan({ db_conns: null })).code).toBe(0);
    await converges({ db_conns: sink });
  });

  it('is not called absent by a cluster that is too old or half upgraded', async () => {
    const old = { status: 406, body: { error_code: 'db_conns_auditing_unsupported_by_capability' } };
    small.cluster.instead = only('GET', '/v1/cluster/auditing/db_conns', () => old);
    const { code, plan: planned } = await plan({ db_conns: null });
    expect([code, planned.targets[0]?.status, planned.problems[0]?.code]).toEqual([1, 'unreadable', 'AF306']);
  });

  it('stays when an unmanaged database is audited, which is named and never switched off', async () => {
    auditAll();
    const { plan: planned } = await plan({ ...off, bdbs: [{ uid: 1, db_conns_auditing: false }] });
    expect(planned.targets[0]?.status).toBe('blocked');
    expect(planned.problems.map(({ message }) => message).join()).toContain('"cache" (uid 2)');
    expect((await small.run({ ...off, bdbs: [] }, 'apply')).code).toBe(1);
    expect(small.cluster.writes()).toEqual([]);
  });

  it('stays when an invisible database is audited, and the refusal explains it', async () => {
    small.cluster.sink = { ...sink };
    const refusal = { status: 409, body: { error_code: 'cannot_delete_audit_config_when_bdb_enabled' } };
    small.cluster.instead = only('DELETE', '/v1/cluster/auditing/db_conns', () => refusal);
    const ran = await small.run({ db_conns: null }, 'apply');
    expect(ran.code).toBe(5);
    expect(ran.stdout).toMatch(/internal \(hidden\) database or one outside the user's role/);
    expect(small.cluster.writes()).toHaveLength(1);
  });

  it('is moved before a database is switched on, and nothing is switched on when the move fails', async () => {
    small.cluster.sink = { ...sink };
    small.cluster.instead = only('PUT', '/v1/cluster/auditing/db_conns', () => ({ status: 400 }));
    const moved = { ...on, db_conns: { ...sink, audit_address: 'new.example.com' } };
    expect((await small.run(moved, 'apply')).code).toBe(5);
    expect(small.cluster.writes()).toEqual(['PUT /v1/cluster/auditing/db_conns']);
  });
});

describe('databases', () => {
  it('409 for a while is waited for', async () => {
    let left = 2;
    small.cluster.instead = only('PUT', '/v1/bdbs/2', () => (left-- > 0 ? { status: 409 } : null));
    await converges(on);
  });

  it('a change that hangs ends at the deadline with its action, and keeps no other from being confirmed', async () => {
    const cache = small.cluster.databases[1]!;
    small.cluster.instead = ({ method, path }) => {
      if (path === '/v2/actions/act-2') return { status: 200, body: { status: 'running' } };
      if (method !== 'PUT' || path !== '/v1/bdbs/2') return null;
      Object.assign(cache, { status: 'active-change-pending', db_conns_auditing: true });
      return { status: 200, body: { uid: 2, action_uid: 'act-2' } };
    };
    const ran = await small.run(on, 'apply', '--format', 'json', ...quickly);
    expect(ran.code).toBe(5);
    const { outcome } = JSON.parse(ran.stdout) as { outcome: { operation: string; status: string; error: string }[] };
    expect(outcome.map(({ operation, status }) => `${operation.split('/').slice(2).join('/')} ${status}`)).toEqual([
      'set-sink done',
      'set-database/1 done',
      'set-database/2 uncertain',
      'set-policy done',
    ]);
    expect(outcome[2]?.error).toContain('act-2');
  }, 20_000);

  it('a change under way that shows the wanted value is not in sync', async () => {
    auditAll();
    small.cluster.databases[1]!.status = 'active-change-pending';
    const { code, plan: planned } = await plan(on);
    expect([code, planned.verdict, planned.targets[0]?.status]).toEqual([1, 'blocked', 'blocked']);
    expect(planned.changes).toEqual([]);
    expect(planned.problems).toMatchObject([{ code: 'AF407', severity: 'error' }]);
  }, 20_000);

  it('an accepted change whose answer is lost and which then fails is sent again, not called done', async () => {
    const cache = small.cluster.databases[1]!;
    let reads = 0;
    small.cluster.instead = ({ method, path }) => {
      const pending = cache.status !== 'active';
      if (method === 'GET' && path === '/v1/bdbs' && pending && ++reads > 2)
        Object.assign(cache, { status: 'active', db_conns_auditing: false });
      if (method !== 'PUT' || path !== '/v1/bdbs/2') return null;
      if (pending) return { status: 409 };
      if (reads > 0) return null;
      Object.assign(cache, { status: 'active-change-pending', db_conns_auditing: true });
      return { status: 502 };
    };
    await converges({ ...on, policy: {} });
    expect(reads).toBeGreaterThan(2);
  });

  it('one created or deleted since the plan was saved makes "*" a stale plan', async () => {
    const { databases } = small.cluster;
    for (const moved of [
      [...databases, { uid: 9, name: 'new', status: 'active', db_conns_auditing: false }],
      databases.slice(1),
    ]) {
      small.cluster.databases = databases;
      const saved = await small.run(on, 'plan', '--format', 'json');
      small.cluster.databases = moved;
      expect((await small.applySaved(saved.stdout)).code).toBe(4);
    }
    expect(small.cluster.writes()).toEqual([]);
  });

  it('of Active-Active are never written to, locally or through /v1/crdbs, and "*" says that one is not audited', async () => {
    small.cluster.databases[1]!.crdt = true;
    const ran = await small.run(on, 'apply');
    expect([ran.code, ran.stdout.includes('Active-Active')]).toEqual([0, true]);
    expect(small.cluster.writes()).not.toContain('PUT /v1/bdbs/2');
    expect(small.cluster.log.some(({ path }) => path.includes('crdb'))).toBe(false);
  });

  it('a failed action told by the second version of the call fails the operation at once', async () => {
    small.cluster.instead = ({ method, path }) => {
      if (method === 'PUT' && path === '/v1/bdbs/2') return { status: 200, body: { action_uid: 'x' } };
      if (path !== '/v2/actions/x') return null;
      return { status: 200, body: { status: 'failed', additional_info: { error: 'quota' } } };
    };
    const ran = await small.run(on, 'apply');
    expect([ran.code, ran.stdout.includes('quota')]).toEqual([5, true]);
  });
});
