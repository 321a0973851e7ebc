import { describe, expect, it } from 'vitest';
import { redisSandbox, refused, SETTLE_MS, SINK, START } from './redis-enterprise-sandbox.ts';

const ON = { audit_settings: { audit_mode: 'connection' } };
const uids = (body: unknown) => (body as readonly { readonly uid: number }[]).map(({ uid }) => uid);

describe('reading databases', () => {
  it('lists all but internal ones, and those too when the policy shows internals', async () => {
    const sandbox = redisSandbox();
    expect(uids((await sandbox.call('GET', '/v1/bdbs?fields=uid')).body)).toEqual([1, 2, 3, 4]);
    expect((await sandbox.call('GET', '/v1/bdbs/5?fields=uid')).status).toBe(404);
    await sandbox.call('PUT', '/v1/cluster/policy', { body: { show_internals: true } });
    expect(uids((await sandbox.call('GET', '/v1/bdbs?fields=uid')).body)).toEqual([1, 2, 3, 4, 5]);
    expect((await sandbox.call('GET', '/v1/bdbs/5?fields=uid')).status).toBe(200);
  });

  it('hides databases outside the scope of an 8.2 role, also from writes', async () => {
    const sandbox = redisSandbox();
    const as = sandbox.user('db_member', [2]);
    expect(uids((await sandbox.call('GET', '/v1/bdbs?fields=uid', { as })).body)).toEqual([2]);
    expect((await sandbox.call('PUT', '/v1/bdbs/3', { as, body: ON })).status).toBe(404);
    expect((await sandbox.call('PUT', '/v1/bdbs/2', { as, body: ON })).status).toBe(200);
    sandbox.versions('8.0.10-64');
    expect(uids((await sandbox.call('GET', '/v1/bdbs?fields=uid', { as })).body)).toEqual([1, 2, 3, 4]);
  });

  it('shows the fields asked for and no others', async () => {
    const { body } = await redisSandbox().call('GET', '/v1/bdbs/1?fields=uid,%20name,db_conns_auditing,action_uid');
    expect(body).toEqual({ uid: 1, name: 'orders', db_conns_auditing: true });
  });

  it('gives passwords away without fields=, or when they are asked for, and counts it', async () => {
    const sandbox = redisSandbox();
    expect((await sandbox.call('GET', '/v1/bdbs/1')).json.authentication_redis_pass).toBe(
      'sandbox-redis-database-password',
    );
    await sandbox.call('GET', '/v1/bdbs');
    await sandbox.call('GET', '/v1/bdbs?fields=');
    await sandbox.call('GET', '/v1/bdbs?field=uid');
    await sandbox.call('GET', '/v1/bdbs?fields=uid,authentication_admin_pass');
    expect(sandbox.state().leaks).toBe(5);
    await sandbox.call('GET', '/v1/bdbs?fields=uid,name,status');
    expect(sandbox.state().leaks).toBe(5);
  });

  it('masks passwords from 8.0 when told so, and then counts no leak', async () => {
    const sandbox = redisSandbox();
    sandbox.change(({ cluster }) => {
      cluster.mask_bdb_credentials = true;
    });
    expect((await sandbox.call('GET', '/v1/bdbs/1')).json.authentication_redis_pass).toBe('*****');
    expect(sandbox.state().leaks).toBe(0);
    sandbox.versions('7.8.6-60');
    expect((await sandbox.call('GET', '/v1/bdbs/1')).json.authentication_redis_pass).not.toBe('*****');
    expect(sandbox.state().leaks).toBe(1);
  });

  it('ignores unknown names in fields=, or refuses them under unknownFields', async () => {
    const sandbox = redisSandbox();
    expect((await sandbox.call('GET', '/v1/bdbs/1?fields=uid,nothing')).body).toEqual({ uid: 1 });
    sandbox.quirk('unknownFields', 'refused');
    expect((await sandbox.call('GET', '/v1/bdbs/1?fields=uid,nothing')).status).toBe(400);
    expect((await sandbox.call('GET', '/v1/bdbs?fields=nothing')).status).toBe(400);
    expect((await sandbox.call('GET', '/v1/bdbs?fields=uid,crdt_guid,action_uid,audit_settings')).status).toBe(200);
    sandbox.versions('8.0.10-64');
    expect((await sandbox.call('GET', '/v1/bdbs?fields=audit_settings')).status).toBe(400);
  });

  it('shows audit_settings from 8.2, the boolean from 6.2.18', async () => {
    const sandbox = redisSandbox();
    const shown = async () =>
      Object.keys((await sandbox.call('GET', '/v1/bdbs/1?fields=db_conns_auditing,audit_settings')).json);
    expect(await shown()).toEqual(['db_conns_auditing', 'audit_settings']);
    sandbox.versions('8.0.10-64');
    expect(await shown()).toEqual(['db_conns_auditing']);
    sandbox.versions('6.2.12-68');
    expect(await shown()).toEqual([]);
  });

  it('shows crdt and crdt_guid of an Active-Active database, and its CRDB with uids as text', async () => {
    const sandbox = redisSandbox();
    const { json } = await sandbox.call('GET', '/v1/bdbs/4?fields=crdt,crdt_guid');
    expect(json.crdt).toBe(true);
    const guid = String(json.crdt_guid);
    expect((await sandbox.call('GET', '/v1/crdbs')).body).toHaveLength(1);
    expect((await sandbox.call('GET', `/v1/crdbs/${guid}`)).json).toMatchObject({
      guid,
      local_databases: [{ bdb_uid: '4' }],
    });
    expect((await sandbox.call('GET', '/v1/crdbs/other')).status).toBe(404);
  });
});

describe('changing a database', () => {
  it('is accepted at once and done after settleMs', async () => {
    const sandbox = redisSandbox();
    const { status, json } = await sandbox.call('PUT', '/v1/bdbs/2', { body: ON });
    expect([status, json.status]).toEqual([200, 'active-change-pending']);
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('disabled');
    sandbox.wait(SETTLE_MS - 1);
    expect((await sandbox.call('GET', '/v1/bdbs/2?fields=status,action_uid')).body).toEqual({
      status: 'active-change-pending',
      action_uid: json.action_uid,
    });
    sandbox.wait(1);
    const after = await sandbox.call('GET', '/v1/bdbs/2?fields=status,action_uid,db_conns_auditing,last_changed_time');
    expect(after.body).toEqual({
      status: 'active',
      db_conns_auditing: true,
      last_changed_time: new Date(START + SETTLE_MS).toISOString(),
    });
    expect(sandbox.state().log.map(({ path, summary }) => [path, summary])).toEqual([
      ['/v1/bdbs/2', JSON.stringify(ON)],
    ]);
  });

  it('answers the full object, passwords included', async () => {
    const { json } = await redisSandbox().call('PUT', '/v1/bdbs/2', { body: ON });
    expect(json).toMatchObject({ uid: 2, authentication_redis_pass: 'sandbox-redis-database-password' });
  });

  it('shows the new value while it runs, or the old one under valueWhilePending', async () => {
    const sandbox = redisSandbox();
    expect((await sandbox.call('PUT', '/v1/bdbs/2', { body: ON })).json.db_conns_auditing).toBe(true);
    sandbox.quirk('valueWhilePending', 'old');
    expect((await sandbox.call('GET', '/v1/bdbs/2?fields=db_conns_auditing')).json.db_conns_auditing).toBe(false);
  });

  it('is refused as busy while another change of the same database runs, not of another', async () => {
    const sandbox = redisSandbox();
    await sandbox.call('PUT', '/v1/bdbs/2', { body: ON });
    expect(refused(await sandbox.call('PUT', '/v1/bdbs/2', { body: ON }))).toBe('409 busy');
    expect((await sandbox.call('PUT', '/v1/bdbs/3', { body: ON })).status).toBe(200);
    sandbox.wait(SETTLE_MS);
    expect((await sandbox.call('PUT', '/v1/bdbs/2', { body: ON })).status).toBe(200);
  });

  it('is refused in every status but active', async () => {
    for (const status of ['pending', 'import-pending', 'delete-pending', 'active-change-pending', 'creation-failed']) {
      const sandbox = redisSandbox();
      sandbox.editDatabase(2, { status });
      sandbox.wait(SETTLE_MS * 10);
      expect(refused(await sandbox.call('PUT', '/v1/bdbs/2', { body: ON })), status).toBe('409 busy');
    }
  });

  it('never ends when the database is stuck, and ends once it no longer is', async () => {
    const sandbox = redisSandbox();
    sandbox.editDatabase(2, { stuck: true });
    const { json } = await sandbox.call('PUT', '/v1/bdbs/2', { body: ON });
    sandbox.wait(3_600_000);
    expect(sandbox.database(2).status).toBe('active-change-pending');
    const action = await sandbox.call('GET', `/v1/actions/${json.action_uid}`);
    expect(action.json).toMatchObject({ status: 'active', progress: 99 });
    sandbox.editDatabase(2, { stuck: false });
    expect(sandbox.database(2)).toMatchObject({ status: 'active', change: null });
  });

  it('under dry_run validates all the same, and starts nothing', async () => {
    const sandbox = redisSandbox();
    const before = sandbox.state();
    expect((await sandbox.call('PUT', '/v1/bdbs/2?dry_run', { body: ON })).json.status).toBe('active');
    expect(sandbox.state()).toEqual(before);
    const wrong = await sandbox.call('PUT', '/v1/bdbs/2?dry_run', { body: { db_conns_auditing: 1 } });
    expect(refused(wrong)).toBe('400 invalid_schema');
    await sandbox.call('PUT', '/v1/bdbs/2', { body: ON });
    expect(refused(await sandbox.call('PUT', '/v1/bdbs/2?dry_run', { body: ON }))).toBe('409 busy');
  });

  it('is a 403 with an expired license', async () => {
    const sandbox = redisSandbox();
    sandbox.change((state) => {
      state.licenseExpired = true;
    });
    expect((await sandbox.call('GET', '/v1/license')).json.expired).toBe(true);
    expect((await sandbox.call('PUT', '/v1/bdbs/2', { body: ON })).status).toBe(403);
    expect((await sandbox.call('PUT', '/v1/bdbs/99', { body: ON })).status).toBe(404);
  });

  it('to auditing is refused without a sink; the code follows the form of the request', async () => {
    const sandbox = redisSandbox();
    sandbox.change((state) => {
      state.sink = null;
    });
    const put = async (body: object) => refused(await sandbox.call('PUT', '/v1/bdbs/2', { body }));
    expect(await put({ db_conns_auditing: true })).toBe('406 db_conns_auditing_config_missing');
    expect(await put(ON)).toBe('406 audit_settings_config_missing');
    expect(await put({ db_conns_auditing: false })).toBe('200');
  });

  it('takes the audit members only, and records a try at others', async () => {
    const sandbox = redisSandbox();
    for (const body of [
      { uid: 2, ...ON },
      { memory_size: 1 },
      { name: 'x' },
      { db_conns_auditing: 'enabled' },
      { audit_settings: null },
    ]) {
      expect(refused(await sandbox.call('PUT', '/v1/bdbs/2', { body }))).toBe('400 invalid_schema');
    }
    expect(sandbox.state().forbidden).toEqual([
      'PUT /v1/bdbs/2 uid',
      'PUT /v1/bdbs/2 memory_size',
      'PUT /v1/bdbs/2 name',
    ]);
    expect(sandbox.state().log).toEqual([]);
  });

  it('takes audit_settings from 8.2 only, and the boolean from 6.2.18 only', async () => {
    const sandbox = redisSandbox();
    sandbox.versions('8.0.10-64');
    expect(refused(await sandbox.call('PUT', '/v1/bdbs/2', { body: ON }))).toBe('400 invalid_schema');
    expect((await sandbox.call('PUT', '/v1/bdbs/2', { body: { db_conns_auditing: true } })).status).toBe(200);
    sandbox.versions('8.2.0-46', '8.0.10-64');
    expect(refused(await sandbox.call('PUT', '/v1/bdbs/3', { body: ON }))).toBe('400 invalid_schema');
    sandbox.versions('6.2.12-68');
    expect(refused(await sandbox.call('PUT', '/v1/bdbs/3', { body: { db_conns_auditing: true } }))).toBe(
      '400 invalid_schema',
    );
    expect(sandbox.state().forbidden).toEqual([]);
  });

  it('of an Active-Active database is accepted, or refused under crdtLocalChange', async () => {
    const sandbox = redisSandbox();
    expect((await sandbox.call('PUT', '/v1/bdbs/4', { body: ON })).status).toBe(200);
    sandbox.wait(SETTLE_MS);
    sandbox.quirk('crdtLocalChange', 'refused');
    expect(refused(await sandbox.call('PUT', '/v1/bdbs/4', { body: ON }))).toBe('406 not_supported_action_on_crdt');
  });
});

describe('actions', () => {
  async function started(edit: (sandbox: ReturnType<typeof redisSandbox>) => void = () => undefined) {
    const sandbox = redisSandbox();
    edit(sandbox);
    const { json } = await sandbox.call('PUT', '/v1/bdbs/2', { body: ON });
    const uid = String(json.action_uid);
    const v1 = () => sandbox.call('GET', `/v1/actions/${uid}`);
    const v2 = () => sandbox.call('GET', `/v2/actions/${uid}`);
    return { sandbox, uid, v1, v2 };
  }

  it('go through pending, active and completed in v1, queued, running and completed in v2', async () => {
    const { sandbox, uid, v1, v2 } = await started();
    const both = async () => [(await v1()).json.status, (await v2()).json.status];
    expect(await both()).toEqual(['pending', 'queued']);
    sandbox.wait(SETTLE_MS / 2);
    expect(await both()).toEqual(['active', 'running']);
    expect((await v1()).json).toMatchObject({ action_uid: uid, name: 'SMUpdateBDB', progress: 50 });
    sandbox.wait(SETTLE_MS / 2);
    expect(await both()).toEqual(['completed', 'completed']);
    expect((await v1()).json.progress).toBe(100);
  });

  it('fail when failNextAction is set, once: the old value stays, the error is shown in both versions', async () => {
    const { sandbox, v1, v2 } = await started(({ change }) =>
      change((state) => {
        state.failNextAction = true;
      }),
    );
    expect(sandbox.state().failNextAction).toBe(false);
    sandbox.wait(SETTLE_MS);
    expect((await v1()).json).toMatchObject({ status: 'failed', error: expect.any(String) });
    expect((await v2()).json).toMatchObject({ status: 'failed', additional_info: { error: expect.any(String) } });
    expect(sandbox.database(2)).toMatchObject({ status: 'active', auditSettings: { audit_mode: 'disabled' } });
    await sandbox.call('PUT', '/v1/bdbs/2', { body: ON });
    sandbox.wait(SETTLE_MS);
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('connection');
  });

  it('are forgotten as actionLife says', async () => {
    const { sandbox, v1, v2 } = await started(({ quirk }) => quirk('actionLife', 'until-finished'));
    expect((await v1()).status).toBe(200);
    sandbox.wait(SETTLE_MS);
    expect([(await v1()).status, (await v2()).status]).toEqual([404, 404]);
    const never = await started(({ quirk }) => quirk('actionLife', 'none'));
    expect((await never.v1()).status).toBe(404);
  });

  it('of one database are listed, and of an unknown one are a 404', async () => {
    const { sandbox, uid } = await started();
    expect((await sandbox.call('GET', '/v1/actions/bdb/2')).body).toMatchObject([
      { action_uid: uid, object_name: 'bdb:2' },
    ]);
    expect((await sandbox.call('GET', '/v1/actions/bdb/1')).body).toEqual([]);
    expect((await sandbox.call('GET', '/v1/actions/bdb/99')).status).toBe(404);
    expect((await sandbox.call('GET', '/v1/actions/none')).status).toBe(404);
  });
});

describe('sink in the way', () => {
  it('of a database that is turned on after the sink was deleted', async () => {
    const sandbox = redisSandbox();
    await sandbox.call('PUT', '/v1/bdbs/1', { body: { db_conns_auditing: false } });
    sandbox.wait(SETTLE_MS);
    expect((await sandbox.call('DELETE', SINK)).status).toBe(200);
    expect((await sandbox.call('PUT', '/v1/bdbs/1', { body: ON })).status).toBe(406);
  });
});
