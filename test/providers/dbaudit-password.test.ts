import { describe, expect, test } from 'vitest';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import {
  apply,
  changesOf,
  deltaOf,
  type Fake,
  fake,
  type FakeOptions,
  type Fault,
  LEDGER,
  operationsOf,
  SECRET,
  SPEC,
  target,
  trouble,
} from './dbaudit-fake.ts';

const { audit_options: _options, ...REST } = SPEC;
const version = (number: number, more: JsonObject = {}) => target({ ...REST, password_version: number, ...more });
function monitored(options: FakeOptions = {}): Fake {
  const subject = fake(options);
  subject.server.add(LEDGER);
  return subject;
}
const patches = (subject: Fake) => subject.bodies('PATCH /databases/db_1');
const onTest = (answer: Fault): FakeOptions => ({ fault: ({ path }) => (path.endsWith('/test') ? answer : null) });

describe('password_version', () => {
  test.each([
    [1, undefined, 0],
    [2, undefined, 1],
    [2, 1, 1],
    [2, 2, 0],
    [2, 3, 0],
  ])('%i, where %s was the last, asks for %i pushes', async (wanted, known, pushes) => {
    const live = await monitored().session.read(version(wanted));
    expect(changesOf(version(wanted), live, known === undefined ? {} : { '/password_version': known })).toHaveLength(
      pushes,
    );
  });

  test('a password alone never asks for a push: a change of it cannot be seen', async () => {
    const wanted = target(REST);
    expect(changesOf(wanted, await monitored().session.read(wanted))).toEqual([]);
  });

  test('is pushed once, by itself, and remembered as a number', async () => {
    const subject = monitored();
    const [receipt] = await apply(subject, version(2));
    expect(patches(subject)).toEqual([{ password: SECRET }]);
    expect(receipt!.remember).toEqual({ '/password_version': 2 });
    await apply(subject, version(2), { '/password_version': 2 });
    expect(patches(subject)).toHaveLength(1);
  });

  test('is itself never sent', async () => {
    const subject = monitored();
    await apply(subject, version(2));
    expect(JSON.stringify(subject.calls)).not.toContain('password_version');
  });

  test('without a password it is refused, before anything is sent', async () => {
    const { password: _password, ...spec } = REST;
    const wanted = target({ ...spec, password_version: 2 });
    const subject = monitored();
    const live = await subject.session.read(wanted);
    expect(await subject.session.reach(deltaOf(wanted, live))).toContainEqual(
      expect.objectContaining({ code: 'AF403', severity: 'error', path: '/spec/password_version' }),
    );
  });

  test('the plan holds a reference, never the password', async () => {
    const live = await monitored().session.read(version(2));
    const [operation] = operationsOf(version(2), live);
    expect(operation).toMatchObject({ input: { body: { password: { fromEnv: 'LEDGER_PASSWORD' } } } });
    expect(JSON.stringify(operation)).not.toContain(SECRET);
  });

  test('a literal in its place is never sent', async () => {
    const subject = monitored();
    const operation = { ...operationsOf(version(2), await subject.session.read(version(2)))[0]! };
    const literal = { ...operation, input: { id: 'db_1', body: { password: 'literal' } } };
    await expect(subject.session.apply(literal, version(2))).rejects.toThrow('reference');
    expect(patches(subject)).toEqual([]);
  });
});

describe('new credentials', () => {
  test('a new user and its password go in one write: neither would pass the connection test alone', async () => {
    const subject = monitored();
    await apply(subject, version(2, { username: 'reader2', ssl_mode: 'verify-full' }));
    expect(patches(subject)).toEqual([{ password: SECRET, ssl_mode: 'verify-full', username: 'reader2' }]);
  });

  test('options still go before, in a write of their own', async () => {
    const live = await monitored().session.read(version(2));
    const ids = operationsOf(target({ ...SPEC, password_version: 2, ssl_mode: 'disable' }), live).map(({ id }) => id);
    expect(ids.map((id) => id.split('/').at(-1))).toEqual(['set-audit-options', 'set-connection']);
    expect([...ids].sort()).toEqual(ids);
    expect(dbauditProvider.writesAtOnce).toBe(1);
  });
});

describe('after a rotation', () => {
  test('the vendor is asked to log in with it', async () => {
    const subject = monitored();
    await apply(subject, version(2));
    expect(subject.lines(true)).toEqual(['PATCH /databases/db_1', 'POST /databases/db_1/test']);
  });

  test('a connection field without password needs no test', async () => {
    const subject = monitored();
    await apply(subject, target({ ...REST, ssl_mode: 'disable' }));
    expect(subject.lines(true)).toEqual(['PATCH /databases/db_1']);
  });

  test.each<Fault>([{ body: { success: false } }, { status: 422, body: {} }])(
    'a login that fails is a failure, so the version is not remembered: %j',
    async (answer) => {
      const error = await trouble(apply(monitored(onTest(answer)), version(2)));
      expect(error).toMatchObject({ code: 'AF502', trouble: 'refused' });
      expect(error.message).not.toContain(SECRET);
    },
  );

  test.each<Fault>([
    { status: 403 },
    { status: 404 },
    { status: 405 },
    { status: 501 },
    { status: 500 },
    { body: '<html>' },
    { body: {} },
    'gone',
  ])('a test that cannot be made says nothing: %j', async (answer) => {
    await expect(apply(monitored(onTest(answer)), version(2))).resolves.toHaveLength(1);
  });

  test.each(['false', 422] as const)('422 of the push itself is final (%s)', async (refusedTest) => {
    const subject = monitored({ readings: { refusedTest } });
    subject.server.valid = 'another';
    expect(await trouble(apply(subject, version(2)))).toMatchObject({ status: 422, trouble: 'refused' });
    expect(patches(subject)).toHaveLength(1);
  });

  test('a connection that was down and is still shown so for a while has not failed yet', async () => {
    const words = ['error', 'error', 'pending', 'connected'];
    const subject = monitored({
      fault: ({ path }, nth) =>
        path.endsWith('/status')
          ? { body: { connection_status: words[nth - 1] ?? 'connected', audit_status: 'active' } }
          : null,
    });
    subject.server.rows[0]!.status = 'error';
    await expect(apply(subject, version(2))).resolves.toHaveLength(1);
    expect(subject.slept).toEqual([250, 500, 1_000]);
  });

  test('a connection that was down and stays so until the deadline has failed', async () => {
    const status = { body: { connection_status: 'error', audit_status: 'active' } };
    const subject = monitored({ fault: ({ path }) => (path.endsWith('/status') ? status : null) });
    subject.server.rows[0]!.status = 'error';
    expect(await trouble(apply(subject, version(2)))).toMatchObject({ code: 'AF502' });
  });

  test('a connection that fails anew is told at once', async () => {
    const status = { body: { connection_status: 'error', audit_status: 'active' } };
    const subject = monitored({ fault: ({ path }) => (path.endsWith('/status') ? status : null) });
    expect(await trouble(apply(subject, version(2)))).toMatchObject({ code: 'AF502' });
    expect(subject.slept).toEqual([]);
  });
});
