import { describe, expect, test } from 'vitest';
import { apply, type Fake, fake, type Fault, LEDGER, SECRET, SPEC, target, trouble } from './dbaudit-fake.ts';

const wanted = target({ ...SPEC, password_version: 2 });
const onPatch = (answer: Fault): Fake => {
  const subject = fake({ fault: ({ method }) => (method === 'PATCH' ? answer : null) });
  subject.server.add(LEDGER);
  return subject;
};
const patched = (status: number, body: unknown = '') => trouble(apply(onPatch({ status, body }), wanted));
const read = (answer: Fault) => trouble(fake({ fault: () => answer }).session.read(target()));

describe('statuses', () => {
  test.each([
    [400, 'AF502', 'refused'],
    [403, 'AF303', 'refused'],
    [409, 'AF502', 'refused'],
    [422, 'AF502', 'refused'],
    [418, 'AF502', 'refused'],
    [408, 'AF310', 'unavailable'],
    [500, 'AF310', 'unavailable'],
    [503, 'AF310', 'unavailable'],
  ])('a write answered with %i is %s, %s', async (status, code, trouble_) => {
    expect(await patched(status)).toMatchObject({ code, trouble: trouble_, status });
  });

  test('a change answered with 404 says that the object is gone: it was there a moment ago', async () => {
    const error = await patched(404);
    expect(error).toMatchObject({ code: 'AF501', trouble: 'refused', fix: 'Plan again.' });
    expect(error.message).toBe('DB Audit has no db_1 any more.');
  });

  test.each([
    [403, 'AF303'],
    [404, 'AF305'],
    [302, 'AF304'],
    [405, 'AF304'],
    [500, 'AF310'],
  ])('a reading answered with %i is %s', async (status, code) => {
    expect(await read({ status })).toMatchObject({ code, status });
  });

  test('403 names the scope that is missing', async () => {
    expect((await read({ status: 403 })).fix).toContain('read:databases');
    expect((await patched(403)).fix).toContain('write:databases');
  });

  test('422 points at credentials and network', async () => {
    expect((await patched(422)).fix).toContain('password');
  });

  test('a write says which fields it was about', async () => {
    expect((await patched(400)).message).toContain('the change of audit_options');
  });
});

describe('error bodies have no documented form', () => {
  test.each<[string, unknown, string | null]>([
    ['code', { code: 'VALIDATION_ERROR' }, 'VALIDATION_ERROR'],
    ['error as a code', { error: 'connection_failed' }, 'connection_failed'],
    ['a code inside error', { error: { code: 'invalidRequest', message: 'no' } }, 'invalidRequest'],
    ['a type inside error', { error: { type: 'not_found' } }, 'not_found'],
    ['a sentence', { error: 'Connection test failed for user x' }, null],
    ['a number', { code: 17 }, null],
    ['a list', [], null],
    ['text', 'Bad Request', null],
    ['HTML', '<html>', null],
    ['nothing', '', null],
  ])('%s', async (_name, body, vendorCode) => {
    expect((await patched(400, body)).vendorCode).toBe(vendorCode);
  });

  test('400 tells the fields that the body names', async () => {
    const body = { errors: [{ field: 'audit_options.retention_days', reason: 'out of bounds for plan' }] };
    expect((await patched(400, body)).message).toContain('it names audit_options, retention_days');
  });

  test('a body that repeats the request names no field', async () => {
    expect((await patched(400, { input: { ...LEDGER, ssl_mode: 'x' } })).message).not.toContain('it names');
  });
});

describe('no secret is passed on, whatever the vendor repeats', () => {
  const key = 'dbaudit_live_read';
  const echoes = [
    { error: SECRET },
    { code: SECRET },
    { code: key },
    { error: { code: key, message: `Bearer ${key}` } },
    { message: `password ${SECRET} is wrong`, detail: `Bearer ${key}` },
    `Authorization: Bearer ${key}; password=${SECRET}`,
    { [SECRET]: key },
  ];
  const everything = (error: unknown) => JSON.stringify(error, Object.getOwnPropertyNames(error as object));

  test.each(echoes)('%j', async (body) => {
    for (const status of [400, 403, 409, 422, 500]) {
      const create = fake({ fault: ({ method }) => (method === 'POST' ? { status, body } : null) });
      for (const error of [
        await patched(status, body),
        await read({ status, body }),
        await trouble(apply(create, target())),
      ]) {
        expect(everything(error)).not.toContain(SECRET);
        expect(everything(error)).not.toContain(key);
      }
    }
  });

  test('receipts and what is remembered hold none either', async () => {
    const subject = fake();
    subject.server.add(LEDGER);
    expect(JSON.stringify(await apply(subject, wanted))).not.toContain(SECRET);
  });
});
