import { describe, expect, test } from 'vitest';
import type { Answer } from './dbaudit-server.ts';
import { apply, type Fake, fake, type FakeOptions, LEDGER, PLACE, target, trouble } from './dbaudit-fake.ts';

const absent = target(undefined, { ensure: 'absent' });
const pages = ({ calls }: Fake) => calls.filter(({ path }) => path === '/databases').map(({ query }) => query);
/** The ledger among so many others, at the end of the list. */
function crowd(others: number, options: FakeOptions = {}): Fake {
  const subject = fake(options);
  for (let index = 0; index < others; index++)
    subject.server.add({ ...LEDGER, host: `db${index}.example.com`, name: `other ${index}` });
  return subject;
}
const item = (id: string, more: object = {}) => ({ id, type: 'mysql', host: 'x', port: 1, ...more });
const page = (items: readonly object[], total: number): Answer => ({ body: { data: items, pagination: { total } } });
/** The listing answers these pages in turn, the last one for ever. */
const listing = (...answers: readonly Answer[]): FakeOptions => ({
  fault: ({ path, method }, nth) =>
    method === 'GET' && path === '/databases' ? answers[Math.min(nth, answers.length) - 1] : null,
});

describe('GET /databases', () => {
  test.each(['pagination', 'flat'] as const)('is read in the envelope of either page: %s', async (envelope) => {
    const subject = crowd(3, { readings: { envelope } });
    const { id } = subject.server.add(LEDGER);
    expect((await subject.session.read(target())).limits).toMatchObject({ id });
  });

  test('asks for exactly 100 a page, unfiltered, and follows the total to the end', async () => {
    const subject = crowd(230);
    subject.server.add(LEDGER);
    expect((await subject.session.read(target())).presence).toBe('present');
    expect(pages(subject)).toEqual(['page=1&per_page=100', 'page=2&per_page=100', 'page=3&per_page=100']);
  });

  test('a short page is not the end: the server may cut pages down', async () => {
    const subject = crowd(60, { readings: { pageSize: 20 } });
    subject.server.add(LEDGER);
    expect((await subject.session.read(target())).presence).toBe('present');
    expect(pages(subject)).toHaveLength(4);
  });

  test('an empty page is the end, whatever the total says', async () => {
    const subject = fake(listing(page([item('a')], 7), page([], 7), page([item('a')], 7), page([], 7)));
    await trouble(subject.session.read(absent));
    expect(pages(subject).slice(0, 2)).toEqual(['page=1&per_page=100', 'page=2&per_page=100']);
    expect(pages(subject)[2]).toBe('page=1&per_page=100');
  });

  test('a server that gives the same page for ever is not followed for ever', async () => {
    const subject = fake(listing(page([item('a')], 7)));
    expect(await trouble(subject.session.read(absent))).toMatchObject({ code: 'AF304' });
    expect(pages(subject)).toHaveLength(9);
  });

  test('one listing serves all targets of a run, and details rule each other out', async () => {
    const subject = fake();
    const names = ['a', 'b', 'c', 'd'];
    for (const database of names) subject.server.add({ ...LEDGER, database });
    await Promise.all(
      names.map((database) => subject.session.read(target(undefined, { target: { ...PLACE, database } }))),
    );
    expect(pages(subject)).toHaveLength(1);
    expect(subject.calls.length).toBeLessThanOrEqual(1 + 2 * names.length);
  });

  test('one target costs one listing and one detail; read again, one detail', async () => {
    const subject = crowd(3);
    subject.server.add(LEDGER);
    await subject.session.read(target());
    expect(subject.lines()).toEqual(['GET /databases', 'GET /databases/db_4']);
    await subject.session.read(target());
    expect(subject.lines()).toHaveLength(3);
  });

  test('from the first write on each reading of what is absent lists anew', async () => {
    const subject = fake();
    subject.server.add(LEDGER);
    await apply(subject, target(undefined, { ensure: 'absent' }));
    const before = pages(subject).length;
    for (let turn = 0; turn < 2; turn++) await subject.session.read(absent);
    expect(pages(subject)).toHaveLength(before + 2);
  });

  test('a refused listing is asked for once, a failed one again', async () => {
    const refused = fake(listing({ status: 403 }));
    const failed = fake(listing({ status: 503 }));
    const garbled = fake(listing({ body: '<html>' }));
    for (const { session } of [refused, failed, garbled])
      for (let turn = 0; turn < 3; turn++) await trouble(session.read(target()));
    expect([refused, failed, garbled].map((subject) => pages(subject).length)).toEqual([1, 3, 3]);
  });
});

describe('a listing that changes while it is read', () => {
  test('is read again when its total moved', async () => {
    const { session, calls } = fake(listing(page([item('a')], 2), page([item('b')], 1), page([item('a')], 1)));
    expect((await session.read(absent)).presence).toBe('absent');
    expect(calls).toHaveLength(3);
  });

  test('is read again when an object was seen twice and another one never', async () => {
    const twice = [page([item('a'), item('b')], 3), page([item('b')], 3), page([], 3)];
    const { session, calls } = fake(listing(...twice, page([item('a'), item('b'), item('c')], 3)));
    expect((await session.read(absent)).presence).toBe('absent');
    expect(calls).toHaveLength(4);
  });

  test('is read three times at most; then absence is not believed', async () => {
    const subject = fake(listing(page([item('a')], 2), page([], 2), page([item('a')], 2), page([], 2)));
    expect(await trouble(subject.session.read(absent))).toMatchObject({ code: 'AF304', trouble: 'unavailable' });
    expect(await trouble(subject.session.read(target()))).toMatchObject({ code: 'AF304' });
  });

  test('still proves what is in it: presence needs no complete listing', async () => {
    const subject = fake(listing(page([item('db_1', { host: PLACE.host, port: 5432 })], 2), page([], 2)));
    subject.server.add(LEDGER);
    expect((await subject.session.read(target())).presence).toBe('present');
  });

  test('what any of the readings showed is looked at', async () => {
    const ledger = item('db_1', { host: PLACE.host, port: 5432 });
    const subject = fake(listing(page([ledger], 2), page([], 2), page([item('z')], 2), page([], 2)));
    subject.server.add(LEDGER);
    expect((await subject.session.read(target())).presence).toBe('present');
  });
});

describe('a listing that is not as documented', () => {
  test.each<[string, unknown]>([
    ['no total', { data: [] }],
    ['a total that is text', { data: [], pagination: { total: '0' } }],
    ['a negative total', { data: [], pagination: { total: -1 } }],
    ['no list', { pagination: { total: 0 } }],
    ['a list that is an object', { data: {}, pagination: { total: 0 } }],
    ['an item that is text', { data: ['db_1'], pagination: { total: 1 } }],
    ['an item without id', { data: [{ host: 'x', port: 1 }], pagination: { total: 1 } }],
    ['a page of HTML', '<html>login</html>'],
    ['JSON cut short', '{"data": ['],
    ['null', null],
  ])('with %s proves nothing', async (_name, body) => {
    expect(await trouble(fake(listing({ body })).session.read(absent))).toMatchObject({ code: 'AF304' });
  });

  test('an odd item of an engine that nobody named keeps nobody else from being read', async () => {
    const snowflake = { id: 'sf', type: 'snowflake', host: 'acme.snowflake.example', port: null };
    const subject = fake(listing(page([snowflake], 1)));
    expect((await subject.session.read(absent)).presence).toBe('absent');
    expect(subject.lines()).toEqual(['GET /databases']);
  });

  test('an item without host or port may be the one, so its detail is asked', async () => {
    const subject = fake(listing(page([{ id: 'db_1', host: PLACE.host }], 1)));
    subject.server.add(LEDGER);
    expect((await subject.session.read(target())).presence).toBe('present');
  });

  test.each([301, 400, 404, 405, 500])('answered with %i, nothing is known about any target', async (status) => {
    await trouble(fake(listing({ status, body: '' })).session.read(absent));
  });
});
