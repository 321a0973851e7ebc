import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import { delta, desired, type Fake, fake, pools, type Route, settings, trouble, uuid } from './couchbase-fake.ts';

const spec = { auditdEnabled: true, rotateInterval: 3600, disabled: [8243, 8255] };
const guarded = `/settings/audit?uuid=${uuid}`;
const reading = ['GET /pools', `GET ${guarded}`, 'GET /pools/default'];
const lines = ({ calls }: Fake) => calls().map((call) => call.slice('cb1 '.length).split(' auditdEnabled')[0]);

/** One node that keeps what is posted. */
function keeping(routes: Record<string, Route> = {}): Fake {
  let state: JsonObject = { ...settings };
  return fake({
    'GET /settings/audit': () => ({ body: state }),
    'POST /settings/audit': ({ body }) => {
      state = { ...state, rotateInterval: Number(new URLSearchParams(body).get('rotateInterval')) };
      return { body: '' };
    },
    ...routes,
  });
}

async function operationFor({ session }: Fake) {
  const live = await session.read(desired(spec));
  return couchbaseProvider.operations(delta(spec, live, ['/rotateInterval']))[0]!;
}

describe('a change costs a reading, the trial, the write and a reading', () => {
  it('on a cluster of one node, with the list of events read once a session', async () => {
    const made = keeping();
    await made.session.apply(await operationFor(made), desired(spec));
    const live = await made.session.read(desired(spec));
    expect(live.document?.rotateInterval).toBe(3600);
    expect(lines(made)).toEqual([
      'GET /pools',
      `GET ${guarded}`,
      'GET /pools/default',
      'GET /settings/audit/descriptors',
      `POST /settings/audit?just_validate=1&uuid=${uuid}`,
      `POST ${guarded}`,
      ...reading,
    ]);
  });

  it('the reading before it counts for a moment only, and for one write', async () => {
    for (const [ms, again] of [
      [249, 0],
      [250, 1],
    ] as const) {
      const made = keeping();
      const operation = await operationFor(made);
      made.pass(ms);
      await made.session.apply(operation, desired(spec));
      expect(lines(made).filter((line) => line === 'GET /pools')).toHaveLength(2 + again);
      await made.session.apply(operation, desired(spec));
      expect(lines(made).filter((line) => line === 'GET /pools')).toHaveLength(3 + again);
      expect(made.writes()).toHaveLength(1);
    }
  });

  it('the reading after it serves once, and only for a moment', async () => {
    for (const later of [false, true]) {
      let other = false;
      const made = keeping({
        'GET /pools/default': () => ({ body: { nodes: [{ hostname: other ? 'b:1' : 'a:1' }] } }),
      });
      await made.session.apply(await operationFor(made), desired(spec));
      const asked = made.calls().length;
      if (later) made.pass(250);
      else await made.session.read(desired(spec));
      other = true;
      await made.session.read(desired(spec));
      expect(made.calls().slice(asked)).toHaveLength(3);
    }
  });

  it('is not read back by what was read while the node did not show it yet', async () => {
    let turn = 0;
    const late: Route = () => ({ body: { ...settings, rotateInterval: ++turn > 3 ? 3600 : 7200 } });
    const made = fake({ 'GET /settings/audit': late });
    await made.session.apply(await operationFor(made), desired(spec));
    expect((await made.session.read(desired(spec))).document?.rotateInterval).toBe(3600);
    expect(turn).toBe(4);
  });
});

describe('calls of one reading', () => {
  it('go side by side once it is known which cluster this is', async () => {
    let [flying, most] = [0, 0];
    const transit = async () => {
      most = Math.max(most, ++flying);
      await new Promise((resolve) => setImmediate(resolve));
      flying--;
    };
    const made = fake({}, { transit });
    await made.session.read(desired(spec));
    expect([most, lines(made)[0]]).toEqual([3, 'GET /pools']);
    await made.session.read(desired());
    expect(lines(made).slice(4)).toEqual(reading);
    expect(most).toBe(3);
  });

  it('of a cluster that is not the one pinned stop after the first, also when another one is known', async () => {
    const { session, calls } = fake();
    await session.read(desired());
    const before = calls().length;
    expect((await trouble(session.read(desired({}, { uuid: 'f'.repeat(32) })))).code).toBe('AF308');
    expect(calls().slice(before)).toEqual(['cb1 GET /pools']);
  });

  it('are made anew when the endpoint leads to another cluster meanwhile', async () => {
    const other = 'a'.repeat(32);
    const made = fake({ 'GET /pools': [pools('7.6.2'), pools('7.6.2', { uuid: other })].map((reply) => reply) });
    expect((await made.session.read(desired())).identity).toBe(`couchbase/${uuid.toLowerCase()}`);
    expect((await made.session.read(desired())).identity).toBe(`couchbase/${other}`);
    expect(lines(made).at(-2)).toBe(`GET /settings/audit?uuid=${other}`);
  });

  it('end when the endpoint leads to two clusters in turn', async () => {
    let turn = 0;
    const made = fake({ 'GET /pools': () => pools('7.6.2', { uuid: (++turn % 2 === 0 ? 'a' : 'b').repeat(32) }) });
    for (let time = 0; time < 3; time++) await made.session.read(desired());
    expect(turn).toBeLessThan(9);
  });
});
