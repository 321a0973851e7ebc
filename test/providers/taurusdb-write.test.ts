import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Operation } from '../../src/model/operation.ts';
import { taurusdbProvider } from '../../src/providers/taurusdb/index.ts';
import {
  address,
  ALL,
  deltaOf,
  fake,
  ID,
  instance,
  inventory,
  live,
  ok,
  policy,
  PROJECT,
  refused,
  type Reply,
  type Routes,
  target,
  trouble,
} from './taurusdb-fake.ts';

const off = await live(policy(0));
const ddl = await live(policy(30, ['CREATE', 'ALTER', 'DROP']));
const operation = (spec: JsonObject, seen: Observation): Operation => {
  const operations = taurusdbProvider.operations(deltaOf(spec, seen));
  expect(operations).toHaveLength(1);
  return operations[0]!;
};
const sent = (spec: JsonObject, seen: Observation) => (operation(spec, seen).input as { policy: JsonObject }).policy;

describe('the operation', () => {
  test('is one for all changes, repeatable, with the fact that it brings about', () => {
    const spec = { keep_days: 365, audit_types: ['DDL', 'XA'] };
    expect(operation(spec, off)).toMatchObject({
      id: `${address}/set-audit-log-policy`,
      realises: deltaOf(spec, off).changes.map(({ id }) => id),
      requires: [],
      ensures: [{ fact: 'audit.enabled', holds: true }],
      repeatable: true,
    });
    expect(operation({ keep_days: 0 }, ddl).ensures).toEqual([{ fact: 'audit.enabled', holds: false }]);
    expect(taurusdbProvider.writesAtOnce).toBe(1);
  });

  test('carries the whole policy, since the PUT replaces it: what the manifest leaves out is sent as it is', () => {
    expect(sent({ keep_days: 365 }, ddl)).toEqual({
      keep_days: 365,
      audit_types: ['ALTER', 'CREATE', 'DROP'],
      reserve_audit_logs: true,
    });
    expect(sent({ audit_types: ['XA'] }, ddl)).toEqual({
      keep_days: 30,
      audit_types: ['XA'],
      reserve_audit_logs: true,
    });
    expect(sent({ keep_days: 7 }, off)).toEqual({ keep_days: 7, audit_types: [], reserve_audit_logs: true });
  });

  test('all types go out as an empty list, so that those of later kernels are recorded too', () => {
    expect(sent({ keep_days: 7, audit_types: [] }, ddl).audit_types).toEqual([]);
  });

  test('a whole list that the manifest spells out stays one', () => {
    expect(sent({ keep_days: 7, audit_types: ALL }, off).audit_types).toEqual(ALL);
  });

  test('groups are unfolded before they are sent, and repeats dropped', () => {
    expect(sent({ keep_days: 7, audit_types: ['DDL', 'DROP', 'BEGIN/COMMIT/ROLLBACK'] }, off).audit_types).toEqual([
      'ALTER',
      'BEGIN/COMMIT/ROLLBACK',
      'CREATE',
      'DROP',
    ]);
  });

  test('switching off keeps the files, said in so many words, unless the manifest says false', () => {
    expect(sent({ keep_days: 0 }, ddl)).toEqual({ keep_days: 0, reserve_audit_logs: true });
    expect(sent({ keep_days: 0, reserve_audit_logs: true }, ddl)).toEqual({ keep_days: 0, reserve_audit_logs: true });
    expect(sent({ keep_days: 0, reserve_audit_logs: false }, ddl)).toEqual({ keep_days: 0, reserve_audit_logs: false });
    expect(operation({ keep_days: 0, reserve_audit_logs: false }, ddl).summary).toContain('DELETE');
  });

  test('reserve_audit_logs false is never sent while audit stays or goes on', () => {
    expect(sent({ keep_days: 365, reserve_audit_logs: false }, ddl).reserve_audit_logs).toBe(true);
    expect(sent({ keep_days: 7, reserve_audit_logs: false }, off).reserve_audit_logs).toBe(true);
  });
});

describe('the PUT', () => {
  const enable = { keep_days: 30, audit_types: ['CREATE'] };
  const apply = async (routes: Routes, spec: JsonObject = enable, seen = off) => {
    const subject = fake(routes);
    const outcome = await subject.session.apply(operation(spec, seen), target(spec)).catch((error: unknown) => error);
    return { subject, outcome };
  };
  const failing = async (answer: Reply) => (await apply({ 'PUT policy': answer })).outcome;

  test('is JSON with an integer and a boolean, sent once, as a write', async () => {
    const { subject, outcome } = await apply({});
    expect(outcome).toEqual({});
    expect(subject.of('PUT policy').map(({ request }) => request)).toEqual([
      {
        method: 'PUT',
        url: `/v3/${PROJECT}/instances/${ID}/audit-log-policy`,
        headers: { 'content-type': 'application/json' },
        body: '{"audit_types":["CREATE"],"keep_days":30,"reserve_audit_logs":true}',
      },
    ]);
  });

  test('200 with FAILED is a failure, and names the job', async () => {
    const outcome = await failing(ok({ result: 'FAILED', job_id: 'b0d4-d1a6' }));
    expect(outcome).toMatchObject({ code: 'AF502', trouble: 'refused', vendorCode: 'FAILED' });
    expect(String(outcome)).toContain('b0d4-d1a6');
  });

  test.each(['RUNNING', 'completed', 'SUCCESS'])(
    '200 with %s, an unknown word, leaves it to reading back',
    async (result) => {
      expect(await failing(ok({ result }))).toMatchObject({ code: 'AF304', trouble: 'unavailable', sent: 'yes' });
    },
  );

  test.each(['', '<html>', '[]', '{}', { result: 7 }, { result: '<b>' }, { job_id: 'x' }])(
    '200 with %j proves nothing: read back',
    async (body) => {
      expect(await failing({ body })).toMatchObject({ code: 'AF304', trouble: 'unavailable', sent: 'maybe' });
    },
  );

  test('COMPLETED counts with or without a job', async () => {
    expect(await failing(ok({ result: 'COMPLETED' }))).toEqual({});
    expect(await failing(ok({ result: 'COMPLETED', job_id: null }))).toEqual({});
  });

  test('a server error is not known to have failed, another running operation is busy', async () => {
    expect(await failing(refused(500, 'DBS.108000'))).toMatchObject({ trouble: 'unavailable', sent: 'yes' });
    expect(await failing(refused(409, 'DBS.201015'))).toMatchObject({ trouble: 'busy' });
  });

  test('is sent only to an instance that is ACTIVE at that moment', async () => {
    for (const [status, kind] of [
      ['MODIFYING', 'busy'],
      ['A NEW WORD', 'busy'],
      ['normal', 'busy'],
      ['FROZEN', 'refused'],
      ['STORAGE FULL', 'refused'],
    ]) {
      const { subject, outcome } = await apply({ 'GET instances': inventory([instance(ID, { status: status! })]) });
      expect(outcome).toMatchObject({ code: 'AF407', trouble: kind, sent: 'no' });
      expect(subject.written()).toEqual([]);
    }
  });

  test('is sent though nobody may look up the instance: then the vendor judges', async () => {
    for (const status of [403, 404, 405, 406, 501]) {
      const gone = { status, body: '' };
      const { subject } = await apply({ 'GET instances': gone, 'GET instance': gone });
      expect(subject.written()).toHaveLength(1);
    }
  });

  test('is surely not sent when looking up fails for a moment', async () => {
    const { subject, outcome } = await apply({ 'GET instances': { status: 503, body: '' } });
    expect(outcome).toMatchObject({ trouble: 'unavailable', sent: 'no' });
    expect(subject.written()).toEqual([]);
  });
});

describe('reach', () => {
  const reach = async (spec: JsonObject, seen: Observation, routes: Routes = {}) =>
    (await fake(routes).session.reach(deltaOf(spec, seen))).map(({ code, severity }) => [code, severity]);
  const listing = (more: JsonObject) => ({ 'GET instances': inventory([instance(ID, more)]) });
  const enable = { keep_days: 30 };

  test('enabling an ACTIVE instance of a new kernel only costs something', async () => {
    expect(await reach(enable, off)).toEqual([['AF408', 'note']]);
  });

  test.each([
    'BUILD',
    'FAILED',
    'FROZEN',
    'MODIFYING',
    'REBOOTING',
    'RESTORING',
    'SWITCHOVER',
    'MIGRATING',
    'BACKING UP',
    'MODIFYING DATABASE PORT',
    'MODIFYING INSTANCE TYPE',
    'STORAGE FULL',
    'normal',
    'A NEW WORD',
    '',
  ])('an instance that is %j blocks the write', async (status) => {
    expect(await reach(enable, off, listing({ status }))).toContainEqual(['AF407', 'error']);
  });

  test.each(['2.0.60.241199', '2.0.60.0', '2.0.57.241200', '2.0.9.999999', '1.9.99.999999', '2.0.45'])(
    'kernel %s is too old to enable audit',
    async (kernel_version) => {
      expect(await reach(enable, off, listing({ datastore: { kernel_version } }))).toContainEqual(['AF306', 'error']);
    },
  );

  test.each(['2.0.60.241200', '2.0.60.241201', '2.0.63.1', '2.1.0.0', '10.0.0.0', '2.0.60', 'odd', '', undefined])(
    'kernel %j is not known to be too old',
    async (kernel_version) => {
      expect(
        await reach(enable, off, listing({ datastore: kernel_version === undefined ? {} : { kernel_version } })),
      ).toEqual([['AF408', 'note']]);
    },
  );

  test('an old kernel is no reason against switching off', async () => {
    const old = listing({ datastore: { kernel_version: '2.0.57.1' } });
    expect(await reach({ keep_days: 0 }, ddl, old)).toEqual([['AF408', 'note']]);
  });

  test('what each write costs is said', async () => {
    const message = async (spec: JsonObject, seen: Observation) =>
      (await fake().session.reach(deltaOf(spec, seen))).map((finding) => finding.message).join();
    expect(await message({ keep_days: 7 }, ddl)).toContain('deleted within about an hour');
    expect(await message({ keep_days: 0 }, ddl)).toContain('kept');
    expect(await message({ keep_days: 0, reserve_audit_logs: false }, ddl)).toContain('for good');
    expect(await message({ keep_days: 365 }, ddl)).toBe('');
  });

  test('a list that does not hold the instance is no answer: the detail is asked', async () => {
    const busy = ok({ instance: instance(ID, { status: 'MODIFYING' }) });
    for (const list of [inventory([]), refused(404, 'APIGW.0101'), inventory([instance('other')])])
      expect(await reach(enable, off, { 'GET instances': list, 'GET instance': busy })).toContainEqual([
        'AF407',
        'error',
      ]);
    const neither = { 'GET instances': inventory([]), 'GET instance': ok({ instance: instance('other') }) };
    expect(await reach(enable, off, neither)).toContainEqual(['AF406', 'note']);
  });

  test.each([403, 404, 405, 406, 501])('%i to looking up is a note', async (status) => {
    const refusal = { status, body: '' };
    expect(await reach(enable, off, { 'GET instances': refusal, 'GET instance': refusal })).toEqual([
      ['AF408', 'note'],
      ['AF406', 'note'],
    ]);
  });

  test('an outage while looking up is trouble', async () => {
    const subject = fake({ 'GET instances': { status: 503, body: '' } });
    expect((await trouble(subject.session.reach(deltaOf(enable, off)))).trouble).toBe('unavailable');
  });
});
