import { describe, expect, test } from 'vitest';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import { connection } from '../connection/connection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { changesOf, endpoint, fake, type FakeOptions, LEDGER, PLACE, target, trouble } from './dbaudit-fake.ts';

const at = (more: JsonObject) => target(undefined, { target: { ...PLACE, ...more } });
const read = (rows: readonly JsonObject[], more: JsonObject, options: FakeOptions = {}) => {
  const { session, server } = fake(options);
  for (const row of rows) server.add({ ...LEDGER, ...row });
  return session.read(at(more));
};
const idOf = async (rows: readonly JsonObject[], more: JsonObject) => (await read(rows, more)).limits.id;

describe('a database is told by host, port and database name', () => {
  test.each([
    ['LEDGER.Example.COM', 'ledger.example.com'],
    ['ledger.example.com.', 'ledger.example.com'],
    ['ledger.example.com', 'Ledger.EXAMPLE.com.'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['10.0.0.1', '10.0.0.1'],
    ['fe80::1%eth0', 'FE80::1%eth0'],
  ])('host %s is %s', async (wanted, live) => {
    expect(await idOf([{ host: live }], { host: wanted })).toBe('db_1');
  });

  test('another port is another database: no engine has a default port', async () => {
    expect(await idOf([{ port: 5433 }], {})).toBeNull();
  });

  test('the list has no database name, so all of one server are looked at', async () => {
    expect(await idOf([{ database: 'a' }, { database: 'b' }, {}], {})).toBe('db_3');
  });

  test('database names are told apart by letter case, and the near miss is pointed at', async () => {
    const { presence, notes } = await read([{ database: 'Ledger' }], {});
    expect(presence).toBe('absent');
    expect(notes).toMatchObject([{ code: 'AF213', severity: 'warning' }]);
    expect(notes[0]!.message).toContain('db_1');
  });

  test('status, type, name and user are no part of it', async () => {
    expect(await idOf([{ type: 'snowflake', name: 'x', username: 'y' }], {})).toBe('db_1');
  });

  test('several matches are an error that names them all', async () => {
    const error = await trouble(read([{}, { host: 'LEDGER.example.com' }], {}));
    expect(error).toMatchObject({ code: 'AF307', trouble: 'refused' });
    expect(error.message).toContain('db_1, db_2');
    expect(error.fix).toContain('target.id');
  });

  test('two manifests for one triple are one object offline, whatever the case of the host', () => {
    const identity = (host: string) => dbauditProvider.identity({ ...PLACE, host }, connection({ endpoint }));
    expect(identity('LEDGER.example.com.')).toBe(identity('ledger.example.com'));
    expect(identity('other.example.com')).not.toBe(identity('ledger.example.com'));
  });

  test('ids are an account’s own: the endpoint is part of the identity of what was read', async () => {
    expect((await read([{}], {})).identity).toBe(`dbaudit/${endpoint}/db_1`);
  });
});

describe('a detail that does not fit the list', () => {
  test.each<[string, JsonObject]>([
    ['database missing', { database: undefined as unknown as string }],
    ['port as text', { port: '5432' }],
    ['database of another type', { database: 7 }],
  ])('%s: the target is unreadable, never absent', async (_name, odd) => {
    const fault: FakeOptions['fault'] = ({ path }) =>
      path === '/databases/db_1' ? { body: { ...LEDGER, id: 'db_1', ...odd } } : null;
    expect(await trouble(read([{}], {}, { fault }))).toMatchObject({ code: 'AF304' });
  });

  test('an odd neighbour does not matter once there is a match', async () => {
    const fault: FakeOptions['fault'] = ({ path }) => (path === '/databases/db_1' ? { body: { id: 'db_1' } } : null);
    expect((await read([{ database: 'x' }, {}], {}, { fault })).limits.id).toBe('db_2');
  });

  test('a neighbour needs no username, type or status of its own', async () => {
    const fault: FakeOptions['fault'] = ({ path }) =>
      path === '/databases/db_1' ? { body: { ...PLACE, database: 'x', id: 'db_1' } } : null;
    expect((await read([{ database: 'x' }], {}, { fault })).presence).toBe('absent');
  });

  test.each([
    ['database null', { database: null }],
    ['database empty', { database: '' }],
    ['host null', { host: null }],
    ['host empty', { host: '' }],
    ['port null', { port: null }],
    ['port -1', { port: -1 }],
    ['port 1e300', { port: 1e300 }],
    ['all null', { host: null, port: null, database: null }],
  ])('on the same server may be the one that is looked for: %s', async (_what, part) => {
    const fault: FakeOptions['fault'] = ({ path }) =>
      path === '/databases/db_1' ? { body: { ...PLACE, ...part, id: 'db_1' } } : null;
    expect(await trouble(read([{}], {}, { fault }))).toMatchObject({ code: 'AF304' });
  });

  test.each([
    ['on another port', { port: 5433, database: null }],
    ['of another name', { port: null, database: 'x' }],
  ])('is another one %s, whatever it leaves open', async (_what, part) => {
    const fault: FakeOptions['fault'] = ({ path }) =>
      path === '/databases/db_1' ? { body: { ...PLACE, ...part, id: 'db_1' } } : null;
    expect((await read([{ database: 'x' }], {}, { fault })).presence).toBe('absent');
  });

  test('the detail of another object is no answer', async () => {
    const fault: FakeOptions['fault'] = ({ path }) =>
      path === '/databases/db_1'
        ? { body: { ...LEDGER, id: 'db_9', status: 'connected', audit_status: 'active' } }
        : null;
    expect(await trouble(read([{}], {}, { fault }))).toMatchObject({ code: 'AF304' });
  });

  test('listed, but 404 when asked for: not absent while the list still shows it', async () => {
    const fault: FakeOptions['fault'] = ({ path }) => (path === '/databases/db_1' ? { status: 404 } : null);
    expect(await trouble(read([{}], {}, { fault }))).toMatchObject({ code: 'AF304', trouble: 'unavailable' });
  });

  test('removed between list and detail is absent once the list agrees', async () => {
    const subject = fake({
      fault: ({ path }) => {
        if (path === '/databases/db_1') subject.server.rows.splice(0);
        return null;
      },
    });
    subject.server.add(LEDGER);
    expect((await subject.session.read(target())).presence).toBe('absent');
  });

  test('a place that was taken over by another database is looked for anew', async () => {
    const subject = fake();
    const row = subject.server.add(LEDGER);
    await subject.session.read(target());
    row.fields = { ...row.fields, database: 'moved' };
    const { id } = subject.server.add(LEDGER);
    await subject.session.apply({ id: 'x/remove-database', input: { id: 'none' } } as never, at({}));
    expect((await subject.session.read(target())).limits).toMatchObject({ id });
  });
});

describe('target.id pins one object', () => {
  test('one call is enough', async () => {
    const subject = fake();
    const { id } = subject.server.add(LEDGER);
    expect((await subject.session.read(at({ id }))).presence).toBe('present');
    expect(subject.lines()).toEqual([`GET /databases/${id}`]);
  });

  test('it settles which one of several is meant', async () => {
    expect(await idOf([{}, { host: 'LEDGER.example.com' }], { id: 'db_2' })).toBe('db_2');
  });

  test('its host, port and database must agree: a pin never moves a connection elsewhere', async () => {
    for (const other of [{ host: 'x' }, { port: 1 }, { database: 'x' }]) {
      const error = await trouble(read([other], { id: 'db_1' }));
      expect(error).toMatchObject({ code: 'AF308', trouble: 'refused' });
    }
  });

  test('404 of a pin is absence only if the whole list agrees: a wrong endpoint answers 404 to everything', async () => {
    const nothing = fake({ fault: () => ({ status: 404, body: '<html>' }) });
    expect(await trouble(nothing.session.read(at({ id: 'db_1' })))).toMatchObject({ code: 'AF305' });
    const listed = fake({ fault: ({ path }) => (path === '/databases/db_1' ? { status: 404 } : null) });
    listed.server.add({ ...LEDGER, host: 'other' });
    expect(await trouble(listed.session.read(at({ id: 'db_1' })))).toMatchObject({ code: 'AF304' });
    expect((await read([], { id: 'db_1' })).presence).toBe('absent');
  });

  test('a pin that is gone while its database is monitored under another id names that id', async () => {
    const error = await trouble(read([{}], { id: 'db_gone' }));
    expect(error).toMatchObject({ code: 'AF308' });
    expect(error.message).toContain('db_1');
  });

  test('a pinned id is never created: a new object would get another one', async () => {
    const wanted = at({ id: 'db_gone' });
    const live = await fake().session.read(wanted);
    expect(dbauditProvider.normalise(wanted, live).findings).toMatchObject([{ code: 'AF305', path: '/target/id' }]);
  });

  test('a pin that is gone, with ensure: absent, is in sync', async () => {
    const wanted = target(undefined, { target: { ...PLACE, id: 'db_gone' }, ensure: 'absent' });
    expect(changesOf(wanted, await fake().session.read(wanted))).toEqual([]);
  });
});
