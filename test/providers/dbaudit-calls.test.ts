import { describe, expect, test } from 'vitest';
import type { Target } from '../../src/model/manifest.ts';
import { type Fake, fake, type FakeOptions, LEDGER, operationsOf, PLACE, SPEC, target } from './dbaudit-fake.ts';

const shown: FakeOptions = { readings: { options: 'shown' } };
const longer = target({ ...SPEC, audit_options: { retention_days: 365 } });
const named = (database: string) => target(SPEC, { target: { ...PLACE, database } });
const listings = ({ lines }: Fake) => lines().filter((line) => line === 'GET /databases').length;
/** As the pipeline does it: a reading, the write, a reading. Returns how it is in the end. */
async function change(subject: Fake, wanted: Target) {
  for (const operation of operationsOf(wanted, await subject.session.read(wanted)))
    await subject.session.apply(operation, wanted);
  return subject.session.read(wanted);
}

describe('a change costs a reading, the write and a reading', () => {
  test.each([
    ['options that it states whole', target()],
    ['options of which some are left alone', longer],
  ])('%s', async (_name, wanted) => {
    const subject = fake(shown);
    subject.server.add(LEDGER);
    await change(subject, wanted);
    expect(subject.lines()).toEqual([
      'GET /databases',
      'GET /databases/db_1',
      'PATCH /databases/db_1',
      'GET /databases/db_1',
    ]);
  });

  test('the reading before it counts for a moment only, and for one write', async () => {
    const subject = fake(shown);
    subject.server.add(LEDGER);
    const [operation] = operationsOf(longer, await subject.session.read(longer));
    subject.pass(250);
    await subject.session.apply(operation!, longer);
    await subject.session.apply(operation!, longer);
    const patch = 'PATCH /databases/db_1';
    const detail = 'GET /databases/db_1';
    expect(subject.lines().slice(2)).toEqual([detail, patch, detail, detail, patch, detail]);
  });

  test('the reading after it is one that was sent after it, and serves once', async () => {
    const subject = fake(shown);
    const row = subject.server.add(LEDGER);
    expect((await change(subject, longer)).document).toMatchObject({ audit_options: { retention_days: 365 } });
    row.options = { ...row.options, retention_days: 30 };
    const again = await subject.session.read(longer);
    expect(again.document).toMatchObject({ audit_options: { retention_days: 30 } });
  });

  test('what was read back for the options is not believed later on', async () => {
    const subject = fake(shown);
    const row = subject.server.add(LEDGER);
    const [operation] = operationsOf(longer, await subject.session.read(longer));
    await subject.session.apply(operation!, longer);
    row.options = { ...row.options, retention_days: 30 };
    subject.pass(250);
    const { document } = await subject.session.read(longer);
    expect(document).toMatchObject({ audit_options: { retention_days: 30 } });
  });

  test('a removal is preceded by a reading of its own', async () => {
    const subject = fake(shown);
    subject.server.add(LEDGER);
    const gone = target(SPEC, { ensure: 'absent' });
    expect((await change(subject, gone)).presence).toBe('absent');
    expect(subject.lines()).toEqual([
      'GET /databases',
      'GET /databases/db_1',
      'GET /databases/db_1',
      'DELETE /databases/db_1',
      'GET /databases',
    ]);
  });
});

describe('the list of the account is read once a run', () => {
  test('for any number of changes: it tells where to look, and the detail proves it', async () => {
    const subject = fake(shown);
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const database of names) subject.server.add({ ...LEDGER, database });
    for (const name of names) await change(subject, named(name));
    expect(listings(subject)).toBe(1);
    expect(subject.server.rows.map(({ options }) => options.retention_days)).toEqual([90, 90, 90, 90, 90]);
  });

  test('again where it does not show the object: nothing is absent by an old list', async () => {
    const subject = fake(shown);
    subject.server.add({ ...LEDGER, database: 'a' });
    await change(subject, named('a'));
    subject.server.add({ ...LEDGER, database: 'late' });
    expect((await subject.session.read(named('late'))).presence).toBe('present');
    expect((await subject.session.read(named('never'))).presence).toBe('absent');
    expect(listings(subject)).toBe(3);
  });

  test('again where what it shows has gone elsewhere', async () => {
    const subject = fake(shown);
    subject.server.add({ ...LEDGER, database: 'a' });
    const row = subject.server.add({ ...LEDGER, database: 'b' });
    await change(subject, named('a'));
    row.fields = { ...row.fields, database: 'x' };
    subject.server.add({ ...LEDGER, database: 'b' });
    expect((await subject.session.read(named('b'))).limits.id).toBe('db_3');
  });

  test('several objects at one place stop the target, also by an old list', async () => {
    const subject = fake(shown);
    for (const database of ['a', 'b', 'b']) subject.server.add({ ...LEDGER, database });
    await change(subject, named('a'));
    await expect(subject.session.read(named('b'))).rejects.toMatchObject({ code: 'AF307' });
  });

  test('databases made side by side share listings, each begun after it was asked for', async () => {
    const subject = fake(shown);
    const names = Array.from({ length: 40 }, (_, index) => `new${index}`);
    const made = await Promise.all(names.map((name) => change(subject, named(name))));
    expect(made.every(({ presence }) => presence === 'present')).toBe(true);
    expect(subject.server.rows).toHaveLength(40);
    expect(listings(subject)).toBeLessThan(10);
  });

  test('one that is asked for while another is under way is not told by that one', async () => {
    let [slow, release] = [false, () => {}];
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const subject = fake({ ...shown, transit: async ({ path }) => (slow && path === '/databases' ? held : undefined) });
    subject.server.add({ ...LEDGER, database: 'a' });
    await change(subject, named('a'));
    slow = true;
    const early = subject.session.read(named('b'));
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    subject.server.add({ ...LEDGER, database: 'b' });
    const late = subject.session.read(named('b'));
    release();
    expect([(await early).presence, (await late).presence]).toEqual(['absent', 'present']);
  });
});

describe('pages of a long list', () => {
  test('are asked side by side once the first was full, eight at a time', async () => {
    let [flying, most] = [0, 0];
    const subject = fake({
      transit: async () => {
        most = Math.max(most, ++flying);
        await new Promise((resolve) => setImmediate(resolve));
        flying--;
      },
    });
    for (let index = 0; index < 1_250; index++) subject.server.add({ ...LEDGER, host: `db${index}.example.com` });
    expect((await subject.session.read(target())).presence).toBe('absent');
    const pages = subject.calls.map(({ query }) => /page=(\d+)/.exec(query)?.[1]);
    expect(pages).toEqual(Array.from({ length: 13 }, (_, index) => String(index + 1)));
    expect(most).toBe(8);
  });
});

describe('a pin that this run has removed, while another object is at its place', () => {
  const pinned = (id: string, ensure: 'present' | 'absent' = 'absent') =>
    target(SPEC, { target: { ...PLACE, id }, ensure });
  const two = (options: FakeOptions = {}) => {
    const subject = fake({ ...shown, ...options });
    subject.server.add(LEDGER);
    subject.server.add({ ...LEDGER, host: 'LEDGER.example.com' });
    return subject;
  };

  test('is absent: the session knows what it removed', async () => {
    const subject = two();
    expect((await change(subject, pinned('db_2'))).presence).toBe('absent');
    expect(subject.server.rows.map(({ id }) => id)).toEqual(['db_1']);
    expect(subject.lines(true)).toEqual(['DELETE /databases/db_2']);
  });

  test('is absent also when the answer to the removal was lost', async () => {
    const subject = two({ fault: ({ method }) => (method === 'DELETE' ? 'lost' : null) });
    const [operation] = operationsOf(pinned('db_2'), await subject.session.read(pinned('db_2')));
    await expect(subject.session.apply(operation!, pinned('db_2'))).rejects.toMatchObject({ sent: 'maybe' });
    expect((await subject.session.read(pinned('db_2'))).presence).toBe('absent');
  });

  test('is not absent while the list still shows it', async () => {
    const subject = two({ fault: ({ method }) => (method === 'DELETE' ? { status: 204 } : null) });
    let hide = false;
    const answer = subject.server.answer;
    Object.assign(subject.server, {
      answer: (...args: Parameters<typeof answer>) =>
        hide && args[1] === '/databases/db_2' ? { status: 404 } : answer(...args),
    });
    const [operation] = operationsOf(pinned('db_2'), await subject.session.read(pinned('db_2')));
    await subject.session.apply(operation!, pinned('db_2'));
    hide = true;
    await expect(subject.session.read(pinned('db_2'))).rejects.toMatchObject({ code: 'AF304' });
  });

  test('and one that was mistyped stays refused', async () => {
    const subject = two();
    await expect(subject.session.read(pinned('db_9'))).rejects.toMatchObject({ code: 'AF307' });
    subject.server.rows.splice(1);
    await expect(subject.session.read(pinned('db_9'))).rejects.toMatchObject({ code: 'AF308' });
    expect(subject.lines(true)).toEqual([]);
  });
});
