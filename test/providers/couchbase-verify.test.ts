import { describe, expect, it } from 'vitest';
import { metricValues } from '../../src/providers/couchbase/metric.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import {
  desired,
  down,
  fake,
  pools,
  release,
  type Reply,
  type Route,
  settings,
  threeNodes,
  trouble,
  uuid,
} from './couchbase-fake.ts';

const gauge = (enabled: number, dropped: number): Reply => ({
  body: `# TYPE kv_audit_enabled gauge\nkv_audit_enabled ${enabled}\nkv_audit_dropped_events ${dropped} 1732460000000\nkv_audit_enabled_other 7\n`,
});

async function verify(routes: Record<string, Route>) {
  const { session } = fake(routes);
  const live = await session.read(desired());
  const result = await session.verify(desired(), live, false);
  return { ...result, said: result.evidence.map(({ source, says }) => `${source}: ${says}`).join('\n') };
}

const off = { 'GET /settings/audit': { body: { ...settings, auditdEnabled: false } } };

describe('effective', () => {
  it('is yes when every node reports kv_audit_enabled 1', async () => {
    expect(await verify({ ...threeNodes(), 'GET /metrics': gauge(1, 0) })).toMatchObject({
      effective: 'yes',
      flowing: 'unknown',
    });
  });

  it('is no when one node reports 0', async () => {
    const routes = {
      ...threeNodes(),
      'GET /metrics': gauge(1, 0),
      'https://cb3.example.com:18091 GET /metrics': gauge(0, 0),
    };
    expect((await verify(routes)).effective).toBe('no');
  });

  it.each([
    [404, 'before 7.0'],
    [403, 'without the permission'],
    [503, 'while the node fails'],
  ])('is unknown when metrics answer %i (%s)', async (status) => {
    const result = await verify({ 'GET /metrics': { status, body: '' } });
    expect(result.effective).toBe('unknown');
    expect(result.said).toContain('no audit figures');
  });

  it('is unknown when the cluster does not tell its other nodes', async () => {
    const routes = { 'GET /metrics': gauge(1, 0), 'GET /pools/default': { status: 403, body: {} } };
    const result = await verify(routes);
    expect(result.effective).toBe('unknown');
    expect(result.said).toContain('GET /pools/default: does not tell');
  });

  it.each([
    ['an empty page', ''],
    ['another page', '<html><body>login</body></html>'],
    ['other figures', 'kv_curr_connections 4\n'],
  ])('is unknown when the metrics are %s: nothing there is not zero', async (_what, body) => {
    expect((await verify({ 'GET /metrics': { body } })).effective).toBe('unknown');
  });

  it('is unknown while a node is out of reach, or has no figures', async () => {
    const silent = {
      ...threeNodes(),
      'GET /metrics': gauge(1, 0),
      'https://cb2.example.com:18091 GET /settings/audit': down,
    };
    expect((await verify(silent)).effective).toBe('unknown');
    const mute = { ...threeNodes(), 'GET /metrics': gauge(1, 0), 'https://cb2.example.com:18091 GET /metrics': down };
    expect((await verify(mute)).effective).toBe('unknown');
  });

  it('is no when the settings say off, unknown when settings and metrics contradict', async () => {
    expect((await verify(off)).effective).toBe('no');
    expect((await verify({ ...off, 'GET /metrics': gauge(1, 0) })).effective).toBe('unknown');
  });
});

describe('flowing', () => {
  it('is no while dropped events rise between two readings', async () => {
    const result = await verify({ 'GET /metrics': [gauge(1, 5), gauge(1, 9)] });
    expect(result.flowing).toBe('no');
    expect(result.said).toContain('rising from 5');
  });

  it('does not rise when a counter is missing in one of the two readings', async () => {
    const bare = { body: 'kv_audit_enabled 1\n' };
    for (const readings of [
      [bare, gauge(1, 9)],
      [gauge(1, 9), bare],
      [gauge(1, 9), gauge(1, 0)],
    ])
      expect((await verify({ 'GET /metrics': readings })).flowing).toBe('unknown');
  });

  it('does without an event log of another shape', async () => {
    for (const body of ['<html>', { events: 'none' }, 7])
      expect((await verify({ 'GET /metrics': gauge(1, 0), 'GET /events': { body } })).effective).toBe('yes');
    const list = { body: [{ event_id: 9217 }] };
    expect((await verify({ 'GET /events': list })).said).toContain('9217 audit disabled');
  });

  it('is not asked on with a login that is refused', async () => {
    const { session } = fake({ 'GET /metrics': { status: 401, body: '' } });
    const live = await session.read(desired());
    expect((await trouble(session.verify(desired(), live, false))).code).toBe('AF302');
  });

  it('is never yes: nothing shows or counts records, whatever the event log says', async () => {
    const events = {
      body: { events: [{ event_id: 9216, component: 'security' }, { event_id: 9218 }, { event_id: 1 }] },
    };
    const result = await verify({ 'GET /metrics': gauge(1, 5), 'GET /events': events });
    expect(result.flowing).toBe('unknown');
    expect(result.said).toContain('9216 audit enabled, 9218 audit settings changed');
    expect(result.said).toContain('not proven');
  });
});

it('verifying another cluster is AF308', async () => {
  const { session } = fake();
  const live = await session.read(desired());
  expect((await trouble(session.verify(desired({}, { uuid: '0'.repeat(32) }), live, false))).code).toBe('AF308');
});

it('metrics are read with and without labels and timestamps', () => {
  const text = 'a{node="x y",b="}"} 3\na 4 1732460000000\nab 9\n# a 7\na NaN\n';
  expect(metricValues(text, 'a')).toEqual([3, 4]);
  expect(metricValues(text, 'c')).toEqual([]);
});

describe('discovery', () => {
  async function discover(routes: Record<string, Route> = {}) {
    const made = fake(routes);
    const found = [];
    for await (const item of made.session.discover()) found.push(item);
    expect(found).toHaveLength(1);
    return { ...found[0]!, session: made.session };
  }

  it('gives the one cluster, and its first plan is empty', async () => {
    const { name, target, spec, session } = await discover();
    expect(name).toBe('eu-prod');
    expect(target).toEqual({ uuid });
    const live = await session.read(desired(spec, target));
    const { document, findings } = couchbaseProvider.normalise(desired(spec, target), live);
    expect(document).toEqual(live.document);
    expect(findings).toEqual([]);
  });

  it('leaves out logPath when the server hides it, and pruneAge where there is none', async () => {
    const { logPath: _, pruneAge: __, ...old } = settings;
    const { spec } = await discover({ ...release('7.1.0-1'), 'GET /settings/audit': { body: old } });
    expect(Object.keys(spec).sort()).toEqual([
      'auditdEnabled',
      'disabled',
      'disabledUsers',
      'rotateInterval',
      'rotateSize',
    ]);
  });

  it('leaves out what nodes disagree on, and users that a list cannot express', async () => {
    expect((await discover(threeNodes({ rotateSize: 1048576 }))).spec).not.toHaveProperty('rotateSize');
    const body = { ...settings, disabledUsers: [{ name: 'cn=a,ou=b', domain: 'external' }] };
    expect((await discover({ 'GET /settings/audit': { body } })).spec).not.toHaveProperty('disabledUsers');
  });

  it('names a cluster without name by its uuid', async () => {
    const { name } = await discover({
      'GET /pools/default': { body: { nodes: [{ hostname: 'cb1:8091', clusterMembership: 'active' }] } },
    });
    expect(name).toBe('couchbase-0f0e0d0c');
  });

  it('has nothing to offer on Community Edition', async () => {
    const { session } = fake({ 'GET /pools': pools('7.6.2', { isEnterprise: false }) });
    expect((await trouble(session.discover()[Symbol.asyncIterator]().next())).code).toBe('AF306');
  });
});
