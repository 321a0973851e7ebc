import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';
import { bdb, desired, fake, type Route } from './redis-enterprise-fake.ts';

async function normalise(spec: JsonObject, routes: Record<string, Route> = {}) {
  const live = await fake(routes).session.read(desired(spec));
  const result = redisEnterpriseProvider.normalise(desired(spec), live);
  const again = redisEnterpriseProvider.normalise(desired(result.document), live);
  expect(again.document).toEqual(result.document);
  return result;
}
const bdbs = (...body: JsonObject[]): Record<string, Route> => ({ 'GET /v1/bdbs': { body } });
const found = (result: { findings: readonly { code: string; severity: string; path: string }[] }) =>
  result.findings.map(({ code, severity, path }) => `${code} ${severity} ${path}`);

describe('databases are found', () => {
  it('by name, sorted by uid, with the place in the manifest', async () => {
    const { document, origins } = await normalise({
      bdbs: [
        { name: 'sessions', db_conns_auditing: true },
        { uid: 3, db_conns_auditing: false },
      ],
    });
    expect(document.bdbs).toEqual([
      { uid: 3, name: 'cache', db_conns_auditing: false },
      { uid: 7, name: 'sessions', db_conns_auditing: true },
    ]);
    expect(origins).toMatchObject({ '/bdbs/3': '/spec/bdbs/1', '/bdbs/7': '/spec/bdbs/0' });
  });

  it.each<[string, JsonObject, JsonObject[], string]>([
    ['a name that no database has', { name: 'nope' }, [bdb(1, 'a')], 'AF305 error /spec/bdbs/0/name'],
    ['a uid that no database has', { uid: 9 }, [bdb(1, 'a')], 'AF305 error /spec/bdbs/0/uid'],
    ['a name that two databases have', { name: 'a' }, [bdb(1, 'a'), bdb(2, 'a')], 'AF307 error /spec/bdbs/0/name'],
    [
      'a uid whose database has another name (recreated or renamed)',
      { uid: 1, name: 'b' },
      [bdb(1, 'a')],
      'AF308 error /spec/bdbs/0/name',
    ],
    [
      'a database whose creation failed',
      { uid: 1 },
      [bdb(1, 'a', { status: 'creation-failed' })],
      'AF306 error /spec/bdbs/0',
    ],
  ])('never by guess: %s', async (_name, item, body, expected) => {
    const result = await normalise({ bdbs: [{ ...item, db_conns_auditing: true }] }, bdbs(...body));
    expect(found(result)).toEqual([expected]);
    expect(result.document.bdbs).toEqual([]);
  });

  it('labels each with its name, since a uid alone says nothing to a reviewer', async () => {
    const { labels } = await normalise(
      { bdbs: [{ name: '*', db_conns_auditing: true }] },
      bdbs(bdb(1, 'a'), bdb(2, 'b')),
    );
    expect(labels).toEqual({ '/bdbs/1': 'a', '/bdbs/2': 'b' });
  });

  it('names all uids of an ambiguous name', async () => {
    const { findings } = await normalise({ bdbs: [{ name: 'a' }] }, bdbs(bdb(1, 'a'), bdb(2, 'a')));
    expect(findings[0]?.message).toContain('1, 2');
  });

  it('once: a second item for the same database is AF212', async () => {
    expect(found(await normalise({ bdbs: [{ name: 'cache' }, { uid: 3 }] }))).toEqual(['AF212 error /spec/bdbs/1']);
  });

  it('by "*": all that no other item names, but no internal, dead and Active-Active ones', async () => {
    const body = [
      bdb(1, 'a'),
      bdb(2, 'named'),
      bdb(4, 'system', { internal: true }),
      bdb(5, 'geo', { crdt: true, db_conns_auditing: true }),
      bdb(6, 'geo-off', { crdt: true }),
      bdb(8, 'dead', { status: 'creation-failed' }),
    ];
    const result = await normalise(
      {
        bdbs: [
          { name: '*', db_conns_auditing: true },
          { name: 'named', db_conns_auditing: false },
        ],
      },
      bdbs(...body),
    );
    expect(result.document.bdbs).toEqual([
      { uid: 1, name: 'a', db_conns_auditing: true },
      { uid: 2, name: 'named', db_conns_auditing: false },
    ]);
    expect(result.findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['AF306', 'warning', expect.stringContaining('"dead" (uid 8)')],
      ['AF306', 'note', expect.stringContaining('"geo" (uid 5) is Active-Active')],
      ['AF306', 'warning', expect.stringMatching(/"geo-off" \(uid 6\) is Active-Active.*not audited/)],
    ]);
    expect(result.origins['/bdbs/1']).toBe('/spec/bdbs/0');
  });

  it('not Active-Active ones: refused by name or uid with an explanation, left out by an item without settings', async () => {
    for (const identity of [{ name: 'geo' }, { uid: 5 }]) {
      const { document, findings } = await normalise(
        { bdbs: [{ ...identity, db_conns_auditing: true }] },
        bdbs(bdb(5, 'geo', { crdt: true })),
      );
      expect(document.bdbs).toEqual([]);
      expect(findings).toMatchObject([
        { code: 'AF306', severity: 'error', message: expect.stringMatching(/"geo" \(uid 5\).*global configuration/) },
      ]);
    }
    const left = { bdbs: [{ name: '*', db_conns_auditing: true }, { uid: 5 }] };
    expect((await normalise(left, bdbs(bdb(5, 'geo', { crdt: true })))).findings).toEqual([]);
  });

  it('a change under way blocks the plan, whatever the database shows: it is neither on nor off', async () => {
    for (const db_conns_auditing of [true, false]) {
      const body = [bdb(1, 'a', { status: 'active-change-pending', db_conns_auditing }), bdb(2, 'b')];
      const wish = { name: '*', db_conns_auditing: true };
      const result = await normalise({ bdbs: [wish] }, bdbs(...body));
      expect(found(result)).toEqual(['AF407 error /spec/bdbs/0']);
      expect(result.findings[0]?.message).toContain('"a" (uid 1)');
      expect(found(await normalise({ bdbs: [wish, { uid: 1 }] }, bdbs(...body)))).toEqual([]);
    }
  });

  it('says once what many databases of one item have in common', async () => {
    const audit_settings = { audit_mode: 'connection_and_crud' };
    expect(found(await normalise({ bdbs: [{ name: '*', audit_settings }] }))).toEqual([
      'AF306 error /spec/bdbs/0/audit_settings/audit_mode',
    ]);
  });

  it('by "*" may be none, which is said: perhaps the user sees none', async () => {
    const wish = { bdbs: [{ name: '*', db_conns_auditing: true }] };
    for (const body of [[], [bdb(4, 'system', { internal: true })]])
      expect(found(await normalise(wish, bdbs(...body)))).toEqual(['AF213 note /spec/bdbs/0/name']);
  });

  it('proposes the name that is meant', async () => {
    const { findings } = await normalise({ bdbs: [{ name: 'session', db_conns_auditing: true }] });
    expect(findings[0]?.fix).toContain('Did you mean "sessions"?');
  });

  it('by "*" without those that an ambiguous or failing item names', async () => {
    const result = await normalise(
      { bdbs: [{ name: '*', db_conns_auditing: true }, { name: 'a' }] },
      bdbs(bdb(1, 'a'), bdb(2, 'a'), bdb(3, 'b')),
    );
    expect(result.document.bdbs).toEqual([{ uid: 3, name: 'b', db_conns_auditing: true }]);
  });
});
