import { describe, expect, test } from 'vitest';
import {
  ACTIONS,
  ALL,
  fake,
  ID,
  instance,
  inventory,
  live,
  ok,
  policy,
  refused,
  type Reply,
  target,
  trouble,
} from './taurusdb-fake.ts';

const read = async (answer: Reply) => (await live(answer)).document;
const odd = async (answer: Reply) => trouble(live(answer));

describe('the policy', () => {
  test("is read as the vendor's example shows it", async () => {
    expect(await live(policy(7, ['CREATE', 'ALTER']))).toMatchObject({
      identity: `taurusdb/${ID}`,
      presence: 'present',
      document: { keep_days: 7, audit_types: ['ALTER', 'CREATE'], reserve_audit_logs: true },
      hidden: [],
      facts: ['audit.enabled'],
      settled: true,
    });
  });

  test('keep_days 0 is off, and nothing else counts then', async () => {
    for (const types of [[], ['CREATE'], null])
      expect(await live(policy(0, types))).toMatchObject({ document: { keep_days: 0 }, facts: [] });
    expect(await read(ok({ keep_days: 0, all_audit_log_action: '{}' }))).toEqual({ keep_days: 0 });
  });

  test('every type is one thing, whether it is told by an empty list or by the whole one, in any order, repeated or with more', async () => {
    for (const types of [[], ALL, [...ALL].reverse(), [...ALL, ...ALL], [...ALL, 'OF_A_LATER_KERNEL']])
      expect((await read(policy(30, types)))?.audit_types).toEqual(ALL);
  });

  test('order and repeats of the types mean nothing', async () => {
    expect(await read(policy(7, ['DROP', 'CREATE', 'DROP']))).toEqual(await read(policy(7, ['CREATE', 'DROP'])));
  });

  test('groups in an answer stand for their operations', async () => {
    expect((await read(policy(7, ['DDL', 'XA'])))?.audit_types).toEqual(['ALTER', 'CREATE', 'DROP', 'XA']);
  });

  test('a name is taken as it is: a slash is part of it, and case matters', async () => {
    expect((await read(policy(7, ['BEGIN/COMMIT/ROLLBACK', 'create'])))?.audit_types).toEqual([
      'BEGIN/COMMIT/ROLLBACK',
      'create',
    ]);
  });

  test('the largest retention is 732, and more than is documented is not cut', async () => {
    expect((await read(policy(732)))?.keep_days).toBe(732);
    expect((await read(policy(3650)))?.keep_days).toBe(3650);
  });

  test('the same id in capitals is the same instance to us', async () => {
    expect((await fake().session.read(target({}, ID.toUpperCase()))).identity).toBe(`taurusdb/${ID}`);
  });
});

describe('an answer that is not as documented is never "audit off"', () => {
  test.each([undefined, null, '0', '7', -1, 1.5, true, {}, []])('keep_days %j', async (days) => {
    expect(await odd(policy(days))).toMatchObject({ code: 'AF304', trouble: 'refused' });
  });

  test.each([undefined, null, 'CREATE', '', {}, [1], [''], [null], [['CREATE']]])(
    'audit_types %j while audit is on',
    async (types) => {
      const body = { keep_days: 7, audit_types: types, all_audit_log_action: JSON.stringify(ACTIONS) };
      expect((await odd(ok(body))).code).toBe('AF304');
    },
  );

  test.each(['CREATE', { odd: true }, [7]])('audit_types %j while audit is off', async (types) => {
    expect((await odd(policy(0, types))).code).toBe('AF304');
  });

  test.each([null, 7, {}, ACTIONS, []])('all_audit_log_action %j, which is no text', async (actions) => {
    expect((await odd(policy(7, [], actions))).code).toBe('AF304');
  });

  test.each(['', '<html>', '{"keep_days":7', '[]', 'null', '7', '{}', { error_code: 'DBS.200001', error_msg: '' }])(
    'a body %j',
    async (body) => {
      expect((await odd({ body })).code).toBe('AF304');
    },
  );

  test.each([204, 201, 302, 304])('a status %i', async (status) => {
    expect((await odd({ ...policy(7), status })).code).toBe('AF304');
  });
});

describe('a catalogue that is hard to understand', () => {
  const limits = async (actions: string) => (await live(policy(7, ['CREATE'], actions))).limits.catalogue;

  test('may hold new groups, repeated names, blanks, and lists instead of text', async () => {
    expect(await limits('{"NEW":" B , A,,B ","LIST":["C","C"],"NONE":""}')).toEqual({
      NEW: ['A', 'B'],
      LIST: ['C'],
      NONE: [],
    });
  });

  test.each(['', 'not JSON', '[]', 'null', '"CREATE"', '{}', '{"DDL":""}', '{"DDL":7}', '{"DDL":{"CREATE":true}}'])(
    '%j is none, and the policy is read all the same',
    async (actions) => {
      expect(await limits(actions)).toBeNull();
      expect((await read(policy(7, ['CREATE'], actions)))?.keep_days).toBe(7);
    },
  );

  test('without one a list of names is never taken for all of them', async () => {
    expect((await read(policy(7, ALL, '?')))?.audit_types).toEqual(ALL);
    expect((await read(policy(7, [], '?')))?.audit_types).toEqual(['(every type)']);
  });
});

describe('an instance that cannot be read', () => {
  test.each([
    'DBS.200002',
    'DBS.200045',
    'DBS.200408',
    'DBS.200602',
    'DBS.201028',
    'DBS.290005',
    'DBS.290011',
    'DBS.1',
  ])('404 %s: there is no such instance', async (code) => {
    expect(await odd(refused(404, code))).toMatchObject({ code: 'AF305', trouble: 'refused', vendorCode: code });
  });

  test('404 of the gateway is a wrong endpoint, and a page without a code is nobody we know', async () => {
    expect((await odd(refused(404, 'APIGW.0101'))).code).toBe('AF304');
    expect((await odd({ status: 404, body: '<html>' })).code).toBe('AF304');
  });

  test('unsupported instances answer something unknown: the kernel explains it', async () => {
    const old = { datastore: { kernel_version: '2.0.57.240900' } };
    for (const answer of [
      refused(400, 'DBS.280001'),
      refused(404, 'DBS.200002'),
      { body: 'null' as unknown, status: 400 },
    ]) {
      const subject = fake({ 'GET policy': answer, 'GET instances': inventory([instance(ID, old)]) });
      const error = await trouble(subject.session.read(target()));
      expect(error).toMatchObject({ code: 'AF306', trouble: 'refused' });
      expect(error.message).toContain('2.0.57.240900');
    }
  });

  test('a kernel that is new enough, or cannot be looked up, explains nothing', async () => {
    for (const list of [inventory([instance()]), refused(403, 'DBS.200010'), { status: 500 }]) {
      const subject = fake({
        'GET policy': refused(400, 'DBS.280001'),
        'GET instances': list,
        'GET instance': { status: 404 },
      });
      expect((await trouble(subject.session.read(target()))).code).toBe('AF304');
    }
  });

  test('a missing permission is told as such, and not looked into', async () => {
    const subject = fake({ 'GET policy': refused(403, 'DBS.200010') });
    expect((await trouble(subject.session.read(target()))).code).toBe('AF303');
    expect(subject.of('GET instances')).toEqual([]);
  });

  test('an outage is no answer', async () => {
    expect(await odd(refused(500, 'DBS.108000'))).toMatchObject({ code: 'AF310', trouble: 'unavailable' });
  });
});
