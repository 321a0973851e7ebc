import { describe, expect, it } from 'vitest';
import { BILLING, dbauditCaller, PRODUCTION, refusal, SETTLE_MS, START } from './dbaudit-caller.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const OPTIONS = { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 90 };
const OFF = { capture_queries: false, capture_results: false, mask_sensitive_data: false, retention_days: null };

describe('a patch', () => {
  it('changes what was sent and nothing else but updated_at', async () => {
    const caller = dbauditCaller();
    const before = caller.state().databases;
    await caller.patch(PRODUCTION, { name: 'Primary', tags: ['x', 'x', 'a'] });
    expect(caller.state().databases).toEqual([
      { ...before[0], name: 'Primary', tags: ['x', 'x', 'a'], updatedAt: START },
      before[1],
      before[2],
    ]);
    expect(caller.state().log).toEqual([
      {
        at: START,
        method: 'PATCH',
        path: PRODUCTION,
        summary: 'db_abc123 changed: {"name":"Primary","tags":["x","x","a"]}',
      },
    ]);
  });

  it('moves updated_at each time, also when nothing differs and the clock stands still', async () => {
    const caller = dbauditCaller();
    const times = [];
    for (let n = 0; n < 3; n++) times.push((await caller.patch(PRODUCTION, { name: 'Primary' })).body.updated_at);
    expect(new Set(times).size).toBe(3);
    expect(times.toSorted()).toEqual(times);
  });

  it('merges audit options', async () => {
    const caller = dbauditCaller();
    await caller.patch(PRODUCTION, { audit_options: { capture_queries: true } });
    expect(caller.state().databases[0]?.auditOptions).toEqual({ ...OPTIONS, retention_days: 30 });
  });

  it('may replace audit options: the others return to the defaults', async () => {
    const caller = dbauditCaller({ patchOptions: 'replace' });
    await caller.patch(PRODUCTION, { audit_options: { capture_queries: true } });
    expect(caller.state().databases[0]?.auditOptions).toEqual({ ...OFF, capture_queries: true });
    await caller.patch(PRODUCTION, { name: 'x' });
    expect(caller.state().databases[0]?.auditOptions).toEqual({ ...OFF, capture_queries: true });
  });

  it('may keep tags sorted and without twins', async () => {
    const caller = dbauditCaller({ tagsStored: 'sorted-unique' });
    expect((await caller.patch(PRODUCTION, { tags: ['x', 'a', 'x'] })).body.tags).toEqual(['a', 'x']);
  });

  it('of nothing is refused', async () => {
    expect(refusal(await dbauditCaller().patch(PRODUCTION, {}))).toBe('400 invalid_request');
  });

  it('answers with the detail, an empty 200 or 204', async () => {
    const body = { name: 'Primary' };
    const shown = dbauditCaller();
    const answer = await shown.patch(PRODUCTION, body);
    expect(answer).toMatchObject({ status: 200, body: (await shown.get(PRODUCTION)).body });
    expect(await dbauditCaller({ patchAnswer: 'empty200' }).patch(PRODUCTION, body)).toMatchObject({
      status: 200,
      body: '',
    });
    const none = await dbauditCaller({ patchAnswer: '204' }).patch(PRODUCTION, body);
    expect([none.status, none.body]).toEqual([204, undefined]);
  });

  it('does not take type, unless told to', async () => {
    expect(refusal(await dbauditCaller().patch(PRODUCTION, { type: 'mysql' }))).toBe('400 invalid_request');
    expect((await dbauditCaller({ patchType: 'accepted' }).patch(PRODUCTION, { type: 'mysql' })).body.type).toBe(
      'mysql',
    );
  });

  it('may refuse connection fields', async () => {
    const caller = dbauditCaller({ patchConnection: 'refused' });
    expect(refusal(await caller.patch(PRODUCTION, { port: 5433 }))).toBe('400 invalid_request');
    expect((await caller.patch(PRODUCTION, { name: 'x' })).status).toBe(200);
  });

  it('onto the triple of another object is a conflict, onto its own is not', async () => {
    const caller = dbauditCaller();
    expect(
      refusal(await caller.patch(PRODUCTION, { host: 'BILLING.example.com', port: 3306, database: 'billing' })),
    ).toBe('409 conflict');
    expect((await caller.patch(PRODUCTION, { host: 'PROD-DB.example.com' })).status).toBe(200);
  });

  it.each([{ host: 'spare.example.com' }, { port: 5433 }, { database: 'spare' }])(
    'is a conflict too when %j alone makes the triples equal',
    async (change) => {
      const caller = dbauditCaller();
      caller.edit(({ databases: [first], databases }) => {
        databases.push({ ...structuredClone(first!), id: 'db_spare', ...change });
      });
      expect(refusal(await caller.patch(PRODUCTION, change))).toBe('409 conflict');
    },
  );

  it.each([{ host: 'unreachable.example.com' }, { username: 'no_such_user' }, { password: 'wrong-password' }])(
    'whose connection test fails changes nothing: %j',
    async (change) => {
      const caller = dbauditCaller();
      const before = caller.state();
      expect(refusal(await caller.patch(BILLING, { ...change, name: 'x', audit_options: OPTIONS }))).toBe(
        '422 connection_test_failed',
      );
      expect({ ...caller.state(), rateWindows: [] }).toEqual(before);
    },
  );

  it('without connection fields is not tested', async () => {
    const caller = dbauditCaller();
    caller.edit((state) => state.unreachable.hosts.push('prod-db.example.com'));
    expect((await caller.patch(PRODUCTION, { audit_options: OPTIONS })).status).toBe(200);
    expect((await caller.patch(PRODUCTION, { ssl_mode: 'require' })).status).toBe(422);
  });
});

describe('settling', () => {
  const statuses = async (caller: ReturnType<typeof dbauditCaller>, path: string) => {
    const { status, audit_status } = (await caller.get(path)).body;
    return `${status} ${audit_status}`;
  };

  it('takes a created object from pending and initializing to connected and active', async () => {
    const caller = dbauditCaller();
    const path = `/v1/databases/${(await caller.create()).body.id}`;
    caller.advance(SETTLE_MS - 1);
    expect(await statuses(caller, path)).toBe('pending initializing');
    caller.advance(1);
    expect(await statuses(caller, path)).toBe('connected active');
  });

  it.each([
    { host: 'new.example.com' },
    { port: 5433 },
    { database: 'other' },
    { username: 'other' },
    { password: 'next-secret' },
    { ssl_mode: 'require' },
    { ssl_ca: PEM },
    { host: 'prod-db.example.com' },
  ])('begins anew with a write of %j', async (change) => {
    const caller = dbauditCaller();
    await caller.patch(PRODUCTION, change);
    expect(await statuses(caller, PRODUCTION)).toBe('pending initializing');
    caller.advance(SETTLE_MS);
    expect(await statuses(caller, PRODUCTION)).toBe('connected active');
  });

  it('is not touched by name, tags and audit options', async () => {
    const caller = dbauditCaller();
    await caller.patch(PRODUCTION, { name: 'x', tags: [], audit_options: OPTIONS });
    expect(await statuses(caller, PRODUCTION)).toBe('connected active');
  });

  it('may take the audit one step longer', async () => {
    const caller = dbauditCaller({ auditSettles: 'after-connection' });
    await caller.patch(PRODUCTION, { port: 5433 });
    caller.advance(SETTLE_MS);
    expect(await statuses(caller, PRODUCTION)).toBe('connected initializing');
    caller.advance(SETTLE_MS);
    expect(await statuses(caller, PRODUCTION)).toBe('connected active');
  });

  it('clears a held status with a connection write, but not a pause', async () => {
    const caller = dbauditCaller();
    caller.edit(({ databases }) => Object.assign(databases[0]!, { status: 'disconnected', auditStatus: 'paused' }));
    expect(await statuses(caller, PRODUCTION)).toBe('disconnected paused');
    await caller.patch(PRODUCTION, { password: 'next-secret' });
    caller.advance(SETTLE_MS);
    expect(await statuses(caller, PRODUCTION)).toBe('connected paused');
  });
});
