import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import {
  apply,
  type Fake,
  fake,
  type FakeOptions,
  type Fault,
  LEDGER,
  OPTIONS,
  operationsOf,
  PLACE,
  SECRET,
  SPEC,
  target,
  trouble,
} from './dbaudit-fake.ts';

const posts = (subject: Fake) => subject.lines().filter((line) => line === 'POST /databases').length;
/** These happen to the first POSTs, in turn; later ones are served. */
const onPost = (...faults: readonly (Fault | null)[]): FakeOptions => ({
  fault: ({ method, path }, nth) => (method === 'POST' && path === '/databases' ? faults[nth - 1] : null),
});

describe('create', () => {
  test('posts the target, the spec and the opened password once, as a write, and nothing the server owns', async () => {
    const subject = fake();
    await apply(subject, target({ ...SPEC, ssl_mode: 'verify-full', tags: ['b', 'a', 'b'], password_version: 3 }));
    expect(subject.bodies('POST /databases')).toEqual([
      {
        ...LEDGER,
        password: SECRET,
        ssl_mode: 'verify-full',
        tags: ['a', 'b'],
        audit_options: OPTIONS,
      },
    ]);
    expect(subject.lines(true)).toEqual(['POST /databases']);
  });

  test('remembers what cannot be read back, and no secret', async () => {
    const [receipt] = await apply(fake(), target({ ...SPEC, ssl_ca: 'PEM\r\n', password_version: 3 }));
    expect(receipt!.remember).toEqual({
      '/audit_options/capture_queries': true,
      '/audit_options/capture_results': false,
      '/audit_options/mask_sensitive_data': true,
      '/audit_options/retention_days': 90,
      '/ssl_ca': 'PEM',
      '/password_version': 3,
    });
  });

  test.each([200, 201, 202] as const)('any success will do: %i', async (created) => {
    const subject = fake({ readings: { created } });
    await apply(subject, target());
    expect(subject.server.rows).toHaveLength(1);
  });

  test('the new object is read by its id, so a listing that lags does not hide it', async () => {
    const subject = fake({ readings: { lag: 1e9 } });
    await apply(subject, target());
    expect(await subject.session.read(target())).toMatchObject({ presence: 'present', limits: { id: 'db_1' } });
  });

  test('is not repeatable for the pipeline: only the session knows how to look first', async () => {
    const [operation] = operationsOf(target(), await fake().session.read(target()));
    expect(operation).toMatchObject({ repeatable: false, exclusive: 'dbaudit/ledger.example.com:5432/ledger' });
  });
});

describe('a create whose answer is lost never makes two', () => {
  test.each<[string, Fault]>([
    ['no answer comes', 'lost'],
    ['no answer comes, and nothing was done', 'gone'],
    ['502', { status: 502, body: '<html>' }],
    ['408', { status: 408 }],
    ['200 with HTML', { body: '<html>proxy</html>' }],
    ['201 without id', { status: 201, body: { name: 'Ledger' } }],
  ])('%s: looked for before anything is sent again', async (_name, fault) => {
    const subject = fake(onPost(fault));
    await apply(subject, target());
    const lines = subject.lines();
    expect(lines.slice(lines.indexOf('POST /databases'))[1]).toBe('GET /databases');
    expect(subject.server.rows).toHaveLength(1);
    expect(posts(subject)).toBe(fault === 'lost' ? 1 : 2);
  });

  test('a listing that lags is waited for: 1, 2, 4 and 8 seconds', async () => {
    const subject = fake({ ...onPost('lost'), readings: { lag: 5_000 } });
    await apply(subject, target());
    expect(subject.slept).toEqual([1_000, 2_000, 4_000]);
    expect([posts(subject), subject.server.rows.length]).toEqual([1, 1]);
  });

  test('a listing that lags longer: the second POST meets 409, and the object is waited for', async () => {
    const subject = fake({ ...onPost('lost'), readings: { lag: 20_000 } });
    await apply(subject, target());
    expect([posts(subject), subject.server.rows.length]).toEqual([2, 1]);
  });

  test('three POSTs at most, and only while the complete list shows none', async () => {
    const subject = fake(onPost('gone', 'gone', 'gone', 'gone'));
    expect(await trouble(apply(subject, target()))).toMatchObject({ code: 'AF301', trouble: 'unavailable' });
    expect(posts(subject)).toBe(3);
  });

  test('a list that does not add up forbids another POST', async () => {
    let posted = false;
    const subject = fake({
      fault: ({ method, path }) => {
        if (method === 'POST' && path === '/databases') posted = true;
        if (method === 'POST') return 'lost';
        return posted && path === '/databases' ? { body: { data: [], pagination: { total: 1 } } } : null;
      },
    });
    expect(await trouble(apply(subject, target()))).toMatchObject({ code: 'AF304', trouble: 'unavailable' });
    expect(posts(subject)).toBe(1);
  });

  test('a request that was surely not sent is left to the pipeline, without a look', async () => {
    const unsent = new ProviderError('refused', { code: 'AF301', trouble: 'unavailable', sent: 'no' });
    const subject = fake(onPost(unsent));
    expect(await trouble(apply(subject, target()))).toMatchObject({ sent: 'no' });
    expect(subject.lines()).toEqual(['GET /databases', 'POST /databases']);
  });

  test('what is found is ours only if name, type and user agree', async () => {
    const subject = fake({
      fault: ({ method, path }) => {
        if (method !== 'POST' || path !== '/databases') return null;
        subject.server.add({ ...LEDGER, username: 'somebody' });
        return 'gone';
      },
    });
    const error = await trouble(apply(subject, target()));
    expect(error).toMatchObject({ code: 'AF502', trouble: 'refused' });
    expect(error.message).toContain('db_1');
    expect(error.message).toContain('username');
    expect(subject.lines(true)).toEqual(['POST /databases']);
  });

  test('across runs: the next run finds the object of the one that was killed', async () => {
    const first = fake(onPost('lost'));
    await apply(first, target());
    const second = fake();
    second.server.rows.push(...first.server.rows);
    await apply(second, target());
    expect(posts(second)).toBe(0);
    expect(second.lines(true)).toEqual(['PATCH /databases/db_1']);
  });
});

describe('409 and 422', () => {
  const race = (fields: JsonObject) => {
    const subject: Fake = fake({
      fault: ({ method, path }) => {
        if (method === 'POST' && path === '/databases') subject.server.add({ ...LEDGER, ...fields });
        return null;
      },
    });
    return subject;
  };

  test.each([
    [{}, 'is alike'],
    [{ username: 'x', name: 'y' }, 'differs in name, username'],
  ])('409 is never sent again and changes nothing; the object is named (%o)', async (fields, how) => {
    const subject = race(fields);
    const error = await trouble(apply(subject, target()));
    expect(error).toMatchObject({ code: 'AF502', trouble: 'refused', status: 409 });
    expect(error.message).toContain(`db_1 since the plan was made; it ${how}`);
    expect(subject.lines(true)).toEqual(['POST /databases']);
  });

  test('409 and nothing to be seen: this key cannot see it, or only later', async () => {
    const subject = fake(onPost({ status: 409 }));
    const error = await trouble(apply(subject, target()));
    expect(error.message).toContain('cannot see it');
    expect(subject.slept).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(posts(subject)).toBe(1);
  });

  test.each(['dropped', 'kept'] as const)('422 is looked after: the failed object was %s', async (failedCreate) => {
    const subject = fake({ readings: { failedCreate } });
    subject.server.valid = 'another';
    const error = await trouble(apply(subject, target()));
    expect(error).toMatchObject({ code: 'AF502', trouble: 'refused', status: 422 });
    expect(error.message).toContain(failedCreate === 'kept' ? 'db_1' : 'nothing was created');
    expect(posts(subject)).toBe(1);
  });

  test.each([400, 403, 404])('%i: not created, and not looked for', async (status) => {
    const subject = fake(onPost({ status }));
    expect(await trouble(apply(subject, target()))).toMatchObject({ trouble: 'refused', status });
    expect(subject.lines()).toEqual(['GET /databases', 'POST /databases']);
  });

  test('host names are compared by the server to the letter: still no second object', async () => {
    const subject = fake({ readings: { hosts: 'exact' } });
    subject.server.add({ ...LEDGER, host: 'LEDGER.example.com' });
    await apply(subject, target(SPEC, { target: PLACE }));
    expect(posts(subject)).toBe(0);
  });
});

describe('after a create', () => {
  test('the list gets 30 seconds to show it, so that the next run does not create it again', async () => {
    const subject = fake({ readings: { lag: 5_000 } });
    await apply(subject, target());
    const next = fake({ rows: subject.server.rows, day: 1 });
    expect((await next.session.read(target())).presence).toBe('present');
    expect(subject.slept.reduce((sum, ms) => sum + ms, 0)).toBe(8_000);
  });

  test('a list that never shows it is not waited for longer, nor past the time for one change', async () => {
    const waited = async (settleMs: number) => {
      const subject = fake({ readings: { lag: 1e9 }, settleMs });
      await apply(subject, target());
      return subject.slept.reduce((sum, ms) => sum + ms, 0);
    };
    expect(await waited(120_000)).toBe(30_000);
    expect(await waited(3_000)).toBeLessThanOrEqual(3_000);
  });

  test.each<Fault>([{ status: 500 }, { status: 403 }, { body: '<html>' }, 'gone'])(
    'a list that cannot be had does not make it a failure: %j',
    async (answer) => {
      let posted = false;
      const subject = fake({
        fault: ({ method, path }) => {
          posted ||= method === 'POST';
          return posted && method === 'GET' && path === '/databases' ? answer : null;
        },
      });
      await expect(apply(subject, target())).resolves.toHaveLength(1);
    },
  );
});

describe('after a create the connection is followed', () => {
  test('from pending to connected and active', async () => {
    const subject = fake({ readings: { connecting: 3_000 } });
    await apply(subject, target());
    expect(subject.slept).toEqual([250, 500, 1_000, 2_000]);
  });

  test('to the deadline and no further: still pending is not confirmed, not failed', async () => {
    const subject = fake({ readings: { connecting: 1e9 }, settleMs: 120_000 });
    const [receipt] = await apply(subject, target());
    expect(receipt!.remember).toBeDefined();
    expect(Math.max(...subject.slept)).toBe(15_000);
    expect(await subject.session.read(target())).toMatchObject({ settled: false });
  });

  test.each(['error', 'disconnected'])('a connection that ends in %s is a failure', async (word) => {
    const subject = fake({
      fault: ({ path }) =>
        path.endsWith('/status') ? { body: { connection_status: word, audit_status: 'initializing' } } : null,
    });
    const error = await trouble(apply(subject, target()));
    expect(error).toMatchObject({ code: 'AF502', trouble: 'refused' });
    expect(error.fix).toContain('password_version');
  });

  test.each<Fault>([
    { status: 403 },
    { status: 404 },
    { status: 501 },
    { status: 500 },
    { body: '<html>' },
    { body: {} },
    'gone',
  ])('a status that cannot be had does not make an accepted create a failure: %j', async (answer) => {
    const subject = fake({ fault: ({ path }) => (path.endsWith('/status') ? answer : null) });
    await expect(apply(subject, target())).resolves.toHaveLength(1);
  });
});
