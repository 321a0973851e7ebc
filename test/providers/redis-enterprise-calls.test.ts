import { describe, expect, it } from 'vitest';
import { bdb, desired, type Fake, fake, nodes, on82, type Route, SINK, trouble } from './redis-enterprise-fake.ts';

const settings = ['GET /v1/cluster', 'GET /v1/bdbs', `GET ${SINK}`, 'GET /v1/cluster/policy'];
const lines = ({ calls }: Fake) => calls().map((call) => call.split('?')[0]);
const nodeCalls = (run: Fake) => lines(run).filter((line) => line === 'GET /v1/nodes').length;

/** What was on its way at the same time, step by step. */
function watched(routes: Record<string, Route> = {}) {
  const steps: string[][] = [];
  let flying = 0;
  const run = fake(routes, {
    transit: async ({ method, url }) => {
      const line = `${method} ${url.split('?')[0]}`;
      if (flying++ === 0) steps.push([line]);
      else steps.at(-1)!.push(line);
      await new Promise((resolve) => setTimeout(resolve, 1));
      flying--;
    },
  });
  return { ...run, steps };
}

describe('the calls of a reading', () => {
  it('go side by side, after those that tell what may be asked', async () => {
    const run = watched();
    await run.session.read(desired());
    expect(lines(run)[0]).toBe('GET /v1/nodes');
    expect(lines(run).toSorted()).toEqual(['GET /v1/nodes', ...settings].toSorted());
    expect(run.steps.length).toBeLessThanOrEqual(2);
  });

  it('go side by side, all of them, from the second on: the nodes are asked once a session', async () => {
    const run = watched();
    await run.session.read(desired());
    run.steps.length = 0;
    await run.session.read(desired());
    expect(run.steps.map((step) => step.toSorted())).toEqual([settings.toSorted()]);
  });

  it('tell every time which cluster this is', async () => {
    const names = ['redis.example.com', 'other.example.com'].map((name) => ({ body: { name } }));
    const { session } = fake({ 'GET /v1/cluster': names });
    const wanted = desired({}, { name: 'redis.example.com' });
    await session.read(wanted);
    expect((await trouble(session.read(wanted))).code).toBe('AF308');
  });
});

describe('readings after writes', () => {
  const set = (uid: number, value: boolean) =>
    ({
      id: `set-database/${uid}`,
      input: { call: 'set-database', uid, name: `db${uid}`, body: { db_conns_auditing: value }, before: {} },
    }) as never;
  const uids = [1, 2, 3, 4];
  /** Databases that hold what is written, behind answers that take a moment. */
  function cluster() {
    const audited = new Map<number, boolean>();
    const routes = Object.fromEntries(
      uids.flatMap((uid): [string, Route][] => [
        [
          `PUT /v1/bdbs/${uid}`,
          ({ body }) => {
            audited.set(uid, JSON.parse(body!).db_conns_auditing);
            return { body: { uid } };
          },
        ],
        [`GET /v1/bdbs/${uid}`, { body: { uid, status: 'active' } }],
      ]),
    );
    const list: Route = () => ({
      body: uids.map((uid) => bdb(uid, `db${uid}`, { db_conns_auditing: audited.get(uid) ?? false })),
    });
    return watched({ ...routes, 'GET /v1/bdbs': list });
  }
  const isAudited = (live: { readonly facts: readonly string[] }, uid: number) =>
    live.facts.includes(`database/${uid}.audited`);

  it('are shared by operations that end together, and each shows what was written before it was asked for', async () => {
    const run = cluster();
    await run.session.read(desired());
    const seen = await Promise.all(
      uids.map(async (uid) => {
        await run.session.apply(set(uid, true), desired());
        return isAudited(await run.session.read(desired()), uid);
      }),
    );
    expect(seen).toEqual([true, true, true, true]);
    expect(lines(run).filter((line) => line === 'GET /v1/cluster').length).toBeLessThanOrEqual(3);
  });

  it('are never those that began before the write', async () => {
    const run = cluster();
    await run.session.apply(set(1, true), desired());
    const early = run.session.read(desired());
    await run.session.apply(set(2, true), desired());
    const late = [run.session.read(desired()), run.session.read(desired())];
    expect(isAudited(await early, 1)).toBe(true);
    for (const reading of late) expect(isAudited(await reading, 2)).toBe(true);
  });

  it('that fail are not kept', async () => {
    const run = fake({
      'PUT /v1/bdbs/1': { body: {} },
      'GET /v1/bdbs/1': { body: { uid: 1, status: 'active' } },
      'GET /v1/cluster/policy': [{ status: 503 }, { status: 503 }, { body: { db_conns_auditing: true } }],
    });
    await run.session.apply(set(1, true), desired());
    const failed = [run.session.read(desired()), run.session.read(desired())];
    expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(run.session.read(desired())).resolves.toBeDefined();
  });
});

describe('nodes', () => {
  it('that could not be read are asked again', async () => {
    const run = fake({ 'GET /v1/nodes': [{ status: 503 }, nodes('7.8.6-60')] });
    await trouble(run.session.read(desired()));
    expect((await run.session.read(desired())).limits).toMatchObject({ version: '7.8.6-60' });
    await run.session.read(desired());
    expect(nodeCalls(run)).toBe(2);
  });

  it('that are not shown are asked again while only the databases tell what the cluster can do', async () => {
    const run = fake({
      'GET /v1/nodes': { status: 403 },
      'GET /v1/jsonschema': { status: 404 },
      'GET /v1/bdbs': [{ body: [] }, { body: [] }, on82['GET /v1/bdbs'] as object],
    });
    expect((await run.session.read(desired())).limits.auditSettings).toBe(false);
    expect((await run.session.read(desired())).limits.auditSettings).toBe(true);
    expect(nodeCalls(run)).toBe(2);
  });

  it('are asked again after a minute: an upgrade may have ended by then', async () => {
    const run = fake({ 'GET /v1/nodes': [nodes('8.0.2-1'), nodes('8.2.0-1')] });
    await run.session.read(desired());
    run.pass(59_999);
    expect((await run.session.read(desired())).limits).toMatchObject({ version: '8.0.2-1' });
    run.pass(1);
    expect((await run.session.read(desired())).limits).toMatchObject({ version: '8.2.0-1', auditSettings: true });
    expect(nodeCalls(run)).toBe(2);
  });

  it('are not asked again while databases are waited for', async () => {
    const pending = { body: [bdb(3, 'cache', { status: 'active-change-pending' })] };
    const run = fake({ 'GET /v1/bdbs': [pending, pending, { body: [bdb(3, 'cache')] }] });
    await run.session.read(desired({ bdbs: [{ name: 'cache', db_conns_auditing: true }] }));
    expect(lines(run).filter((line) => line === 'GET /v1/bdbs')).toHaveLength(3);
    expect(lines(run)).toHaveLength(7);
  });
});
