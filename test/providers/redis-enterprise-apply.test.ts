import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { Operation } from '../../src/model/operation.ts';
import {
  address,
  bdb,
  desired,
  fake,
  type FakeOptions,
  type Route,
  SINK,
  seedSink,
  trouble,
} from './redis-enterprise-fake.ts';

function operation(input: Json): Operation {
  return {
    id: `${address}/x`,
    address,
    summary: '',
    input,
    realises: [],
    requires: [],
    ensures: [],
    repeatable: true,
    exclusive: null,
  };
}
function apply(input: Json, routes: Record<string, Route>, options: FakeOptions = {}) {
  const run = fake(routes, options);
  return { ...run, done: run.session.apply(operation(input), desired()) };
}
const setSink = { call: 'set-sink', body: seedSink };
const removeSink = { call: 'remove-sink' };
const setPolicy = { call: 'set-policy', body: { db_conns_auditing: true } };
const setDatabase = {
  call: 'set-database',
  uid: 7,
  name: 'sessions',
  body: { db_conns_auditing: true },
  before: { db_conns_auditing: false },
};
const accepted = {
  body: { uid: 7, status: 'active-change-pending', action_uid: 'a-1', authentication_redis_pass: 'canary' },
};
const active = { body: { uid: 7, status: 'active' } };
const pending = { body: { uid: 7, status: 'active-change-pending' } };

describe('each operation is one write of exactly the documented form', () => {
  it('PUT of the sink', async () => {
    const { done, log } = apply(setSink, { [`PUT ${SINK}`]: { body: seedSink } });
    await done;
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({
      method: 'PUT',
      url: SINK,
      access: 'write',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    expect(JSON.parse(log[0]?.body ?? '')).toEqual(seedSink);
  });

  it('PUT of the policy takes one field and answers no body', async () => {
    const { done, log } = apply(setPolicy, { 'PUT /v1/cluster/policy': { status: 200, body: '' } });
    await done;
    expect(log.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PUT', '/v1/cluster/policy', '{"db_conns_auditing":true}'],
    ]);
  });

  it('DELETE of the sink sends no body and parses none', async () => {
    const { done, log } = apply(removeSink, { [`DELETE ${SINK}`]: { status: 200, body: 'OK, not JSON' } });
    await done;
    expect(log.at(-1)).toMatchObject({ method: 'DELETE', url: SINK });
    expect(log.at(-1)).not.toHaveProperty('body');
    expect(log.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });
});

describe('a database change is accepted first and done later', () => {
  const put = { 'PUT /v1/bdbs/7': accepted };

  it('follows the action, then waits for active', async () => {
    const { done, calls, slept } = apply(setDatabase, {
      ...put,
      'GET /v1/actions/a-1': [
        { body: { status: 'pending' } },
        { body: { status: 'active' } },
        { body: { status: 'completed' } },
      ],
      'GET /v1/bdbs/7': [pending, active],
    });
    expect(await done).toEqual({});
    expect(calls()).toEqual([
      'PUT /v1/bdbs/7',
      ...Array(3).fill('GET /v1/actions/a-1'),
      ...Array(2).fill('GET /v1/bdbs/7?fields=uid,status'),
    ]);
    expect(slept).toEqual([500, 750, 500]);
  });

  it.each([404, 403, 405, 501])(
    'falls back on the status when both versions of the action call answer %i',
    async (status) => {
      const { done, calls } = apply(setDatabase, {
        ...put,
        'GET /v1/actions/a-1': { status },
        'GET /v2/actions/a-1': { status },
        'GET /v1/bdbs/7': [pending, pending, active],
      });
      await done;
      expect(calls().filter((call) => call.startsWith('GET /v1/bdbs/7'))).toHaveLength(3);
    },
  );

  it('asks the second version of the action call where the first does not know the action', async () => {
    const { done } = apply(setDatabase, {
      ...put,
      'GET /v1/actions/a-1': { status: 404 },
      'GET /v2/actions/a-1': { body: { status: 'failed', additional_info: { error: 'quota' } } },
    });
    expect((await trouble(done)).message).toContain('quota');
  });

  it.each<[string, Record<string, Route>]>([
    ['before the write', { 'PUT /v1/bdbs/7': { status: 404 } }],
    ['while it changed', { ...put, 'GET /v1/actions/a-1': { status: 404 }, 'GET /v1/bdbs/7': { status: 404 } }],
  ])('says which database is gone when it was deleted %s', async (_name, routes) => {
    const gone = await trouble(apply(setDatabase, routes).done);
    expect(gone).toMatchObject({
      code: 'AF305',
      trouble: 'refused',
      message: expect.stringContaining('"sessions" (uid 7)'),
    });
  });

  it("after 409 compares again: somebody else's change is never overwritten", async () => {
    const busy = { 'PUT /v1/bdbs/7': [{ status: 409 }, accepted], 'GET /v1/actions/a-1': { status: 404 } };
    const twice = async (routes: Record<string, Route>) => {
      const { session, log } = fake({ ...busy, 'GET /v1/bdbs/7': active, ...routes });
      expect(await trouble(session.apply(operation(setDatabase), desired()))).toMatchObject({ trouble: 'busy' });
      return {
        again: session.apply(operation(setDatabase), desired()),
        puts: () => log.filter(({ method }) => method === 'PUT'),
      };
    };
    const same = await twice({});
    await expect(same.again).resolves.toEqual({});
    expect(same.puts()).toHaveLength(2);
    const moved = await twice({ 'GET /v1/bdbs': { body: [bdb(7, 'sessions', { db_conns_auditing: true })] } });
    expect(await trouble(moved.again)).toMatchObject({ code: 'AF501', trouble: 'refused' });
    expect(moved.puts()).toHaveLength(1);
    const gone = await twice({ 'GET /v1/bdbs': { body: [] } });
    expect((await trouble(gone.again)).code).toBe('AF305');
  });

  it('a session that writes does not let one database that hangs hold up its readings', async () => {
    const { session, slept, done } = apply(setDatabase, {
      ...put,
      'GET /v1/actions/a-1': { status: 404 },
      'GET /v1/bdbs/7': active,
      'GET /v1/bdbs': { body: [bdb(3, 'cache', { status: 'active-change-pending' }), bdb(7, 'sessions')] },
    });
    await done;
    await session.read(desired({ bdbs: [{ name: '*', db_conns_auditing: true }] }));
    expect(slept).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no action id', { uid: 7 }],
    ['no JSON', 'fine'],
    ['an id that is no id', { action_uid: '../../x' }],
  ])('watches the status when the answer has %s', async (_name, body) => {
    const { done, calls } = apply(setDatabase, { 'PUT /v1/bdbs/7': { body }, 'GET /v1/bdbs/7': active });
    await done;
    expect(calls()).toEqual(['PUT /v1/bdbs/7', 'GET /v1/bdbs/7?fields=uid,status']);
  });

  it.each<[unknown]>([['quota'], [{ message: 'quota' }], [{ description: 'quota' }]])(
    'a failed action is a failed write: error %j',
    async (error) => {
      const { done } = apply(setDatabase, { ...put, 'GET /v1/actions/a-1': { body: { status: 'failed', error } } });
      const failed = await trouble(done);
      expect(failed).toMatchObject({ code: 'AF502', trouble: 'refused' });
      expect(failed.message).toMatch(/"sessions" \(uid 7\).*a-1.*quota/);
    },
  );

  it("reads the second version's words too", async () => {
    const error = { body: { status: 'failed', additional_info: { error: 'quota' } } };
    expect(
      (
        await trouble(
          apply(setDatabase, { ...put, 'GET /v1/actions/a-1': [{ body: { status: 'queued' } }, error] }).done,
        )
      ).message,
    ).toContain('quota');
  });

  it("gives up after settleMs with the action's id, since a database can hang for ever", async () => {
    const { done, slept } = apply(
      setDatabase,
      { ...put, 'GET /v1/actions/a-1': { body: { status: 'active' } } },
      { settleMs: 30_000 },
    );
    const late = await trouble(done);
    expect(late).toMatchObject({ code: 'AF503', trouble: 'unavailable', sent: 'maybe' });
    expect(late.message).toContain('a-1');
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(30_000);
    expect(Math.max(...slept)).toBe(5000);
  });

  it('does not wait for a database whose creation failed', async () => {
    const { done } = apply(setDatabase, {
      ...put,
      'GET /v1/actions/a-1': { body: { status: 'completed' } },
      'GET /v1/bdbs/7': { body: { status: 'creation-failed' } },
    });
    expect((await trouble(done)).message).toContain('creation-failed');
  });
});

describe('removing the sink', () => {
  const refused = (error_code: string, status = 406) => ({
    [`DELETE ${SINK}`]: { status, body: { error_code, description: 'no' } },
  });

  it.each<[string, number, unknown]>([
    ['404 with its code', 404, { error_code: 'db_conns_audit_config_not_found' }],
    ['404 alone', 404, ''],
    ['its code under 406', 406, { error_code: 'db_conns_audit_config_not_found' }],
  ])('nothing to delete is success: %s', async (_name, status, body) => {
    await expect(apply(removeSink, { [`DELETE ${SINK}`]: { status, body } }).done).resolves.toEqual({});
  });

  it('is not sent while a database still changes, and asks to come back', async () => {
    const { done, log } = apply(removeSink, {
      'GET /v1/bdbs': { body: [bdb(7, 'sessions', { status: 'active-change-pending' })] },
    });
    expect(await trouble(done)).toMatchObject({ code: 'AF407', trouble: 'busy', sent: 'no' });
    expect(log.some(({ method }) => method === 'DELETE')).toBe(false);
  });

  it('is not sent while a visible database is audited, whoever manages it', async () => {
    const { done, log } = apply(removeSink, {
      'GET /v1/bdbs': { body: [bdb(9, 'theirs', { db_conns_auditing: true })] },
    });
    const error = await trouble(done);
    expect(error.message).toContain('"theirs" (uid 9)');
    expect(error.trouble).toBe('refused');
    expect(log.some(({ method }) => method === 'DELETE' || method === 'PUT')).toBe(false);
  });

  it.each([406, 400, 409])(
    'refused though no visible database is audited: a hidden one is (status %i is not documented)',
    async (status) => {
      const error = await trouble(
        apply(removeSink, refused('cannot_delete_audit_config_when_bdb_enabled', status)).done,
      );
      expect(error.message).toMatch(/internal \(hidden\) database/);
      expect(error).toMatchObject({ code: 'AF502', trouble: 'refused' });
    },
  );

  it('404 with the code of another refusal is no success', async () => {
    const error = await trouble(apply(removeSink, refused('cannot_delete_audit_config_when_bdb_enabled', 404)).done);
    expect(error).toMatchObject({ code: 'AF502', trouble: 'refused' });
  });

  it('refused by the policy says what to set', async () => {
    expect(
      await trouble(apply(removeSink, refused('cannot_delete_audit_config_when_policy_enabled')).done),
    ).toMatchObject({
      code: 'AF502',
      fix: expect.stringContaining('policy.db_conns_auditing'),
    });
  });
});
