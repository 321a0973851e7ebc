import { describe, expect, it } from 'vitest';
import { dbauditCaller, LEDGER, PRODUCTION, refusal, said, START } from './dbaudit-caller.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const OPTIONS = { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 90 };
const OFF = { capture_queries: false, capture_results: false, mask_sensitive_data: false, retention_days: null };

describe('a create', () => {
  it('answers id, name, type, status pending and created_at only', async () => {
    const answer = await dbauditCaller().create();
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: 'db_000001',
      name: 'Ledger',
      type: 'postgresql',
      status: 'pending',
      created_at: '2026-01-02T03:04:05.678Z',
    });
  });

  it('may answer 200', async () => {
    expect((await dbauditCaller({ postStatus: 200 }).create()).status).toBe(200);
  });

  it('stores everything that was sent, and logs it without the secret', async () => {
    const caller = dbauditCaller();
    await caller.create({ ssl_mode: 'verify-ca', ssl_ca: PEM, tags: ['b', 'a'], audit_options: OPTIONS });
    const { databases, log } = caller.state();
    expect(databases[3]).toMatchObject({
      host: 'Ledger.example.com',
      password: LEDGER.password,
      sslMode: 'verify-ca',
      sslCa: PEM,
      tags: ['b', 'a'],
      auditOptions: OPTIONS,
    });
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ at: START, method: 'POST', path: '/v1/databases' });
    expect(log[0]?.summary).toContain('db_000001 created: {"name":"Ledger"');
    expect(log[0]?.summary).not.toMatch(/hunter2|MIIB/);
  });

  it('fills options that were not sent from the defaults of the state', async () => {
    const caller = dbauditCaller({ extraOptions: ['capture_plans'] });
    await caller.create({ audit_options: { capture_queries: true } });
    expect(caller.state().databases[3]?.auditOptions).toEqual({ ...OFF, capture_queries: true, capture_plans: false });
  });

  it.each(['name', 'type', 'host', 'port', 'database', 'username', 'password'])(
    'without %s is refused',
    async (field) => {
      const caller = dbauditCaller();
      expect(said(await caller.create({ [field]: undefined }))).toBe(
        `400 Invalid request: missing required field ${field}.`,
      );
      expect(caller.state()).toMatchObject({ databases: { length: 3 }, log: [] });
    },
  );

  it.each([
    { host: 'PROD-db.Example.COM', database: 'myapp' },
    { host: 'prod-db.example.com', database: 'myapp', type: 'mysql', name: 'Other', username: 'other' },
  ])('of a taken host, port and database is a conflict: %j', async (twin) => {
    expect(said(await dbauditCaller().create(twin))).toBe(
      '409 A database with the same host/port/database combination already exists.',
    );
  });

  it.each([{ port: 5433 }, { database: 'myapp2' }, { host: 'prod-db2.example.com' }, { database: 'MyApp' }])(
    'that differs in one of them is none: %j',
    async (change) => {
      expect((await dbauditCaller().create({ host: 'prod-db.example.com', database: 'myapp', ...change })).status).toBe(
        201,
      );
    },
  );

  it('may compare hosts exactly', async () => {
    const caller = dbauditCaller({ hostComparison: 'exact' });
    expect((await caller.create({ host: 'PROD-db.example.com', database: 'myapp' })).status).toBe(201);
    expect((await caller.create({ host: 'prod-db.example.com', database: 'myapp' })).status).toBe(409);
  });

  it.each([{ host: 'Unreachable.example.com' }, { username: 'no_such_user' }, { password: 'wrong-password' }])(
    'whose connection test fails leaves nothing behind: %j',
    async (change) => {
      const caller = dbauditCaller();
      expect(said(await caller.create(change))).toBe(
        '422 Connection test failed. Check credentials and network connectivity.',
      );
      expect(caller.state()).toMatchObject({ databases: { length: 3 }, log: [] });
    },
  );

  it('may leave the object behind after a failed test, so that the next try collides', async () => {
    const caller = dbauditCaller({ keepsFailedCreate: true });
    expect(refusal(await caller.create({ password: 'wrong-password' }))).toBe('422 connection_test_failed');
    expect((await caller.get('/v1/databases/db_000001')).body).toMatchObject({ name: 'Ledger', status: 'error' });
    expect((await caller.create()).status).toBe(409);
    await caller.patch('/v1/databases/db_000001', { password: 'right' });
    expect((await caller.get('/v1/databases/db_000001')).body.status).toBe('pending');
  });

  it('never gives an id that is taken', async () => {
    const caller = dbauditCaller();
    await caller.create();
    caller.edit((state) => {
      state.nextId = 1;
    });
    expect((await caller.create({ port: 1 })).body.id).toBe('db_000002');
  });
});

describe('fields', () => {
  it.each([
    ['id', 'db_x'],
    ['status', 'connected'],
    ['audit_status', 'active'],
    ['stats', {}],
    ['health', {}],
    ['created_at', '2026-01-01T00:00:00Z'],
    ['updated_at', '2026-01-01T00:00:00Z'],
    ['last_event_at', null],
  ])('the server owns %s', async (name, value) => {
    const caller = dbauditCaller();
    const expected = `400 Invalid request: field ${name} is read-only.`;
    expect(said(await caller.create({ [name]: value }))).toBe(expected);
    expect(said(await caller.patch(PRODUCTION, { [name]: value }))).toBe(expected);
  });

  it.each(['sslMode', 'region', 'toString', 'passwordVersion'])('there is no %s', async (name) => {
    const caller = dbauditCaller();
    expect(said(await caller.create({ [name]: 'x' }))).toBe(`400 Invalid request: unknown field ${name}.`);
    expect(said(await caller.patch(PRODUCTION, { [name]: 'x' }))).toBe(`400 Invalid request: unknown field ${name}.`);
  });

  it('a member called __proto__ is unknown like any other', async () => {
    expect(refusal(await dbauditCaller().patch(PRODUCTION, '{"__proto__":{"name":"x"}}'))).toBe('400 invalid_request');
    expect(refusal(await dbauditCaller().patch(PRODUCTION, '{"audit_options":{"__proto__":true}}'))).toBe(
      '400 invalid_request',
    );
  });

  it.each([...Object.keys(LEDGER), 'ssl_mode', 'ssl_ca', 'tags', 'audit_options'])(
    '%s must not be null',
    async (name) => {
      const caller = dbauditCaller();
      expect(said(await caller.create({ [name]: null }))).toBe(`400 Invalid request: field ${name} must not be null.`);
      expect(said(await caller.patch(PRODUCTION, { [name]: null }))).toBe(
        `400 Invalid request: field ${name} must not be null.`,
      );
    },
  );

  it.each([
    { name: '' },
    { name: 7 },
    { type: 'snowflake' },
    { type: 'PostgreSQL' },
    { host: ' ' },
    { host: 'postgres://x' },
    { host: 'a b' },
    { port: '5432' },
    { port: 0 },
    { port: 65_536 },
    { port: 5432.5 },
    { port: true },
    { database: '' },
    { username: {} },
    { password: '' },
    { password: 7 },
    { ssl_mode: 'prefer' },
    { ssl_ca: 'MIIB' },
    { tags: 'a' },
    { tags: [1] },
    { tags: ['production', 1] },
    { tags: [''] },
    { tags: { 0: 'a' } },
    { audit_options: [] },
    { audit_options: true },
  ])('%j has an invalid value', async (wrong) => {
    const [name] = Object.keys(wrong);
    const caller = dbauditCaller({ patchType: 'accepted' });
    expect(said(await caller.create(wrong))).toBe(`400 Invalid request: field ${name} has an invalid value.`);
    expect(said(await caller.patch(PRODUCTION, wrong))).toBe(
      `400 Invalid request: field ${name} has an invalid value.`,
    );
    expect(caller.state().log).toEqual([]);
  });

  it.each([
    [{ capture_queries: 'true' }, 'has an invalid value'],
    [{ capture_results: 1 }, 'has an invalid value'],
    [{ mask_sensitive_data: null }, 'must not be null'],
    [{ retention_days: '90' }, 'has an invalid value'],
    [{ retention_days: 90.5 }, 'has an invalid value'],
    [{ retention_days: null }, 'must not be null'],
  ])('audit option %j is refused', async (audit_options, why) => {
    const expected = `400 Invalid request: field audit_options.${Object.keys(audit_options)[0]} ${why}.`;
    expect(said(await dbauditCaller().patch(PRODUCTION, { audit_options }))).toBe(expected);
    expect(said(await dbauditCaller().create({ audit_options }))).toBe(expected);
  });

  it('an unknown audit option is refused, unless the running version has added it', async () => {
    const body = { audit_options: { capture_plans: true } };
    expect(said(await dbauditCaller().patch(PRODUCTION, body))).toBe(
      '400 Invalid request: unknown field audit_options.capture_plans.',
    );
    const caller = dbauditCaller({ extraOptions: ['capture_plans'] });
    expect((await caller.patch(PRODUCTION, body)).status).toBe(200);
    expect(caller.state().databases[0]?.auditOptions.capture_plans).toBe(true);
    expect((await caller.patch(PRODUCTION, { audit_options: { capture_plans: 1 } })).status).toBe(400);
  });

  it.each([
    ['privacy', 29, 400],
    ['privacy', 30, 200],
    ['privacy', 2_555, 200],
    ['privacy', 2_556, 400],
    ['policies', 6, 400],
    ['policies', 7, 200],
    ['policies', 36_500, 200],
  ] as const)(
    'by the %s page %d days of retention are answered %d',
    async (retentionBounds, retention_days, status) => {
      expect(
        (await dbauditCaller({ retentionBounds }).patch(PRODUCTION, { audit_options: { retention_days } })).status,
      ).toBe(status);
    },
  );
});
