import { describe, expect, test } from 'vitest';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Readings } from './dbaudit-server.ts';
import { changesOf, fake, LEDGER, OPTIONS, PLACE, SPEC, target, trouble } from './dbaudit-fake.ts';

const DETAIL = { ...LEDGER, id: 'db_1', ssl_mode: 'require', status: 'connected', audit_status: 'active' };
async function read(readings: Partial<Readings> = {}, fields: JsonObject = {}, wanted = target()) {
  const { session, server } = fake({ readings });
  server.add({ ...LEDGER, ...fields });
  return session.read(wanted);
}
/** Reads a detail with these members instead. */
async function shown(more: object) {
  const { session, server } = fake({
    fault: ({ path }) => (path === '/databases/db_1' ? { body: { ...DETAIL, ...more } } : null),
  });
  server.add(LEDGER);
  return session.read(target());
}

describe('three answers, not two: value, absent, not shown', () => {
  test('options that are not shown are hidden, never empty', async () => {
    const live = await read({ options: 'hidden' });
    expect(live.hidden).toContain('/audit_options');
    expect(live.document).not.toHaveProperty('audit_options');
  });

  test('options that are shown are compared by value', async () => {
    const live = await read({ options: 'shown' }, { audit_options: { ...OPTIONS, retention_days: 60 } });
    expect(changesOf(target(), live).map(({ path, before, after }) => [path, before, after])).toEqual([
      ['/audit_options/retention_days', 60, 90],
    ]);
  });

  test('a key missing in options that are shown is planned once; what was written is then assumed', async () => {
    const live = await read({ options: 'without-retention' }, { audit_options: OPTIONS });
    const path = '/audit_options/retention_days';
    expect(live.hidden).toContain(path);
    expect(changesOf(target(), live).map((change) => change.path)).toEqual([path]);
    expect(changesOf(target(), live, { [path]: 90 })).toEqual([]);
    expect(changesOf(target(), live, { [path]: 30 })).toHaveLength(1);
  });

  test('options remembered from an earlier write cause no change, and another wish does', async () => {
    const live = await read();
    const memory = Object.fromEntries(Object.entries(OPTIONS).map(([key, value]) => [`/audit_options/${key}`, value]));
    expect(changesOf(target(), live, memory)).toEqual([]);
    const lower = target({ ...SPEC, audit_options: { ...OPTIONS, retention_days: 60 } });
    expect(changesOf(lower, live, memory)).toMatchObject([{ direction: 'weakens', historyLoss: true }]);
  });

  test('null is not shown, either', async () => {
    const live = await shown({ tags: null, ssl_mode: null, audit_options: { ...OPTIONS, retention_days: null } });
    expect(live.hidden).toEqual(['/ssl_ca', '/ssl_mode', '/tags', '/audit_options/retention_days']);
  });

  test('tags that are not shown are hidden', async () => {
    expect((await read({ tags: 'hidden' })).hidden).toContain('/tags');
    expect((await read({ tags: 'shown' })).hidden).not.toContain('/tags');
  });

  test('ssl_ca is always hidden, and the password is in no part of a reading', async () => {
    const live = await read({ options: 'shown' }, { password: 'stored-secret', ssl_ca: 'PEM' });
    expect(live.hidden).toContain('/ssl_ca');
    expect(JSON.stringify(live)).not.toMatch(/stored-secret|PEM/);
  });

  test('posture is verified only when every option is shown', async () => {
    const postureOf = async (options: Readings['options']) => {
      const live = await read({ options });
      return dbauditProvider.posture(live.document!, live);
    };
    expect(await postureOf('hidden')).toMatchObject({ verified: false });
    expect(await postureOf('hidden')).not.toHaveProperty('enabled');
    expect(await postureOf('without-retention')).toMatchObject({ verified: false, enabled: 'on' });
    expect(await postureOf('shown')).toMatchObject({ verified: true, enabled: 'on', retentionDays: 30 });
  });
});

describe('no drift is seen in', () => {
  const options = { options: 'shown' } as const;
  test.each<[string, JsonObject, JsonObject]>([
    ['the order of tags', { tags: ['b', 'a'] }, { tags: ['a', 'b'] }],
    ['tags that stand twice', { tags: ['a', 'b', 'a'] }, { tags: ['b', 'a'] }],
    ['options the manifest leaves out', { audit_options: { retention_days: 7 } }, { audit_options: {} }],
    ['a whole member that is left out', { ssl_mode: 'disable', tags: ['x'] }, {}],
    ['options that the page does not name', { audit_options: { capture_plans: true } }, {}],
  ])('%s', async (_name, live, spec) => {
    const wanted = target({ name: 'Ledger', type: 'postgresql', ...spec });
    expect(changesOf(wanted, await read(options, live, wanted))).toEqual([]);
  });

  test('what the server owns: statistics, health, status, times', async () => {
    const [one, two] = [await shown({}), await shown({ stats: { events_today: 1 }, health: {}, status: 'pending' })];
    expect(changesOf(target(), two)).toEqual(changesOf(target(), one));
  });

  test('tags are compared to the letter case', async () => {
    const wanted = target({ tags: ['PCI'] });
    expect(changesOf(wanted, await read({}, { tags: ['pci'] }, wanted))).toHaveLength(2);
  });
});

describe('status', () => {
  test.each([
    [{ status: 'pending' }, 'AF407'],
    [{ audit_status: 'initializing' }, 'AF407'],
    [{ status: 'error' }, 'AF406'],
    [{ status: 'disconnected' }, 'AF406'],
    [{ audit_status: 'paused' }, 'AF406'],
  ])('%o is told, and is no drift', async (words, code) => {
    const live = await shown(words);
    expect(live.notes).toMatchObject([{ code }]);
    expect(live.settled).toBe(code !== 'AF407');
  });

  test('paused counts as off, whatever the options say', async () => {
    const live = await shown({ audit_status: 'paused', audit_options: OPTIONS });
    expect(dbauditProvider.posture(live.document!, live)).toMatchObject({ enabled: 'off' });
  });

  test.each([{ status: 'napping' }, { audit_status: 'napping' }, { type: 'snowflake' }, { region: 'eu' }])(
    'unknown words and members never crash a reading: %o',
    async (more) => {
      expect((await shown(more)).notes).toEqual([]);
    },
  );

  test('updated_at is the change token, and may be missing', async () => {
    expect((await read()).token).toBe('2026-01-02T00:00:00.000Z');
    expect((await read({ updatedAt: 'missing' })).token).toBeNull();
  });
});

describe('a detail that is not as documented makes the target unreadable', () => {
  test.each<[string, object]>([
    ['no name', { name: undefined }],
    ['an empty user name', { username: '' }],
    ['no audit_status', { audit_status: undefined }],
    ['a status that is a number', { status: 1 }],
    ['a port that is a fraction', { port: 5432.5 }],
    ['tags as text', { tags: 'a,b' }],
    ['tags that are numbers', { tags: [1] }],
    ['ssl_mode as a boolean', { ssl_mode: true }],
    ['options as a list', { audit_options: [] }],
    ['an option as text', { audit_options: { ...OPTIONS, capture_queries: 'true' } }],
    ['retention as text', { audit_options: { ...OPTIONS, retention_days: '90' } }],
  ])('%s', async (_name, more) => {
    expect(await trouble(shown(more))).toMatchObject({ code: 'AF304', trouble: 'refused' });
  });

  test.each(['<html>', '{"id": "db_1"', '[]', 'null', ''])('body %j', async (body) => {
    const { session, server } = fake({ fault: ({ path }) => (path === '/databases/db_1' ? { body } : null) });
    server.add(LEDGER);
    expect(await trouble(session.read(target()))).toMatchObject({ code: 'AF304' });
  });
});

describe('reading', () => {
  test('needs read:databases alone: GETs, and no secret is opened', async () => {
    const subject = fake();
    subject.server.add(LEDGER);
    const live = await subject.session.read(target());
    await subject.session.reach({ ...target(), document: {}, live, changes: [], shared: {} });
    expect(subject.lines(true)).toEqual([]);
    expect(subject.opened).toEqual([]);
  });

  test('every call carries the key as Bearer, the one for writing only on writes', async () => {
    const { clients } = fake();
    const request = { method: 'GET', url: new URL('https://x/'), headers: {}, body: '' };
    const sent = async (access: 'read' | 'write') => (await clients[0]!.authenticate(request, access)).authorization;
    expect([await sent('read'), await sent('write')]).toEqual([
      'Bearer dbaudit_live_read',
      'Bearer dbaudit_live_write',
    ]);
  });

  test('the rate stays below 1,000 calls a minute of the smallest plan', () => {
    expect(Math.round(fake().clients[0]!.defaults.requestsPerSecond! * 60)).toBeLessThanOrEqual(1000);
  });

  test('discover writes manifests of the six engines, with ids and without password, and skips others', async () => {
    const subject = fake({ readings: { options: 'shown' } });
    subject.server.add({ ...LEDGER, tags: ['a'], audit_options: { ...OPTIONS, capture_plans: true } });
    subject.server.add({ ...LEDGER, host: 'acme', type: 'snowflake' });
    const found = [];
    for await (const discovery of subject.session.discover()) found.push(discovery);
    const { password: _password, ...spec } = SPEC;
    expect(found).toEqual([
      {
        name: 'ledger-db_1'.replace('_', '-'),
        target: { ...PLACE, id: 'db_1' },
        spec: { ...spec, ssl_mode: 'require', tags: ['a'], audit_options: OPTIONS },
      },
    ]);
  });

  test('discover gives nothing of a listing that does not add up', async () => {
    const { session } = fake({ fault: () => ({ body: { data: [], pagination: { total: 1 } } }) });
    const all = async () => {
      for await (const _discovery of session.discover());
    };
    expect(await trouble(all())).toMatchObject({ code: 'AF304' });
  });
});
