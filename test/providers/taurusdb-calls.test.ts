import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  deltaOf,
  fake,
  ID,
  instance,
  inventory,
  live,
  ok,
  policy,
  refused,
  type Routes,
  target,
} from './taurusdb-fake.ts';

const off = await live(policy(0));
const spec = { keep_days: 30 };
const delta = deltaOf(spec, off);
const idOf = (index: number) => `${String(index).padStart(32, '0')}in07`;
const ids = (count: number) => Array.from({ length: count }, (_, index) => idOf(index));
const all = (count: number, more: (index: number) => JsonObject = () => ({})) =>
  ids(count).map((id, index) => instance(id, more(index)));
/** The call for several, by its documented rule of at most twenty. */
const details =
  (instances: readonly JsonObject[]): ReturnType<typeof inventory> =>
  ({ instance_ids = '' }) => {
    const wanted = instance_ids.split(',');
    if (wanted.length > 20) return refused(400, 'DBS.280001');
    return ok({ instances: instances.filter(({ id }) => wanted.includes(String(id))) });
  };
/** Codes of what a plan of so many changes finds, instance by instance. */
async function reachAll(count: number, routes: Routes) {
  const subject = fake(routes, { transit: () => new Promise((resolve) => setImmediate(resolve)) });
  const findings = await Promise.allSettled(
    ids(count).map((id) => subject.session.reach({ ...delta, ...target(spec, id) })),
  );
  const codes = findings.map((end) =>
    end.status === 'fulfilled' ? end.value.map(({ code }) => code).join() : (end.reason as Error).message,
  );
  const made = (route: string) => subject.of(route).length;
  return { codes, single: made('GET instances'), detail: made('GET instance'), shared: made('GET details'), subject };
}
const fine = 'AF408';

describe('looking up instances', () => {
  test('one by one while they are few', async () => {
    const { codes, single, shared } = await reachAll(4, { 'GET instances': inventory(all(4)) });
    expect([codes, single, shared]).toEqual([Array(4).fill(fine), 4, 0]);
  });

  test('twenty by a call when they are many, each with its own answer', async () => {
    const instances = all(50, (index) => (index % 10 === 9 ? { status: 'REBOOTING' } : {}));
    const routes = { 'GET instances': inventory(instances), 'GET details': details(instances) };
    const { codes, single, shared, subject } = await reachAll(50, routes);
    expect(codes).toEqual(ids(50).map((_, index) => (index % 10 === 9 ? 'AF408,AF407' : fine)));
    expect([single, shared]).toEqual([4, 3]);
    expect(Math.max(...subject.of('GET details').map(({ query }) => query.instance_ids!.split(',').length))).toBe(20);
  });

  test('nobody is told what was asked before they asked', async () => {
    let status = 'ACTIVE';
    const now = () => all(30, () => ({ status }));
    const subject = fake(
      {
        'GET instances': (query, request) => inventory(now())(query, request),
        'GET details': (query, request) => details(now())(query, request),
      },
      { transit: () => new Promise((resolve) => setImmediate(resolve)) },
    );
    const early = ids(10).map((id) => subject.session.reach({ ...delta, ...target(spec, id) }));
    await Promise.resolve();
    status = 'FROZEN';
    const late = await subject.session.reach({ ...delta, ...target(spec, idOf(20)) });
    expect(late.map(({ code }) => code)).toContain('AF407');
    await Promise.all(early);
  });

  test('one by one where the call for several is not offered, which is found out once or at most four times', async () => {
    for (const status of [400, 403, 404, 405, 406, 501]) {
      const routes = { 'GET instances': inventory(all(60)), 'GET details': { status, body: '' } };
      const { codes, single, shared } = await reachAll(60, routes);
      expect([codes, single]).toEqual([Array(60).fill(fine), 60]);
      expect(shared).toBeLessThanOrEqual(4);
    }
  });

  test.each<[string, unknown]>([
    ['no list', {}],
    ['an entry without status', { instances: [{ id: idOf(5) }] }],
    ['a page of HTML', '<html>'],
    ['nobody', { instances: [] }],
    ['others', { instances: [instance('f'.repeat(32))] }],
  ])('one by one where the call for several answers with %s', async (_name, body) => {
    const { codes, single } = await reachAll(12, { 'GET instances': inventory(all(12)), 'GET details': ok(body) });
    expect([codes, single]).toEqual([Array(12).fill(fine), 12]);
  });

  test('one by one where the server fails at the call for several, which is tried again', async () => {
    const routes = { 'GET instances': inventory(all(45)), 'GET details': { status: 500, body: '' } };
    const { codes, single, shared } = await reachAll(45, routes);
    expect([codes, single]).toEqual([Array(45).fill(fine), 45]);
    expect(shared).toBeGreaterThan(1);
  });

  test('an instance that nobody knows is unknown, and keeps no other from being found', async () => {
    const known = all(12).filter((_, index) => index !== 7);
    const routes = {
      'GET instances': inventory(known),
      'GET details': details(known),
      'GET instance': refused(404, 'DBS.200002'),
    };
    const { codes, detail } = await reachAll(12, routes);
    expect(codes).toEqual(ids(12).map((_, index) => (index === 7 ? 'AF408,AF406' : fine)));
    expect(detail).toBe(1);
  });

  test('the write is held back by what the shared call tells just before it', async () => {
    const instances = all(12, (index) => (index === 9 ? { status: 'MODIFYING' } : {}));
    const subject = fake({ 'GET instances': inventory(instances), 'GET details': details(instances) });
    const operation = (id: string) => ({ id, input: { policy: { keep_days: 30, audit_types: [] } } }) as never;
    const ends = await Promise.allSettled(ids(12).map((id) => subject.session.apply(operation(id), target(spec, id))));
    expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([9]);
    expect(subject.written()).toHaveLength(11);
    expect(subject.of('GET details')).toHaveLength(1);
  });
});

test('a change costs a reading, the look at the instance, the write and a reading', async () => {
  const subject = fake({ 'GET policy': [policy(0), policy(30)] });
  await subject.session.read(target(spec));
  await subject.session.apply(
    { id: 'x', input: { policy: { keep_days: 30, audit_types: [] } } } as never,
    target(spec),
  );
  await subject.session.read(target(spec));
  expect(subject.calls.map(({ route }) => route)).toEqual(['GET policy', 'GET instances', 'PUT policy', 'GET policy']);
  expect(subject.of('GET instances')[0]!.query).toMatchObject({ id: ID });
});
