import { describe, expect, it } from 'vitest';
import { BILLING, dbauditCaller, LEDGER, PRODUCTION, READER, refusal, SETTLE_MS, WAREHOUSE } from './dbaudit-caller.ts';

describe('the detail', () => {
  it('shows what the page shows, and tags', async () => {
    expect((await dbauditCaller().get(PRODUCTION, { key: READER })).body).toEqual({
      id: 'db_abc123',
      name: 'Production PostgreSQL',
      type: 'postgresql',
      host: 'prod-db.example.com',
      port: 5432,
      database: 'myapp',
      username: 'dbaudit_reader',
      ssl_mode: 'verify-full',
      status: 'connected',
      audit_status: 'active',
      tags: ['production', 'critical'],
      stats: { events_today: 15_420, events_this_week: 98_540, alerts_pending: 3, policies_active: 8 },
      health: { latency_ms: 15, last_heartbeat: '2026-01-02T03:04:05.678Z' },
      created_at: '2025-12-03T03:04:05.678Z',
      updated_at: '2026-01-01T03:04:05.678Z',
    });
  });

  it('may hide tags', async () => {
    expect((await dbauditCaller({ tagsVisible: 'hidden' }).get(PRODUCTION)).body).not.toHaveProperty('tags');
  });

  it('may show audit options, all or some of them', async () => {
    const all = { capture_queries: false, capture_results: false, mask_sensitive_data: true, retention_days: 30 };
    expect((await dbauditCaller({ auditOptionsVisible: 'shown' }).get(PRODUCTION)).body.audit_options).toEqual(all);
    const { mask_sensitive_data, retention_days, ...some } = all;
    const partial = dbauditCaller({
      auditOptionsVisible: 'partial',
      partialHides: ['mask_sensitive_data', 'retention_days'],
    });
    expect((await partial.get(PRODUCTION)).body.audit_options).toEqual(some);
  });

  it('shows an ssl_mode nobody has set as the default, or not at all', async () => {
    for (const [sslModeDefault, shown] of [
      ['require', 'require'],
      ['disable', 'disable'],
      ['absent', undefined],
    ] as const) {
      const caller = dbauditCaller({ sslModeDefault });
      const { id } = (await caller.create()).body;
      expect((await caller.get(`/v1/databases/${id}`)).body.ssl_mode).toBe(shown);
      expect((await caller.get(PRODUCTION)).body.ssl_mode).toBe('verify-full');
    }
  });

  it('may carry a member no page names, as may list items and live states', async () => {
    const caller = dbauditCaller({ extraMember: true });
    const { body } = await caller.get('/v1/databases');
    const shown = [body.data[0], (await caller.get(PRODUCTION)).body, (await caller.get(`${PRODUCTION}/status`)).body];
    expect(shown.map(({ region }) => region)).toEqual(['eu-central-1', 'eu-central-1', 'eu-central-1']);
  });

  it('may tell times in whole seconds', async () => {
    const { body } = await dbauditCaller({ timestamps: 'seconds' }).patch(PRODUCTION, { name: 'x' });
    expect([body.created_at, body.updated_at]).toEqual(['2025-12-03T03:04:05Z', '2026-01-02T03:04:05Z']);
  });

  it('has no heartbeat while the connection is pending', async () => {
    const caller = dbauditCaller();
    const { body } = await caller.patch(PRODUCTION, { port: 5433 });
    expect(body.health.last_heartbeat).toBeNull();
  });

  it('holds words that no page lists', async () => {
    const caller = dbauditCaller();
    caller.edit(({ databases }) => Object.assign(databases[2]!, { status: 'dormant', auditStatus: 'degraded' }));
    expect((await caller.get(WAREHOUSE)).body).toMatchObject({
      type: 'snowflake',
      status: 'dormant',
      audit_status: 'degraded',
    });
  });
});

describe('the live state', () => {
  it('shows the collector, the health checks and the last event', async () => {
    expect((await dbauditCaller().get(`${PRODUCTION}/status`, { key: READER })).body).toEqual({
      id: 'db_abc123',
      connection_status: 'connected',
      audit_status: 'active',
      collector: { version: '2.4.1', uptime_seconds: 30 * 86_400 - SETTLE_MS / 1_000, events_per_second: 42.5 },
      health_checks: { connectivity: 'healthy', permissions: 'healthy', latency: 'healthy', disk_space: 'warning' },
      last_event: { timestamp: '2026-01-02T03:04:00.678Z', type: 'query', user: 'app_user' },
    });
  });

  it('stands still while the connection is pending', async () => {
    const caller = dbauditCaller();
    await caller.patch(BILLING, { port: 3307 });
    expect((await caller.get(`${BILLING}/status`)).body).toMatchObject({
      connection_status: 'pending',
      audit_status: 'initializing',
      collector: { uptime_seconds: 0, events_per_second: 0 },
      health_checks: { connectivity: 'warning', disk_space: 'healthy' },
    });
    caller.advance(SETTLE_MS + 7_000);
    expect((await caller.get(`${BILLING}/status`)).body.collector).toMatchObject({
      uptime_seconds: 7,
      events_per_second: 42.5,
    });
  });

  it('collects nothing while paused', async () => {
    const caller = dbauditCaller();
    caller.edit(({ databases }) => Object.assign(databases[0]!, { auditStatus: 'paused', lastEvent: null }));
    expect((await caller.get(`${PRODUCTION}/status`)).body).toMatchObject({
      connection_status: 'connected',
      audit_status: 'paused',
      collector: { events_per_second: 0 },
      last_event: null,
    });
  });
});

describe('the connection test', () => {
  it('tells version, permissions and warnings, and writes nothing', async () => {
    const caller = dbauditCaller();
    const { status, body } = await caller.call('POST', `${PRODUCTION}/test`);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      latency_ms: 15,
      version: 'PostgreSQL 16.1',
      permissions: { select: true, pg_read_all_stats: true, pg_monitor: true },
      warnings: [],
    });
    expect({ ...caller.state(), rateWindows: [] }).toEqual(dbauditCaller().state());
  });

  it('may succeed with a permission missing', async () => {
    const caller = dbauditCaller();
    caller.edit(({ databases }) =>
      Object.assign(databases[0]!.probe, { permissions: { select: false }, warnings: ['no pg_monitor'] }),
    );
    expect((await caller.call('POST', `${PRODUCTION}/test`)).body).toMatchObject({
      success: true,
      permissions: { select: false },
      warnings: ['no pg_monitor'],
    });
  });

  it.each([
    ['hosts', 'PROD-db.example.com'],
    ['usernames', 'dbaudit_reader'],
    ['passwords', 'sandbox-dbaudit-database-password'],
  ] as const)('fails when the state says so of %s, as 200 or 422', async (kind, value) => {
    for (const testFailure of ['success-false', '422'] as const) {
      const caller = dbauditCaller({ testFailure });
      caller.edit(({ unreachable }) => unreachable[kind].push(value));
      const answer = await caller.call('POST', `${PRODUCTION}/test`);
      if (testFailure === '422') expect(refusal(answer)).toBe('422 connection_test_failed');
      else expect(answer).toMatchObject({ status: 200, body: { success: false, permissions: {} } });
    }
  });

  it('uses the stored credentials', async () => {
    const caller = dbauditCaller();
    await caller.patch(PRODUCTION, { password: 'next-secret' });
    caller.edit(({ unreachable }) => unreachable.passwords.push('next-secret'));
    expect((await caller.call('POST', `${PRODUCTION}/test`)).body.success).toBe(false);
  });
});

it('neither password nor ssl_ca is in any answer of success', async () => {
  const caller = dbauditCaller({ auditOptionsVisible: 'shown' });
  const ssl_ca = '-----BEGIN CERTIFICATE-----\nMIIB';
  const path = '/v1/databases/db_000001';
  const answers = [
    await caller.create({ ssl_ca }),
    await caller.patch(path, { password: 'hunter2-next', ssl_ca }),
    await caller.get(path),
    await caller.get('/v1/databases'),
    await caller.get(`${path}/status`),
    await caller.call('POST', `${path}/test`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200, 200]);
  expect(JSON.stringify(answers)).not.toMatch(/hunter2|MIIB|ssl_ca|password/);
  expect(LEDGER.password).toMatch(/hunter2/);
});
