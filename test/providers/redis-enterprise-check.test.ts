import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Connection } from '../../src/model/manifest.ts';
import { canonicalCidr, canonicalIp, isHost } from '../../src/providers/redis-enterprise/network-address.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';
import { seedSink } from './redis-enterprise-fake.ts';

const check = (spec: JsonObject) =>
  redisEnterpriseProvider.check(spec, {}).map(({ code, severity, path }) => `${code} ${severity} ${path}`);
const item = (settings: JsonObject, more: JsonObject = {}) =>
  check({ bdbs: [{ name: 'a', audit_settings: settings, ...more }] });

describe("offline, the cluster's own validation errors are caught", () => {
  it('passes the documented examples', () => {
    expect(
      check({
        db_conns: seedSink,
        policy: { db_conns_auditing: true },
        bdbs: [{ name: '*', db_conns_auditing: true }],
      }),
    ).toEqual([]);
    expect(check({})).toEqual([]);
  });

  it.each<[string, JsonObject, string[]]>([
    ['TCP without port', { audit_protocol: 'TCP', audit_address: 'a' }, ['AF203 error /spec/db_conns']],
    [
      'TCP with host:port',
      { audit_protocol: 'TCP', audit_address: 'a:5', audit_port: 5 },
      ['AF202 error /spec/db_conns/audit_address'],
    ],
    [
      'TCP with a URL',
      { audit_protocol: 'TCP', audit_address: 'tcp://a', audit_port: 5 },
      ['AF202 error /spec/db_conns/audit_address'],
    ],
    [
      'TCP with a broken IPv4',
      { audit_protocol: 'TCP', audit_address: '10.0.0.300', audit_port: 5 },
      ['AF202 error /spec/db_conns/audit_address'],
    ],
    [
      'local with port',
      { audit_protocol: 'local', audit_address: '/a', audit_port: 5 },
      ['AF213 warning /spec/db_conns/audit_protocol', 'AF212 error /spec/db_conns/audit_port'],
    ],
    [
      'local with a host',
      { audit_protocol: 'local', audit_address: 'siem' },
      ['AF213 warning /spec/db_conns/audit_protocol', 'AF202 error /spec/db_conns/audit_address'],
    ],
    [
      'a number of attempts',
      { ...seedSink, audit_reconnect_max_attempts: 3 },
      ['AF213 warning /spec/db_conns/audit_reconnect_max_attempts'],
    ],
  ])('sink: %s', (_name, db_conns, expected) => {
    expect(check({ db_conns })).toEqual(expected);
  });

  it('nothing may audit when there is to be no sink', () => {
    expect(check({ db_conns: null, policy: { db_conns_auditing: true } })).toEqual([
      'AF212 error /spec/policy/db_conns_auditing',
    ]);
    expect(check({ db_conns: null, bdbs: [{ name: 'a', db_conns_auditing: true }] })).toEqual([
      'AF212 error /spec/bdbs/0',
    ]);
    expect(
      check({ db_conns: null, bdbs: [{ name: 'a', audit_settings: { audit_mode: 'connection_and_crud' } }] }),
    ).toEqual(['AF212 error /spec/bdbs/0']);
    expect(
      check({ db_conns: null, policy: { db_conns_auditing: false }, bdbs: [{ name: '*', db_conns_auditing: false }] }),
    ).toEqual([]);
  });

  it.each<[string, JsonObject[], string[]]>([
    ['one name twice', [{ name: 'a' }, { name: 'a' }], ['AF212 error /spec/bdbs/1']],
    ['one uid twice', [{ uid: 1 }, { uid: 1, name: 'a' }], ['AF212 error /spec/bdbs/1']],
    ['"*" twice', [{ name: '*' }, { name: '*' }], ['AF212 error /spec/bdbs/1']],
    ['"*" with uid', [{ name: '*', uid: 1 }], ['AF212 error /spec/bdbs/0/uid']],
    [
      'one name, two uids',
      [
        { name: 'a', uid: 1 },
        { name: 'a', uid: 2 },
      ],
      [],
    ],
  ])('items: %s', (_name, bdbs, expected) => {
    expect(check({ bdbs })).toEqual(expected);
  });

  it('boolean and audit_mode must agree', () => {
    expect(item({ audit_mode: 'disabled' }, { db_conns_auditing: true })).toEqual([
      'AF212 error /spec/bdbs/0/db_conns_auditing',
    ]);
    expect(item({ audit_mode: 'connection' }, { db_conns_auditing: false })).toEqual([
      'AF212 error /spec/bdbs/0/db_conns_auditing',
    ]);
    expect(item({ audit_mode: 'connection_and_crud' }, { db_conns_auditing: true })).toEqual([]);
  });

  it.each<[string, JsonObject, string[]]>([
    [
      'audit_settings_empty_filter_list',
      { username_filter: { enabled: true, usernames: [] } },
      ['AF212 error /spec/bdbs/0/audit_settings/username_filter'],
    ],
    [
      'the same for sources',
      { source_ip_filter: { enabled: true, ip_addresses: [], cidr_ranges: [] } },
      ['AF212 error /spec/bdbs/0/audit_settings/source_ip_filter'],
    ],
    [
      'audit_settings_invalid_ip_address',
      { source_ip_filter: { ip_addresses: ['10.0.0.0/8', '1.2.3', '::1'] } },
      [
        'AF202 error /spec/bdbs/0/audit_settings/source_ip_filter/ip_addresses/0',
        'AF202 error /spec/bdbs/0/audit_settings/source_ip_filter/ip_addresses/1',
      ],
    ],
    [
      'audit_settings_invalid_cidr_range',
      { source_ip_filter: { cidr_ranges: ['10.0.0.0/33', '::/128', '::/129'] } },
      [
        'AF202 error /spec/bdbs/0/audit_settings/source_ip_filter/cidr_ranges/0',
        'AF202 error /spec/bdbs/0/audit_settings/source_ip_filter/cidr_ranges/2',
      ],
    ],
    [
      'filters without command auditing',
      { audit_mode: 'connection', username_filter: { enabled: true, usernames: ['a'] } },
      ['AF213 warning /spec/bdbs/0/audit_settings'],
    ],
  ])('filters: %s', (_name, settings, expected) => {
    expect(item(settings)).toEqual(expected);
  });

  it('audit_settings_filter_list_too_large: both lists together hold 512', () => {
    const ip_addresses = Array.from({ length: 512 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    expect(item({ source_ip_filter: { ip_addresses } })).toEqual([]);
    expect(item({ source_ip_filter: { ip_addresses, cidr_ranges: ['::/0'] } })).toEqual([
      'AF202 error /spec/bdbs/0/audit_settings/source_ip_filter',
    ]);
  });
});

describe('addresses have one spelling', () => {
  it('of IPv6, IPv4 and ranges', () => {
    expect(canonicalIp('2001:DB8:0:0:0:0:0:1')).toBe('2001:db8::1');
    expect(canonicalIp('::ffff:10.0.0.1')).toBe('::ffff:a00:1');
    expect(canonicalIp('::')).toBe('::');
    expect(canonicalIp('fe80::1%eth0')).toBeNull();
    expect(canonicalCidr('10.255.255.255/12')).toBe('10.240.0.0/12');
    expect(canonicalCidr('1.2.3.4/0')).toBe('0.0.0.0/0');
    expect(canonicalCidr('1.2.3.4/32')).toBe('1.2.3.4/32');
    expect(canonicalCidr('2001:db8::ffff/33')).toBe('2001:db8::/33');
    expect(canonicalCidr('10.0.0.1')).toBeNull();
    expect(isHost('[::1]')).toBe(false);
    expect(isHost('audit-sink.example.com')).toBe(true);
  });
});

describe('identity offline', () => {
  const connection = (endpoint: Connection['endpoint']) => ({ name: 'c', endpoint }) as Connection;
  it("is the cluster's name, else the endpoint", () => {
    const identity = redisEnterpriseProvider.identity;
    expect(identity({ name: 'Redis.Example.com' }, connection('https://a:9443'))).toBe(
      'redis-enterprise/redis.example.com',
    );
    expect(identity({}, connection('https://A:9443/'))).toBe(identity({}, connection('https://a:9443')));
    expect(identity({}, connection({ fromEnv: 'X' }))).not.toBe(identity({}, connection({ fromEnv: 'Y' })));
    expect(identity({}, connection(null))).toBe('redis-enterprise/connection/c');
  });
});
