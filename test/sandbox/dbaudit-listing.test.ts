import { describe, expect, it } from 'vitest';
import { dbauditCaller, READER, refusal, said, START } from './dbaudit-caller.ts';

type Caller = ReturnType<typeof dbauditCaller>;

const ids = async (caller: Caller, query = ''): Promise<string[]> =>
  (await caller.get(`/v1/databases${query}`)).body.data.map(({ id }: { id: string }) => id);

/** A fleet of `count`, created one second after the other, oldest first. */
function fleetOf(caller: Caller, count: number): Caller {
  caller.edit((state) => {
    const [pattern] = state.databases;
    state.databases = Array.from({ length: count }, (_, n) => ({
      ...pattern!,
      id: `db_${n}`,
      name: `Name ${count - n}`,
      port: n + 1,
      createdAt: START + n * 1_000 - 1_000_000,
    }));
  });
  return caller;
}

describe('the listing', () => {
  it('shows nine members of each object and no more', async () => {
    const { status, body } = await dbauditCaller().get('/v1/databases', { key: READER });
    expect(status).toBe(200);
    expect(body.data[0]).toEqual({
      id: 'db_abc123',
      name: 'Production PostgreSQL',
      type: 'postgresql',
      host: 'prod-db.example.com',
      port: 5432,
      status: 'connected',
      audit_status: 'active',
      created_at: '2025-12-03T03:04:05.678Z',
      last_event_at: '2026-01-02T03:04:00.678Z',
    });
    expect(body.pagination).toEqual({ total: 3, page: 1, per_page: 20 });
  });

  it('may come as databases, total and page', async () => {
    const { body } = await dbauditCaller({ listEnvelope: 'databases' }).get('/v1/databases?per_page=1&page=2');
    expect(body).toEqual({ databases: [expect.objectContaining({ id: 'db_def456' })], total: 3, page: 2 });
  });

  it('gives pages of 20, or of what was asked for up to 100', async () => {
    const caller = fleetOf(dbauditCaller(), 205);
    expect(await ids(caller)).toHaveLength(20);
    const pages = await Promise.all([1, 2, 3, 4].map((page) => ids(caller, `?per_page=100&page=${page}`)));
    expect(pages.map((page) => page.length)).toEqual([100, 100, 5, 0]);
    expect(new Set(pages.flat()).size).toBe(205);
    expect((await caller.get('/v1/databases?per_page=100&page=3')).body.pagination).toEqual({
      total: 205,
      page: 3,
      per_page: 100,
    });
  });

  it('refuses more than 100 a page, or clamps', async () => {
    expect(said(await dbauditCaller().get('/v1/databases?per_page=101'))).toBe(
      '400 Invalid request: parameter per_page must not exceed 100.',
    );
    const { body } = await fleetOf(dbauditCaller({ overPerPage: 'clamped' }), 101).get('/v1/databases?per_page=500');
    expect([body.data.length, body.pagination.per_page]).toEqual([100, 100]);
  });

  it.each([
    'page=0',
    'page=-1',
    'page=1.5',
    'page=',
    'page=x',
    'per_page=0',
    'per_page=1e2',
    'page=1&page=2',
    'limit=5',
    'constructor=1',
    'status=active',
    'status=',
    'type=snowflake',
  ])('refuses ?%s', async (query) => {
    expect(refusal(await dbauditCaller().get(`/v1/databases?${query}`))).toBe('400 invalid_request');
  });

  it('filters by type, status and tags, and counts what is left', async () => {
    const caller = dbauditCaller();
    caller.edit(({ databases }) => Object.assign(databases[1]!, { status: 'error' }));
    expect(await ids(caller, '?type=mysql')).toEqual(['db_def456']);
    expect(await ids(caller, '?status=error')).toEqual(['db_def456']);
    expect(await ids(caller, '?status=connected&type=mysql')).toEqual([]);
    expect(await ids(caller, '?tags=production')).toEqual(['db_abc123', 'db_def456']);
    expect(await ids(caller, '?tags=production,critical')).toEqual(['db_abc123']);
    expect((await caller.get('/v1/databases?tags=production')).body.pagination.total).toBe(2);
  });

  it('may take one of several tags for enough', async () => {
    expect(await ids(dbauditCaller({ tagsFilter: 'any' }), '?tags=analytics,critical')).toEqual([
      'db_abc123',
      'db_fed789',
    ]);
  });

  it('may not know mariadb as a filter', async () => {
    expect((await dbauditCaller().get('/v1/databases?type=mariadb')).status).toBe(200);
    expect((await dbauditCaller({ mariadbFilter: 'refused' }).get('/v1/databases?type=mariadb')).status).toBe(400);
  });

  it.each([
    ['oldest', ['db_0', 'db_1', 'db_2']],
    ['newest', ['db_2', 'db_1', 'db_0']],
    ['name', ['db_2', 'db_1', 'db_0']],
  ] as const)('comes in the order %s', async (listOrder, expected) => {
    expect(await ids(fleetOf(dbauditCaller({ listOrder }), 3))).toEqual(expected);
  });

  it('may come in an order that shows some twice and others never', async () => {
    const caller = fleetOf(dbauditCaller({ listOrder: 'unstable' }), 4);
    const seen = [...(await ids(caller, '?per_page=2')), ...(await ids(caller, '?per_page=2&page=2'))];
    expect(seen).toEqual(['db_0', 'db_1', 'db_1', 'db_0']);
  });

  it('may lag behind a create, while the detail does not', async () => {
    const caller = dbauditCaller({ listLagMs: 3_000 });
    const { id } = (await caller.create()).body;
    caller.advance(2_999);
    expect(await ids(caller)).not.toContain(id);
    expect((await caller.get('/v1/databases')).body.pagination.total).toBe(3);
    expect((await caller.get(`/v1/databases/${id}`)).status).toBe(200);
    expect((await caller.create()).status).toBe(409);
    caller.advance(1);
    expect(await ids(caller)).toContain(id);
  });
});
