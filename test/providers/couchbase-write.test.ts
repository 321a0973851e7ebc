import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import {
  delta,
  desired,
  down,
  endpoint,
  type Fake,
  fake,
  pools,
  type Route,
  settings,
  threeNodes,
  trouble,
  uuid,
} from './couchbase-fake.ts';

async function operationsFor(session: Fake['session'], spec: JsonObject, paths: readonly string[]) {
  const live = await session.read(desired(spec));
  return couchbaseProvider.operations(delta(spec, live, paths));
}

async function applied(spec: JsonObject, paths: readonly string[], routes: Record<string, Route>, settleMs = 60_000) {
  const made = fake(routes, { settleMs });
  const [operation] = await operationsFor(made.session, spec, paths);
  made.log.length = 0;
  const receipt = await made.session.apply(operation!, desired(spec));
  return { ...made, receipt };
}

/** Nodes that keep what is posted; `gossip`: to all of them. Counts of reads until it shows elsewhere are in `lag`. */
function cluster(gossip: boolean, start: Record<string, JsonObject> = {}, lag = 0): Record<string, Route> {
  const origins = ['cb1', 'cb2', 'cb3'].map((name) => `https://${name}.example.com:18091`);
  const state = new Map<string, JsonObject>(
    origins.map((origin) => [origin, { ...settings, ...start[origin.slice(8, 11)] }]),
  );
  let pending = 0;
  const get: Route = (_request, origin) => {
    if (origin !== endpoint && pending > 0) {
      pending -= 1;
      return { body: { ...settings, ...start[origin.slice(8, 11)] } };
    }
    return { body: state.get(origin) };
  };
  const post: Route = ({ body }, origin) => {
    for (const [name, value] of new URLSearchParams(body)) {
      const typed =
        name === 'disabled'
          ? value.split(',').filter(Boolean).map(Number)
          : /^(true|false|\d+)$/.test(value)
            ? JSON.parse(value)
            : value;
      for (const other of gossip ? origins : [origin]) state.set(other, { ...state.get(other), [name]: typed });
    }
    pending = lag;
    return { body: '' };
  };
  const each = origins.map((origin) => [`${origin} GET /settings/audit`, get] as const);
  return { ...threeNodes(), ...Object.fromEntries(each), 'GET /settings/audit': get, 'POST /settings/audit': post };
}

describe('the write', () => {
  const spec = { auditdEnabled: true, rotateInterval: 3600 };

  it('is asked of every node, then sent once through one node, guarded by the uuid as the server spells it', async () => {
    const { calls, writes, log } = await applied(spec, ['/rotateInterval'], cluster(true));
    const form = 'auditdEnabled=true&rotateInterval=3600';
    expect(calls().filter((call) => call.includes('just_validate'))).toEqual(
      ['cb1', 'cb2', 'cb3'].map((name) => `${name} POST /settings/audit?just_validate=1&uuid=${uuid} ${form}`),
    );
    expect(writes()).toEqual([`cb1 POST /settings/audit?uuid=${uuid} ${form}`]);
    const post = log.find(({ access }) => access === 'write')!;
    expect(post.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(post.timeoutMs).toBeGreaterThanOrEqual(30_000);
  });

  it('is asked about with the credentials that will write, though it is a read', async () => {
    const { log } = await applied(spec, ['/rotateInterval'], cluster(true));
    const asked = log.filter(({ url }) => url.includes('just_validate'));
    expect(asked.map(({ access }) => access)).toEqual(['read', 'read', 'read']);
    const sent = { method: 'POST', url: new URL(endpoint), headers: {}, body: '' };
    for (const { client } of asked) {
      const { authorization } = await client.authenticate(sent, 'read');
      expect(Buffer.from(authorization!.slice('Basic '.length), 'base64').toString()).toMatch(/^writer:/);
    }
  });

  it('is not sent when a node would refuse it, with status 400 or, up to 7.0, with 200', async () => {
    for (const status of [400, 200]) {
      const errors = { logPath: 'The value must be a valid directory' };
      const made = fake({
        ...cluster(true),
        'https://cb3.example.com:18091 POST /settings/audit?just_validate=1': { status, body: { errors } },
      });
      const [operation] = await operationsFor(made.session, { logPath: '/nowhere' }, ['/logPath']);
      const error = await trouble(made.session.apply(operation!, desired()));
      expect(error).toMatchObject({ code: 'AF502', trouble: 'refused' });
      expect(error.message).toContain('cb3.example.com:8091');
      expect(error.message).toContain('valid directory');
      expect(made.writes()).toEqual([]);
    }
  });

  it('surely was not sent when asking about it failed', async () => {
    const made = fake({
      ...cluster(true),
      'https://cb1.example.com:18091 POST /settings/audit?just_validate=1': {
        status: 503,
        body: 'Service is temporarily unavailable',
      },
    });
    const [operation] = await operationsFor(made.session, spec, ['/rotateInterval']);
    expect(await trouble(made.session.apply(operation!, desired()))).toMatchObject({
      trouble: 'unavailable',
      sent: 'no',
    });
    expect(made.writes()).toEqual([]);
  });

  it('is not kept back by another node that fails when asked: the receipt names it', async () => {
    const { receipt, writes } = await applied(spec, ['/rotateInterval'], {
      ...cluster(true),
      'https://cb2.example.com:18091 POST /settings/audit?just_validate=1': { status: 500, body: '' },
    });
    expect(writes()).toHaveLength(1);
    expect(receipt.note).toContain('cb2.example.com:8091');
  });

  it('is sent without asking where the server does not offer that: it judges the write itself', async () => {
    for (const reply of [
      { status: 404, body: 'Requested resource not found.' },
      { status: 405, body: 'Method Not Allowed' },
      { status: 501, body: '' },
    ]) {
      const routes = { ...cluster(true), 'POST /settings/audit?just_validate=1': reply };
      const { receipt, writes } = await applied(spec, ['/rotateInterval'], routes);
      expect(writes()).toHaveLength(1);
      expect(receipt.note).toContain('cb1.example.com:8091');
    }
  });

  it('is sent when the list of errors is empty, whatever the status', async () => {
    for (const status of [200, 400]) {
      const routes = { ...cluster(true), 'POST /settings/audit?just_validate=1': { status, body: { errors: {} } } };
      expect((await applied(spec, ['/rotateInterval'], routes)).writes()).toHaveLength(1);
    }
  });

  it('is not sent when asking about it is answered with another cluster, a missing right or a plain 400', async () => {
    for (const [reply, code] of [
      [{ status: 404, body: 'Cluster uuid does not match the requested.' }, 'AF308'],
      [{ status: 403, body: { message: 'Forbidden.', permissions: ['cluster.admin.security!write'] } }, 'AF303'],
      [{ status: 400, body: 'This http API endpoint requires enterprise edition' }, 'AF306'],
      [{ status: 400, body: 'no' }, 'AF502'],
    ] as const) {
      const made = fake({ ...cluster(true), 'POST /settings/audit?just_validate=1': reply });
      const [operation] = await operationsFor(made.session, spec, ['/rotateInterval']);
      expect((await trouble(made.session.apply(operation!, desired()))).code).toBe(code);
      expect(made.writes()).toEqual([]);
    }
  });

  it('is refused when the endpoint leads to another cluster by now', async () => {
    const made = fake({
      'GET /pools': [{ body: { uuid, isEnterprise: true } }, pools('7.6.2', { uuid: 'a'.repeat(32) })].map(
        (reply) => reply,
      ),
    });
    const [operation] = await operationsFor(made.session, spec, ['/rotateInterval']);
    made.pass(1_000);
    expect((await trouble(made.session.apply(operation!, desired()))).code).toBe('AF308');
    expect(made.writes()).toEqual([]);
  });

  it('is not sent when every node has the settings by now', async () => {
    const made = fake(cluster(true));
    const operation = {
      ...(await operationsFor(made.session, spec, ['/rotateInterval']))[0]!,
      input: { uuid, fields: { rotateInterval: 7200 } },
    };
    await made.session.apply(operation, desired());
    expect(made.writes()).toEqual([]);
  });

  it('is followed until gossip has brought it to every node', async () => {
    const { writes, slept } = await applied(spec, ['/rotateInterval'], cluster(true, {}, 3));
    expect(writes()).toHaveLength(1);
    expect(slept.length).toBeGreaterThan(0);
  });

  it('goes to each node that still lacks it after the gossip time, one write a call, so that each is announced', async () => {
    const made = fake(cluster(false), { settleMs: 60_000 });
    const [operation] = await operationsFor(made.session, spec, ['/rotateInterval']);
    const nodes = () => made.writes().map((call) => call.slice(0, 3));
    for (const [expected, said] of [
      [['cb1'], 'cb2.example.com'],
      [['cb1', 'cb2'], 'cb3.example.com'],
    ] as const) {
      const error = await made.session.apply(operation!, desired(spec)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'AF503', trouble: 'busy', message: expect.stringContaining(said) });
      expect(nodes()).toEqual(expected);
    }
    await made.session.apply(operation!, desired(spec));
    expect(nodes()).toEqual(['cb1', 'cb2', 'cb3']);
    expect(made.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(20_000);
  });

  it('goes to the node that differs when the endpoint has the settings already', async () => {
    const routes = cluster(false, { cb2: { rotateInterval: 900 } });
    const { writes } = await applied({ rotateInterval: 7200 }, ['/rotateInterval'], routes);
    expect(writes()).toEqual([`cb2 POST /settings/audit?uuid=${uuid} rotateInterval=7200`]);
  });

  it('is not taken back because reading after it fails', async () => {
    let posted = false;
    const routes: Record<string, Route> = {
      ...cluster(true),
      'POST /settings/audit': () => {
        posted = true;
        return { body: '' };
      },
      'GET /pools': () => (posted ? down() : pools('7.6.2')),
    };
    const { writes } = await applied(spec, ['/rotateInterval'], routes, 1_000);
    expect(writes()).toHaveLength(1);
  });

  it('is not followed further once reading is refused for good', async () => {
    let posted = false;
    const routes: Record<string, Route> = {
      ...cluster(true),
      'POST /settings/audit': () => {
        posted = true;
        return { body: '' };
      },
      'GET /pools': () => (posted ? { status: 403, body: {} } : pools('7.6.2')),
    };
    const { writes, slept } = await applied(spec, ['/rotateInterval'], routes);
    expect([writes().length, slept]).toEqual([1, []]);
  });

  it('is remembered where the server hides the log path, and says whom it could not ask', async () => {
    const { logPath: _, ...bare } = settings;
    const routes = {
      ...threeNodes(),
      'GET /settings/audit': { body: bare },
      'https://cb2.example.com:18091 GET /settings/audit': down,
      'https://cb3.example.com:18091 GET /settings/audit': { body: bare },
    };
    const { receipt, writes } = await applied({ logPath: '/var/log/cb/' }, ['/logPath'], routes);
    expect(writes()).toEqual([`cb1 POST /settings/audit?uuid=${uuid} logPath=%2Fvar%2Flog%2Fcb`]);
    expect(receipt.remember).toEqual({ '/logPath': '/var/log/cb' });
    expect(receipt.note).toContain('cb2.example.com:8091');
  });
});
