import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  apply,
  type Fake,
  fake,
  type FakeOptions,
  LEDGER,
  OPTIONS,
  operationsOf,
  SECRET,
  SPEC,
  target,
  trouble,
} from './dbaudit-fake.ts';

const { password: _secret, ...OPEN } = SPEC;
const only = (more: JsonObject) => target({ ...OPEN, audit_options: {}, ...more });
function monitored(options: FakeOptions = {}, fields: JsonObject = {}): Fake {
  const subject = fake(options);
  subject.server.add({ ...LEDGER, ...fields });
  return subject;
}
const patches = (subject: Fake) => subject.bodies('PATCH /databases/db_1');

describe('PATCH of audit_options', () => {
  const extra = { capture_queries: true, capture_results: false, mask_sensitive_data: true, capture_plans: 'full' };
  const wanted = only({ audit_options: { retention_days: 365 } });

  test.each(['merge', 'replace'] as const)(
    'options that nobody asked to change keep their values under %s',
    async (patch) => {
      const subject = monitored({ readings: { options: 'shown', patch } }, { audit_options: extra });
      await apply(subject, wanted);
      expect(subject.server.rows[0]!.options).toEqual({ ...extra, retention_days: 365 });
      expect(patches(subject)).toEqual([{ audit_options: { ...extra, retention_days: 365 } }]);
    },
  );

  test('what is sent beside the wish is what is there just now, not when it was planned', async () => {
    const subject = monitored({ readings: { options: 'shown', updatedAt: 'missing' } }, { audit_options: extra });
    const [operation] = operationsOf(wanted, await subject.session.read(wanted));
    subject.server.rows[0]!.options = { ...extra, capture_plans: 'short' };
    subject.pass(1_000);
    await subject.session.apply(operation!, wanted);
    expect(patches(subject)[0]!.audit_options).toMatchObject({ capture_plans: 'short', retention_days: 365 });
  });

  test('not shown: all four go, as the manifest states them', async () => {
    const subject = monitored({ readings: { patch: 'replace' } });
    await apply(subject, target());
    expect(patches(subject)).toEqual([{ audit_options: OPTIONS }]);
    expect(subject.server.rows[0]!.options).toEqual(OPTIONS);
  });

  test('shown when planned and not when written: nothing is sent that might reset the others', async () => {
    let hide = false;
    const subject = monitored({
      readings: { options: 'shown' },
      fault: ({ method, path }) =>
        hide && method === 'GET' && path === '/databases/db_1'
          ? { body: { ...LEDGER, id: 'db_1', status: 'connected', audit_status: 'active' } }
          : null,
    });
    const [operation] = operationsOf(wanted, await subject.session.read(wanted));
    hide = true;
    subject.pass(1_000);
    expect(await trouble(subject.session.apply(operation!, wanted))).toMatchObject({ code: 'AF501', sent: 'no' });
    expect(patches(subject)).toEqual([]);
  });

  test('null is never sent, whatever the vendor shows', async () => {
    const subject = monitored({ readings: { options: 'shown' } }, { audit_options: { ...extra, capture_plans: null } });
    await apply(subject, wanted);
    expect(JSON.stringify(patches(subject))).not.toContain('null');
  });

  test('an option that moved all the same is put back once, and that is told', async () => {
    const subject = monitored({ readings: { options: 'shown' } }, { audit_options: extra });
    const [operation] = operationsOf(wanted, await subject.session.read(wanted));
    const row = subject.server.rows[0]!;
    const answer = subject.server.answer;
    let turns = 0;
    Object.assign(subject.server, {
      answer: (...args: Parameters<typeof answer>) => {
        const given = answer(...args);
        if (args[0] === 'PATCH' && ++turns === 1) row.options = { ...row.options, mask_sensitive_data: false };
        return given;
      },
    });
    const receipt = await subject.session.apply(operation!, wanted);
    expect(receipt.note).toContain('mask_sensitive_data');
    expect(row.options).toMatchObject({ mask_sensitive_data: true, retention_days: 365 });
    expect(patches(subject)).toHaveLength(2);
  });

  test('an option that cannot be put back is a failure, after one try', async () => {
    const subject = monitored({ readings: { options: 'shown' } }, { audit_options: extra });
    const [operation] = operationsOf(wanted, await subject.session.read(wanted));
    const answer = subject.server.answer;
    Object.assign(subject.server, {
      answer: (...args: Parameters<typeof answer>) => {
        const given = answer(...args);
        const row = subject.server.rows[0]!;
        if (args[0] === 'PATCH') row.options = { ...row.options, mask_sensitive_data: false };
        return given;
      },
    });
    expect((await trouble(subject.session.apply(operation!, wanted))).message).toContain('mask_sensitive_data');
    expect(patches(subject)).toHaveLength(2);
  });

  test.each(['detail', 'empty', 204] as const)('any answer to a success will do: %s', async (patchAnswer) => {
    await expect(apply(monitored({ readings: { patchAnswer } }), target())).resolves.toHaveLength(1);
  });

  test.each(['<html>proxy</html>', '{"id": ', 'OK'])(
    '200 with %j proves nothing: not known, not remembered',
    async (body) => {
      const subject = monitored({ fault: ({ method }) => (method === 'PATCH' ? { body } : null) });
      expect(await trouble(apply(subject, target()))).toMatchObject({ trouble: 'unavailable', sent: 'maybe' });
    },
  );

  test('does not wait for a connection, and opens no secret', async () => {
    const subject = monitored({ readings: { connecting: 1e9 } });
    await apply(subject, target());
    expect([subject.slept, subject.opened]).toEqual([[], []]);
  });
});

describe('other writes', () => {
  test('name and tags: changed members only, the tags as a whole', async () => {
    const subject = monitored({}, { tags: ['a', 'z'] });
    await apply(subject, only({ name: 'New', tags: ['b', 'a'] }));
    expect(patches(subject)).toEqual([{ name: 'New', tags: ['a', 'b'] }]);
  });

  test('a connection field goes alone; unchanged user, host and password are never sent again', async () => {
    const subject = monitored();
    await apply(subject, only({ ssl_mode: 'verify-full', tags: ['a'] }));
    expect(patches(subject)).toEqual([{ tags: ['a'] }, { ssl_mode: 'verify-full' }]);
    expect(subject.opened).toEqual([]);
  });

  test('422 of a connection field does not hold up the options: they went before', async () => {
    const subject = monitored();
    subject.server.valid = 'another';
    const wanted = target({ ...SPEC, ssl_mode: 'verify-full' });
    expect(await trouble(apply(subject, wanted))).toMatchObject({ code: 'AF502', status: 422 });
    expect(subject.server.rows[0]!.options).toEqual(OPTIONS);
  });

  test('an object that has become another one is not written to', async () => {
    const subject = monitored();
    const wanted = only({ name: 'New' });
    const operations = operationsOf(wanted, await subject.session.read(wanted));
    subject.server.rows[0]!.fields = { ...LEDGER, port: 1, name: 'Other', tags: [] };
    subject.pass(1_000);
    expect(await trouble(subject.session.apply(operations[0]!, wanted))).toMatchObject({ code: 'AF501', sent: 'no' });
    subject.server.rows.splice(0);
    expect(await trouble(subject.session.apply(operations[0]!, wanted))).toMatchObject({ code: 'AF501', sent: 'no' });
    expect(subject.lines(true)).toEqual([]);
  });

  test('5xx is repeatable: the pipeline reads back and sends the same absolute values', async () => {
    const subject = monitored({ fault: ({ method }) => (method === 'PATCH' ? { status: 503 } : null) });
    expect(await trouble(apply(subject, target()))).toMatchObject({ code: 'AF310', trouble: 'unavailable' });
    const [operation] = operationsOf(target(), await subject.session.read(target()));
    expect(operation!.repeatable).toBe(true);
  });
});

describe('ensure: absent', () => {
  const gone = target(SPEC, { ensure: 'absent' });

  test('deletes by id, once, and the list then proves it', async () => {
    const subject = monitored();
    await apply(subject, gone);
    expect(subject.lines(true)).toEqual(['DELETE /databases/db_1']);
    expect((await subject.session.read(gone)).presence).toBe('absent');
    await apply(subject, gone);
    expect(subject.lines(true)).toHaveLength(1);
  });

  test('404 is success: somebody was faster', async () => {
    const subject = monitored({ fault: ({ method }) => (method === 'DELETE' ? { status: 404 } : null) });
    await expect(apply(subject, gone)).resolves.toEqual([{}]);
  });

  test('an id that has become another database is not deleted', async () => {
    const subject = monitored();
    const [operation] = operationsOf(gone, await subject.session.read(gone));
    subject.server.rows[0]!.fields = { ...LEDGER, database: 'other', tags: [] };
    expect(await trouble(subject.session.apply(operation!, gone))).toMatchObject({ code: 'AF501' });
    expect(subject.lines(true)).toEqual([]);
  });

  test('a lost answer is repeatable', async () => {
    const subject = monitored({ fault: ({ method }) => (method === 'DELETE' ? 'lost' : null) });
    expect(await trouble(apply(subject, gone))).toMatchObject({ sent: 'maybe' });
    const [operation] = operationsOf(gone, await monitored().session.read(gone));
    expect(operation!.repeatable).toBe(true);
    expect((await subject.session.read(gone)).presence).toBe('absent');
  });

  test('403 names the scope', async () => {
    const subject = monitored({ fault: ({ method }) => (method === 'DELETE' ? { status: 403 } : null) });
    const error = await trouble(apply(subject, gone));
    expect(error).toMatchObject({ code: 'AF303', trouble: 'refused' });
    expect(error.fix).toContain('write:databases');
  });
});

test('secrets are opened only when they are sent', async () => {
  const subject = fake();
  await apply(subject, target());
  expect(subject.opened).toEqual([JSON.stringify(SPEC.password)]);
  expect(subject.bodies('POST /databases')[0]).toMatchObject({ password: SECRET });
});
