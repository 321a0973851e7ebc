import { describe, expect, it } from 'vitest';
import { POLICY, redisSandbox, refused, SETTLE_MS, SINK, START, TCP } from './redis-enterprise-sandbox.ts';

const LOCAL = { audit_protocol: 'local', audit_address: '/var/run/audit.sock' };
const DEFAULTS = { audit_reconnect_interval: 1, audit_reconnect_max_attempts: 0, audit_queue_max_bytes: 524288 };

/** No sink, nothing audits. */
function bareSandbox() {
  const sandbox = redisSandbox();
  sandbox.change((state) => {
    state.sink = null;
    for (const { auditSettings } of state.databases) auditSettings.audit_mode = 'disabled';
  });
  return sandbox;
}

describe('GET of the sink', () => {
  it('shows the whole object, with the queue from 8.2 only', async () => {
    const sandbox = redisSandbox();
    const { audit_queue_max_bytes, ...old } = (await sandbox.call('GET', SINK)).json;
    expect(audit_queue_max_bytes).toBe(524288);
    expect(old).toEqual({
      audit_protocol: 'TCP',
      audit_address: 'syslog.redis.example.com',
      audit_port: 6514,
      audit_reconnect_interval: 1,
      audit_reconnect_max_attempts: 5,
    });
    sandbox.versions('8.0.10-64');
    expect((await sandbox.call('GET', SINK)).json).toEqual(old);
  });

  it('has four forms while the sink is not set', async () => {
    const sandbox = bareSandbox();
    expect(refused(await sandbox.call('GET', SINK))).toBe('404 db_conns_audit_config_not_found');
    sandbox.quirk('unsetSink', 'empty-object');
    expect(await sandbox.call('GET', SINK)).toMatchObject({ status: 200, body: {} });
    sandbox.quirk('unsetSink', 'null');
    expect(await sandbox.call('GET', SINK)).toMatchObject({ status: 200, body: null });
    sandbox.quirk('unsetSink', 'empty-address');
    expect((await sandbox.call('GET', SINK)).json.audit_address).toBe('');
  });

  it('is a 406 when a node is older than 6.2.18', async () => {
    for (const versions of [['6.2.12-68'], ['8.2.0-46', '6.2.12-68']]) {
      const sandbox = redisSandbox();
      sandbox.quirk('mixedVersions', 'lowest');
      sandbox.versions(...versions);
      const code = '406 db_conns_auditing_unsupported_by_capability';
      expect(refused(await sandbox.call('GET', SINK))).toBe(code);
      expect(refused(await sandbox.call('PUT', SINK, { body: TCP }))).toBe(code);
      expect(refused(await sandbox.call('DELETE', SINK))).toBe(code);
    }
  });

  it('is a 406 while releases are mixed, unless mixedVersions counts the lowest', async () => {
    const sandbox = redisSandbox();
    sandbox.versions('8.2.0-46', '8.0.10-64');
    expect((await sandbox.call('GET', SINK)).status).toBe(406);
    sandbox.quirk('mixedVersions', 'lowest');
    const { status, json } = await sandbox.call('GET', SINK);
    expect([status, 'audit_queue_max_bytes' in json]).toEqual([200, false]);
  });

  it('works from 6.2.18 on, and on development builds', async () => {
    for (const version of ['6.2.18-43', '7.8.6-60', '100.0.21-16135']) {
      const sandbox = redisSandbox();
      sandbox.versions(version);
      expect((await sandbox.call('GET', SINK)).status, version).toBe(200);
    }
  });
});

describe('PUT of the sink', () => {
  it('fills the defaults, answers the full object and logs what was sent', async () => {
    const sandbox = bareSandbox();
    const { status, json } = await sandbox.call('PUT', SINK, { body: TCP });
    expect([status, json]).toEqual([200, { ...TCP, ...DEFAULTS }]);
    expect((await sandbox.call('GET', SINK)).json).toEqual(json);
    expect(sandbox.state().log).toEqual([{ at: START, method: 'PUT', path: SINK, summary: JSON.stringify(TCP) }]);
  });

  it('is allowed while databases audit', async () => {
    expect((await redisSandbox().call('PUT', SINK, { body: TCP })).status).toBe(200);
  });

  it('refuses extra members, wrong types and numbers out of range as invalid_schema', async () => {
    const wrong: object[] = [
      { 'audit-address': 'x' },
      { __proto_: 1 },
      { audit_protocol: 'tcp' },
      { audit_protocol: 'UDP' },
      { audit_address: 7 },
      { audit_address: null },
      { audit_port: '6514' },
      { audit_port: 0 },
      { audit_port: 65_536 },
      { audit_port: 1.5 },
      { audit_reconnect_interval: -1 },
      { audit_reconnect_interval: 0 },
      { audit_reconnect_max_attempts: -1 },
      { audit_queue_max_bytes: -1 },
      { audit_queue_max_bytes: true },
    ];
    const sandbox = redisSandbox();
    const before = sandbox.state().sink;
    for (const part of wrong) {
      const answer = await sandbox.call('PUT', SINK, { body: { ...TCP, ...part } });
      expect(refused(answer), JSON.stringify(part)).toBe('400 invalid_schema');
    }
    expect([sandbox.state().sink, sandbox.state().log]).toEqual([before, []]);
    const raw = '{"audit_protocol":"TCP","audit_address":"a","audit_port":1,"__proto__":{}}';
    expect(refused(await sandbox.call('PUT', SINK, { raw }))).toBe('400 invalid_schema');
  });

  it('takes an interval of 0 when zeroReconnectInterval accepts it', async () => {
    const sandbox = redisSandbox();
    sandbox.quirk('zeroReconnectInterval', 'accepted');
    const body = { ...TCP, audit_reconnect_interval: 0 };
    expect((await sandbox.call('PUT', SINK, { body })).json.audit_reconnect_interval).toBe(0);
  });

  it('refuses the queue size below 8.2', async () => {
    const sandbox = redisSandbox();
    sandbox.versions('8.0.10-64');
    const body = { ...TCP, audit_queue_max_bytes: 1048576 };
    expect(refused(await sandbox.call('PUT', SINK, { body }))).toBe('400 invalid_schema');
    expect((await sandbox.call('PUT', SINK, { body: TCP })).json).not.toHaveProperty('audit_queue_max_bytes');
  });

  it('needs protocol, address and, for TCP, a port', async () => {
    const code = '400 db_conns_auditing_missing_config';
    for (const body of [
      {},
      { audit_protocol: 'local' },
      { audit_address: 'a' },
      { audit_protocol: 'TCP', audit_address: 'a' },
    ]) {
      expect(refused(await bareSandbox().call('PUT', SINK, { body }))).toBe(code);
    }
  });

  it('refuses a port with local, and takes a socket path without', async () => {
    const sandbox = bareSandbox();
    const answer = await sandbox.call('PUT', SINK, { body: { ...LOCAL, audit_port: 1 } });
    expect(refused(answer)).toBe('400 db_conns_auditing_bad_config');
    expect((await sandbox.call('PUT', SINK, { body: LOCAL })).json).toEqual({ ...LOCAL, ...DEFAULTS });
  });

  it('refuses addresses that are no IP, host name or socket path', async () => {
    const put = async (part: object) => refused(await bareSandbox().call('PUT', SINK, { body: { ...TCP, ...part } }));
    for (const audit_address of ['', ' ', 'a b', '-a.example.com', 'a..b', '999.1.1.1', 'http://a', 'a:1']) {
      expect(await put({ audit_address }), audit_address).toBe('400 db_conns_auditing_bad_address');
    }
    for (const audit_address of ['::1', '10.0.0.1', 'a', 'siem.example.com.'])
      expect(await put({ audit_address })).toBe('200');
    for (const audit_address of ['', 'audit.sock', '/tmp/']) {
      const answer = await bareSandbox().call('PUT', SINK, { body: { audit_protocol: 'local', audit_address } });
      expect(refused(answer)).toBe('400 db_conns_auditing_bad_address');
    }
  });

  it('merges by default: what is not sent stays, but local drops the port', async () => {
    const sandbox = redisSandbox();
    const moved = await sandbox.call('PUT', SINK, { body: { audit_port: 7000 } });
    expect(moved.json).toMatchObject({
      audit_address: 'syslog.redis.example.com',
      audit_port: 7000,
      audit_reconnect_max_attempts: 5,
    });
    const { json } = await sandbox.call('PUT', SINK, { body: LOCAL });
    expect(json).toEqual({ ...LOCAL, ...DEFAULTS, audit_reconnect_max_attempts: 5 });
  });

  it('replaces under sinkPut replace: what is not sent goes back to its default', async () => {
    const sandbox = redisSandbox();
    sandbox.quirk('sinkPut', 'replace');
    const answer = await sandbox.call('PUT', SINK, { body: { audit_port: 7000 } });
    expect(refused(answer)).toBe('400 db_conns_auditing_missing_config');
    expect((await sandbox.call('PUT', SINK, { body: TCP })).json).toEqual({ ...TCP, ...DEFAULTS });
  });

  it('refuses going from TCP to local under merge-keeps-port', async () => {
    const sandbox = redisSandbox();
    sandbox.quirk('sinkPut', 'merge-keeps-port');
    expect(refused(await sandbox.call('PUT', SINK, { body: LOCAL }))).toBe('400 db_conns_auditing_bad_config');
  });

  it('refuses low ports before 7.2.4 when oldLowPorts says so', async () => {
    const sandbox = redisSandbox();
    const put = async () => refused(await sandbox.call('PUT', SINK, { body: { ...TCP, audit_port: 514 } }));
    sandbox.versions('6.4.2-43');
    expect(await put()).toBe('200');
    sandbox.quirk('oldLowPorts', 'refused');
    expect(await put()).toBe('400 db_conns_auditing_bad_config');
    sandbox.versions('7.2.4-64');
    expect(await put()).toBe('200');
  });
});

describe('DELETE of the sink', () => {
  it('answers 200 without a body, and 404 the second time', async () => {
    const sandbox = bareSandbox();
    await sandbox.call('PUT', SINK, { body: TCP });
    expect(await sandbox.call('DELETE', SINK)).toMatchObject({ status: 200, body: '' });
    expect(sandbox.state().sink).toBeNull();
    expect(refused(await sandbox.call('DELETE', SINK))).toBe('404 db_conns_audit_config_not_found');
    expect(sandbox.state().log.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });

  it('is refused while the policy is on', async () => {
    const sandbox = bareSandbox();
    await sandbox.call('PUT', SINK, { body: TCP });
    await sandbox.call('PUT', POLICY, { body: { db_conns_auditing: true } });
    expect(refused(await sandbox.call('DELETE', SINK))).toBe('406 cannot_delete_audit_config_when_policy_enabled');
  });

  it('is refused while any database audits, also an internal one that nobody sees', async () => {
    const code = '406 cannot_delete_audit_config_when_bdb_enabled';
    const sandbox = redisSandbox();
    expect(refused(await sandbox.call('DELETE', SINK))).toBe(code);
    sandbox.change(({ databases }) => {
      for (const { uid, auditSettings } of databases) auditSettings.audit_mode = uid === 5 ? 'connection' : 'disabled';
    });
    expect(refused(await sandbox.call('DELETE', SINK))).toBe(code);
  });

  it('is refused until a change that turns auditing off has ended, and while one turns it on', async () => {
    const code = '406 cannot_delete_audit_config_when_bdb_enabled';
    const sandbox = redisSandbox();
    await sandbox.call('PUT', '/v1/bdbs/1', { body: { db_conns_auditing: false } });
    expect(refused(await sandbox.call('DELETE', SINK))).toBe(code);
    await sandbox.call('PUT', '/v1/bdbs/2', { body: { db_conns_auditing: true } });
    sandbox.change(({ databases }) => {
      for (const database of databases) database.stuck = database.uid === 2;
    });
    sandbox.wait(SETTLE_MS);
    expect(refused(await sandbox.call('DELETE', SINK))).toBe(code);
    sandbox.editDatabase(2, { status: 'active', change: null, stuck: false });
    expect((await sandbox.call('DELETE', SINK)).status).toBe(200);
  });
});

describe('policy', () => {
  it('shows db_conns_auditing among other members, from 6.2.18 on', async () => {
    const sandbox = redisSandbox();
    expect((await sandbox.call('GET', POLICY)).json).toMatchObject({ db_conns_auditing: false, show_internals: false });
    sandbox.versions('6.2.12-68');
    expect((await sandbox.call('GET', POLICY)).json).not.toHaveProperty('db_conns_auditing');
    const answer = await sandbox.call('PUT', POLICY, { body: { db_conns_auditing: true } });
    expect(refused(answer)).toBe('400 invalid_schema');
  });

  it('changes only what is sent, touches no database, and answers a status only', async () => {
    const sandbox = redisSandbox();
    const before = sandbox.state();
    const { status, body } = await sandbox.call('PUT', POLICY, { body: { db_conns_auditing: true } });
    expect([status, body]).toEqual([200, '']);
    expect(sandbox.state().policy).toEqual({ ...before.policy, db_conns_auditing: true });
    expect(sandbox.state().databases).toEqual(before.databases);
    expect(sandbox.state().log).toHaveLength(1);
  });

  it('refuses unknown members and wrong types', async () => {
    const wrong = [
      { audit: true },
      { db_conns_auditing: 'enabled' },
      { db_conns_auditing: null },
      { login_lockout_threshold: -1 },
    ];
    for (const body of [...wrong, { default_shards_placement: 'x' }, { constructor: 1 }]) {
      expect(refused(await redisSandbox().call('PUT', POLICY, { body }))).toBe('400 invalid_schema');
    }
  });

  it('is not turned on without a sink, unless policyNeedsSink is off', async () => {
    const sandbox = bareSandbox();
    const put = (value: boolean) => sandbox.call('PUT', POLICY, { body: { db_conns_auditing: value } });
    expect(refused(await put(true))).toBe('400 db_conns_auditing_config_missing');
    expect((await put(false)).status).toBe(200);
    sandbox.quirk('policyNeedsSink', false);
    expect((await put(true)).status).toBe(200);
  });

  it('can be changed with an expired license', async () => {
    const sandbox = redisSandbox();
    sandbox.change((state) => {
      state.licenseExpired = true;
    });
    expect((await sandbox.call('PUT', POLICY, { body: { db_conns_auditing: true } })).status).toBe(200);
    expect((await sandbox.call('PUT', SINK, { body: TCP })).status).toBe(200);
  });
});

describe('refusals', () => {
  it('carry description, message, plain text or nothing', async () => {
    const sandbox = bareSandbox();
    const text = 'Unable to find the auditing configuration';
    const error_code = 'db_conns_audit_config_not_found';
    expect((await sandbox.call('DELETE', SINK)).body).toEqual({ error_code, description: text });
    sandbox.quirk('errorBody', 'message');
    expect((await sandbox.call('DELETE', SINK)).body).toEqual({ error_code, message: text });
    sandbox.quirk('errorBody', 'text');
    expect(await sandbox.call('DELETE', SINK)).toMatchObject({
      status: 404,
      headers: { 'content-type': 'text/plain' },
      body: text,
    });
    sandbox.quirk('errorBody', 'empty');
    expect(await sandbox.call('DELETE', SINK)).toMatchObject({ status: 404, body: '' });
  });

  it('whose status is in no document take undocumentedStatus, the others do not', async () => {
    const sandbox = redisSandbox();
    const statuses = async () => [
      (await sandbox.call('DELETE', SINK)).status,
      (await sandbox.call('PUT', SINK, { body: { audit_address: '' } })).status,
      (await sandbox.call('PUT', SINK, { body: { more: 1 } })).status,
    ];
    expect(await statuses()).toEqual([406, 400, 400]);
    sandbox.quirk('undocumentedStatus', 406);
    expect(await statuses()).toEqual([406, 406, 400]);
    sandbox.quirk('undocumentedStatus', 400);
    expect(await statuses()).toEqual([400, 400, 400]);
  });
});
