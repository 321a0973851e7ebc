import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/manifest.ts';
import { diff } from '../../src/pipeline/diff.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';
import { address, bdb, bdb82, desired, fake, on82, type Route, SINK, seedSink } from './redis-enterprise-fake.ts';

/** `path direction` of each change. */
async function directions(spec: JsonObject, routes: Record<string, Route>): Promise<readonly string[]> {
  const live = await fake(routes).session.read(desired(spec));
  const target = {
    ...desired(spec),
    kind: 'RedisEnterpriseCluster',
    waivers: [],
    locate: () => ({ file: 'm.yaml', line: 1, column: 1 }),
  } as unknown as Target;
  const { changes } = diff(target, live, redisEnterpriseProvider.normalise(desired(spec), live), {});
  expect(changes.every(({ id }) => id.startsWith(`${address}#`))).toBe(true);
  return changes.map(({ path, direction }) => `${path} ${direction}`);
}

const { audit_protocol, audit_address, audit_port } = seedSink;
const here = { audit_protocol, audit_address, audit_port };
const live = (sink: JsonObject): Record<string, Route> => ({ [`GET ${SINK}`]: { body: { ...seedSink, ...sink } } });

it.each<[string, JsonObject | null, Record<string, Route>, string[]]>([
  ['a first sink strengthens', here, { [`GET ${SINK}`]: { status: 404 } }, ['/db_conns strengthens']],
  ['a sink removed weakens', null, {}, ['/db_conns weakens']],
  ['another host is for a person to judge', { ...here, audit_address: 'b' }, {}, ['/db_conns/audit_address unknown']],
  ['another port is for a person to judge', { ...here, audit_port: 9 }, {}, ['/db_conns/audit_port unknown']],
  [
    'a file on each node weakens',
    { audit_protocol: 'local', audit_address: '/a' },
    {},
    ['/db_conns/audit_address unknown', '/db_conns/audit_protocol weakens'],
  ],
  [
    'giving up weakens',
    { ...here, audit_reconnect_max_attempts: 5 },
    {},
    ['/db_conns/audit_reconnect_max_attempts weakens'],
  ],
  [
    'never giving up strengthens',
    { ...here, audit_reconnect_max_attempts: 0 },
    live({ audit_reconnect_max_attempts: 5 }),
    ['/db_conns/audit_reconnect_max_attempts strengthens'],
  ],
  [
    'giving up later strengthens',
    { ...here, audit_reconnect_max_attempts: 9 },
    live({ audit_reconnect_max_attempts: 5 }),
    ['/db_conns/audit_reconnect_max_attempts strengthens'],
  ],
  [
    'trying less often weakens',
    { ...here, audit_reconnect_interval: 9 },
    {},
    ['/db_conns/audit_reconnect_interval weakens'],
  ],
  ['a shorter queue weakens', { ...here, audit_queue_max_bytes: 1 }, on82, ['/db_conns/audit_queue_max_bytes weakens']],
])('sink: %s', async (_name, db_conns, routes, expected) => {
  expect(await directions({ db_conns }, routes)).toEqual(expected);
});

it('policy and databases: on strengthens, off weakens', async () => {
  for (const [wanted, word] of [
    [true, 'strengthens'],
    [false, 'weakens'],
  ] as const) {
    const routes = {
      'GET /v1/cluster/policy': { body: { db_conns_auditing: !wanted } },
      'GET /v1/bdbs': { body: [bdb(7, 'a', { db_conns_auditing: !wanted })] },
    };
    const spec = { policy: { db_conns_auditing: wanted }, bdbs: [{ name: '*', db_conns_auditing: wanted }] };
    expect(await directions(spec, routes)).toEqual([
      `/bdbs/7/db_conns_auditing ${word}`,
      `/policy/db_conns_auditing ${word}`,
    ]);
  }
});

const users = { enabled: true, usernames: ['a'], filter_type: 'inclusive', allow_while_username_unknown: true };
const sources = { enabled: true, ip_addresses: ['10.0.0.1'], cidr_ranges: ['10.1.0.0/16'], filter_type: 'inclusive' };
const excluding = { ...users, filter_type: 'exclusive' };

it.each<[string, JsonObject, JsonObject, string[]]>([
  ['fewer commands', { audit_mode: 'connection' }, {}, ['audit_mode weakens']],
  ['none at all', { audit_mode: 'disabled' }, {}, ['audit_mode weakens']],
  ['fewer key bytes', { max_total_key_bytes: 1 }, {}, ['max_total_key_bytes weakens']],
  ['more key bytes', { max_total_key_bytes: 131073 }, {}, ['max_total_key_bytes strengthens']],
  [
    'a filter switched on narrows',
    { username_filter: { enabled: true } },
    { username_filter: { ...users, enabled: false } },
    ['username_filter/enabled weakens'],
  ],
  [
    'a filter switched off widens',
    { source_ip_filter: { enabled: false } },
    { source_ip_filter: sources },
    ['source_ip_filter/enabled strengthens'],
  ],
  [
    'one more of those that alone are recorded',
    { username_filter: { usernames: ['a', 'b'] } },
    { username_filter: users },
    ['username_filter/usernames/b strengthens'],
  ],
  [
    'one more of those that are left out',
    { username_filter: { usernames: ['a', 'b'] } },
    { username_filter: excluding },
    ['username_filter/usernames/b weakens'],
  ],
  [
    'one fewer of those that are left out',
    { username_filter: { usernames: ['a'] } },
    { username_filter: { ...excluding, usernames: ['a', 'b'] } },
    ['username_filter/usernames/b strengthens'],
  ],
  [
    'a range fewer of those that alone are recorded',
    { source_ip_filter: { cidr_ranges: [] } },
    { source_ip_filter: sources },
    ['source_ip_filter/cidr_ranges/10.1.0.0~116 weakens'],
  ],
  [
    'a filter turned round',
    { username_filter: { filter_type: 'exclusive' } },
    { username_filter: users },
    ['username_filter/filter_type weakens'],
  ],
  [
    'commands before the user is known no longer',
    { username_filter: { allow_while_username_unknown: false } },
    { username_filter: users },
    ['username_filter/allow_while_username_unknown weakens'],
  ],
])('commands: %s', async (_name, audit_settings, settings, expected) => {
  const body = [bdb82(7, 'a', { audit_mode: 'connection_and_crud', ...settings })];
  const found = await directions({ bdbs: [{ uid: 7, audit_settings }] }, { ...on82, 'GET /v1/bdbs': { body } });
  expect(found).toEqual(expected.map((change) => `/bdbs/7/audit_settings/${change}`));
});

it('filters are neutral where no commands were recorded: command auditing that begins narrowed takes nothing away', async () => {
  const audit_settings = { audit_mode: 'connection_and_crud', username_filter: excluding, max_total_key_bytes: 1 };
  const body = [bdb82(7, 'a', { audit_mode: 'connection' })];
  const found = await directions({ bdbs: [{ uid: 7, audit_settings }] }, { ...on82, 'GET /v1/bdbs': { body } });
  const [mode, ...others] = found.map((change) => change.replace('/bdbs/7/audit_settings/', ''));
  expect(mode).toBe('audit_mode strengthens');
  expect(others.length).toBeGreaterThan(2);
  expect(others.filter((change) => !change.endsWith(' neutral'))).toEqual([]);
});
