import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  fake,
  ID,
  instance,
  inventory,
  live,
  ok,
  policy,
  refused,
  type Route,
  type Routes,
  target,
  trouble,
} from './taurusdb-fake.ts';

const on = await live(policy(30, ['CREATE']));
const off = await live(policy(0));
const verify = (routes: Routes, seen = on) => fake(routes).session.verify(target(), seen, false);
/** Files by the end that each is said to have. */
const files = (ends: readonly unknown[]): Route => {
  const all = ends.map((end_time, index) => ({ id: `f${index}`, name: 'CANARY', size: 1, begin_time: '', end_time }));
  return ({ offset = '0', limit = '10' }) => {
    if (!(Number(limit) >= 1 && Number(limit) <= 100)) return refused(400, 'DBS.280439');
    return ok({ audit_logs: all.slice(Number(offset), Number(offset) + Number(limit)), total_count: all.length });
  };
};
const flowing = async (...ends: unknown[]) => (await verify({ 'GET audit-logs': files(ends) })).flowing;

describe('verify at 2026-01-02 03:04:05 UTC', () => {
  test('a file that ended within 45 minutes proves the flow; only number and time are kept', async () => {
    const proof = await verify({ 'GET audit-logs': files(['2026-01-02T02:30:00+0000']) });
    expect(proof).toMatchObject({ effective: 'yes', flowing: 'yes' });
    expect(proof.evidence.at(-1)?.says).toContain('1 files');
    expect(JSON.stringify(proof)).not.toContain('CANARY');
  });

  test('no files prove nothing: pending after enabling, or an idle instance', async () => {
    const proof = await verify({});
    expect(proof).toMatchObject({ effective: 'yes', flowing: 'unknown' });
    expect(proof.evidence.at(-1)?.says).toContain('pending');
  });

  test.each([
    ['2026-01-02T02:30:00+0000', 'yes'],
    ['2026-01-02T10:30:00+0800', 'yes'],
    ['2026-01-02T10:30:00+08:00', 'yes'],
    ['2026-01-02T02:30:00Z', 'yes'],
    ['2026-01-02T02:30:00', 'yes'],
    ['2026-01-02 02:30:00', 'yes'],
    ['2026-01-02T03:10:00Z', 'yes'],
    ['2026-01-02T02:00:00+0000', 'unknown'],
    ['2026-01-02T02:30:00+0800', 'unknown'],
    ['2026-01-02T09:00:00Z', 'unknown'],
    ['', 'unknown'],
    ['soon', 'unknown'],
    [null, 'unknown'],
    [1767321000000, 'unknown'],
  ])('end_time %j: %s', async (end, answer) => {
    expect(await flowing(end)).toBe(answer);
  });

  test('a time without a zone is UTC, wherever this runs', async () => {
    vi.stubEnv('TZ', 'Asia/Shanghai');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(new Date('2026-01-02T02:30:00').getUTCHours()).not.toBe(2);
    expect(await flowing('2026-01-02T02:30:00')).toBe('yes');
  });

  test('a span of two hours is asked for, in the documented form, with the plus sign encoded', async () => {
    const { session, of } = fake();
    await session.verify(target(), on, false);
    expect(of('GET audit-logs').map(({ query }) => query)).toEqual([
      { start_time: '2026-01-02T01:04:05+0000', end_time: '2026-01-02T03:04:05+0000', offset: '0', limit: '100' },
    ]);
    expect(of('GET audit-logs')[0]?.request.url).toContain('%2B0000');
  });

  test('all pages are read, by the number received: the order of the files is not documented', async () => {
    const ends = [...Array.from({ length: 250 }, () => '2026-01-02T01:30:00+0000'), '2026-01-02T03:00:00+0000'];
    const { session, of } = fake({ 'GET audit-logs': files(ends) });
    expect((await session.verify(target(), on, false)).flowing).toBe('yes');
    expect(of('GET audit-logs').map(({ query }) => query.offset)).toEqual(['0', '100', '200']);
  });

  test('an empty page ends it, whatever the total says', async () => {
    const { session, of } = fake({ 'GET audit-logs': ok({ audit_logs: [], total_count: 5 }) });
    expect((await session.verify(target(), on, false)).flowing).toBe('unknown');
    expect(of('GET audit-logs')).toHaveLength(1);
  });

  test('off is not effective, and nothing is asked', async () => {
    const { session, calls } = fake();
    expect(await session.verify(target(), off, false)).toMatchObject({ effective: 'no', flowing: 'unknown' });
    expect(calls).toEqual([]);
  });

  test('an instance that is not ACTIVE may not be recording: effective is unknown', async () => {
    for (const status of ['FROZEN', 'REBOOTING', 'A NEW WORD']) {
      const proof = await verify({ 'GET instances': inventory([instance(ID, { status })]) });
      expect(proof.effective).toBe('unknown');
      expect(JSON.stringify(proof.evidence)).toContain(status);
    }
  });

  test('who may not look up instances loses nothing by it', async () => {
    for (const status of [403, 404, 405, 406, 501]) {
      const refusal = { status, body: '' };
      const proof = await verify({ 'GET instances': refusal, 'GET instance': refusal });
      expect(proof).toMatchObject({ effective: 'yes', flowing: 'unknown' });
    }
  });

  test.each([
    refused(403, 'DBS.200010'),
    refused(404, 'APIGW.0101'),
    refused(400, 'DBS.280001'),
    { status: 501, body: '' },
    { body: '<html>' },
    ok({ audit_logs: [] }),
    ok({ audit_logs: {}, total_count: 1 }),
    ok({ total_count: 1 }),
  ])('files that cannot be listed leave the flow unknown, with the reason (%#)', async (answer) => {
    const proof = await verify({ 'GET audit-logs': answer });
    expect(proof).toMatchObject({ effective: 'yes', flowing: 'unknown' });
    expect(proof.evidence.at(-1)?.source).toBe('GET audit-logs');
  });

  test('numbers that come as text are numbers', async () => {
    const answer = ok({ audit_logs: [{ end_time: '2026-01-02T03:00:00Z' }], total_count: '1' });
    expect((await verify({ 'GET audit-logs': answer })).flowing).toBe('yes');
  });

  test('an outage is no answer', async () => {
    expect((await trouble(verify({ 'GET audit-logs': { status: 503, body: '' } }))).code).toBe('AF310');
  });

  test('log files themselves are never fetched', async () => {
    const { session, calls } = fake({ 'GET audit-logs': files(['2026-01-02T03:00:00Z']) });
    await session.verify(target(), on, true);
    expect(new Set(calls.map(({ route }) => route))).toEqual(new Set(['GET instances', 'GET audit-logs']));
  });
});

describe('discover', () => {
  const discover = async (routes: Routes) => {
    const found = [];
    for await (const each of fake(routes).session.discover()) found.push(each);
    return found;
  };
  const id = (index: number) => `${String(index).padStart(32, '0')}in07`;
  const many = (count: number): JsonObject[] => Array.from({ length: count }, (_, index) => instance(id(index)));

  test('gives every instance as it is, across pages of 100', async () => {
    const { session, of } = fake({ 'GET instances': inventory(many(250)), 'GET policy': policy(7, ['CREATE']) });
    const found = [];
    for await (const each of session.discover()) found.push(each);
    expect(found).toHaveLength(250);
    expect(found[0]).toEqual({
      name: 'orders-00000000',
      target: { instance_id: id(0) },
      spec: { keep_days: 7, audit_types: ['CREATE'] },
    });
    expect(of('GET instances').map(({ query }) => [query.offset, query.limit])).toEqual([
      ['0', '100'],
      ['100', '100'],
      ['200', '100'],
    ]);
  });

  test('steps by the number received, since a server may give fewer than were asked for', async () => {
    const all = many(7);
    const stingy: Route = ({ offset = '0' }) =>
      ok({ instances: all.slice(Number(offset), Number(offset) + 3), total_count: 7 });
    expect(await discover({ 'GET instances': stingy })).toHaveLength(7);
  });

  test('a list that changes while it is read is read again, and no id is given twice', async () => {
    const [before, after] = [many(150), many(150).slice(1)];
    let calls = 0;
    const shifting: Route = (query, request) => {
      calls += 1;
      return inventory(calls === 1 ? before : after)(query, request);
    };
    const ids = (await discover({ 'GET instances': shifting })).map(({ target: found }) => found.instance_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(before.map((each) => each.id)));
    expect(calls).toBe(4);
  });

  test('off is keep_days 0 alone, and every type an empty list however it is told', async () => {
    const spec = async (answer: ReturnType<typeof policy>) => (await discover({ 'GET policy': answer }))[0]?.spec;
    expect(await spec(policy(0))).toEqual({ keep_days: 0 });
    expect(await spec(policy(7, []))).toEqual({ keep_days: 7, audit_types: [] });
    expect(await spec(policy(7, ['A', 'B'], '{"X":"A,B"}'))).toEqual({ keep_days: 7, audit_types: [] });
  });

  test('a kernel that is too old is skipped without asking', async () => {
    const subject = fake({ 'GET instances': inventory([instance(ID, { datastore: { kernel_version: '2.0.57.1' } })]) });
    for await (const each of subject.session.discover()) expect(each).toBeUndefined();
    expect(subject.of('GET policy')).toEqual([]);
  });

  test.each([
    refused(404, 'DBS.200002'),
    refused(400, 'DBS.280001'),
    refused(400, 'DBS.05000001'),
    refused(409, 'DBS.200047'),
    policy('odd'),
  ])('an instance that is gone, busy or cannot tell does not hide the others (%#)', async (answer) => {
    const routes = { 'GET instances': inventory(many(2)), 'GET policy': [answer, policy(0)] };
    expect((await discover(routes)).map(({ target: found }) => found.instance_id)).toEqual([id(1)]);
  });

  test('a missing permission is not an empty project', async () => {
    expect((await trouble(discover({ 'GET policy': refused(403, 'DBS.200010') }))).code).toBe('AF303');
    expect((await trouble(discover({ 'GET instances': refused(403, 'DBS.200010') }))).code).toBe('AF303');
  });

  test.each([
    ok({ instances: [] }),
    ok({ total_count: 0 }),
    ok({ instances: [{}], total_count: 1 }),
    { body: '<html>' },
  ])('a list that is not one is odd (%#)', async (answer) => {
    expect((await trouble(discover({ 'GET instances': answer }))).code).toBe('AF304');
  });
});
