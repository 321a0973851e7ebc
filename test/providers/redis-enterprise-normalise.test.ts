import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { redisEnterpriseProvider } from '../../src/providers/redis-enterprise/index.ts';
import { bdb, bdb82, desired, fake, on82, type Route, SINK, seedSink } from './redis-enterprise-fake.ts';

async function normalise(spec: JsonObject, routes: Record<string, Route> = {}) {
  const live = await fake(routes).session.read(desired(spec));
  const result = redisEnterpriseProvider.normalise(desired(spec), live);
  const again = redisEnterpriseProvider.normalise(desired(result.document), live);
  expect(again.document).toEqual(result.document);
  return result;
}
const bdbs = (...body: JsonObject[]): Record<string, Route> => ({ 'GET /v1/bdbs': { body } });
const found = (result: { findings: readonly { code: string; severity: string; path: string }[] }) =>
  result.findings.map(({ code, severity, path }) => `${code} ${severity} ${path}`);

describe('what the manifest manages', () => {
  it('is all that the wish holds: an empty spec wishes nothing', async () => {
    expect(await normalise({})).toEqual({ document: {}, origins: {}, findings: [], labels: {} });
  });

  it('spells the sink like the live one, and null is the default', async () => {
    const sink = {
      audit_protocol: 'TCP',
      audit_address: 'SIEM.Example.com.',
      audit_port: 9,
      audit_reconnect_interval: null,
    };
    expect((await normalise({ db_conns: sink, policy: { db_conns_auditing: null } })).document).toEqual({
      db_conns: {
        audit_protocol: 'TCP',
        audit_address: 'siem.example.com',
        audit_port: 9,
        audit_reconnect_interval: 1,
      },
      policy: { db_conns_auditing: false },
    });
  });

  it('of a sink alone is noted to audit nothing, unless something is audited', async () => {
    const idle = await normalise({ db_conns: seedSink });
    expect(found(idle)).toEqual(['AF213 note /spec/db_conns']);
    const busy = bdbs(bdb(1, 'a', { db_conns_auditing: true }));
    expect(found(await normalise({ db_conns: seedSink }, busy))).toEqual([]);
    expect(found(await normalise({ db_conns: seedSink, bdbs: [{ uid: 7, db_conns_auditing: true }] }))).toEqual([]);
  });

  it('keeps null for a sink that must not be there', async () => {
    expect((await normalise({ db_conns: null })).document).toEqual({ db_conns: null });
  });
});

describe('from 8.2 only audit_settings is wished', () => {
  const mode = async (item: JsonObject, live: string) => {
    const routes = { ...on82, ...bdbs(bdb82(7, 'sessions', { audit_mode: live })) };
    const result = await normalise({ bdbs: [{ uid: 7, ...item }] }, routes);
    const [database] = result.document.bdbs as [JsonObject];
    expect(database).not.toHaveProperty('db_conns_auditing');
    return { mode: (database.audit_settings as JsonObject | undefined)?.audit_mode, origins: result.origins };
  };

  it('db_conns_auditing true is connection, false and null are disabled', async () => {
    expect((await mode({ db_conns_auditing: true }, 'disabled')).mode).toBe('connection');
    expect((await mode({ db_conns_auditing: true }, 'connection')).mode).toBe('connection');
    expect((await mode({ db_conns_auditing: false }, 'connection_and_crud')).mode).toBe('disabled');
    expect((await mode({ db_conns_auditing: null }, 'connection')).mode).toBe('disabled');
    expect((await mode({}, 'connection')).mode).toBeUndefined();
  });

  it('db_conns_auditing true never drops command auditing, audit_mode connection does when asked outright', async () => {
    expect((await mode({ db_conns_auditing: true }, 'connection_and_crud')).mode).toBe('connection_and_crud');
    expect((await mode({ audit_settings: { audit_mode: 'connection' } }, 'connection_and_crud')).mode).toBe(
      'connection',
    );
    expect(
      (await mode({ db_conns_auditing: true, audit_settings: { audit_mode: 'connection' } }, 'connection_and_crud'))
        .mode,
    ).toBe('connection');
  });

  it('points back to the boolean it came from', async () => {
    expect((await mode({ db_conns_auditing: true }, 'disabled')).origins['/bdbs/7/audit_settings/audit_mode']).toBe(
      '/spec/bdbs/0/db_conns_auditing',
    );
  });

  it('gives filters one spelling, sets sorted, null as the default', async () => {
    const audit_settings = {
      max_total_key_bytes: null,
      username_filter: { usernames: ['b', 'a'], filter_type: null },
      source_ip_filter: { ip_addresses: null, cidr_ranges: ['10.1.2.3/8', 'FD00::1/16'] },
    };
    const { document } = await normalise({ bdbs: [{ uid: 7, audit_settings }] }, on82);
    expect(document.bdbs).toEqual([
      {
        uid: 7,
        name: 'sessions',
        audit_settings: {
          max_total_key_bytes: 131072,
          username_filter: { usernames: ['a', 'b'], filter_type: 'inclusive' },
          source_ip_filter: { ip_addresses: [], cidr_ranges: ['10.0.0.0/8', 'fd00::/16'] },
        },
      },
    ]);
  });

  it('refuses a filter that would be enabled and empty once merged with the live one', async () => {
    const wish = (audit_settings: JsonObject) => normalise({ bdbs: [{ uid: 7, audit_settings }] }, on82);
    expect(found(await wish({ username_filter: { enabled: true } }))).toEqual([
      'AF402 error /spec/bdbs/0/audit_settings/username_filter',
    ]);
    expect(found(await wish({ source_ip_filter: { enabled: true } }))).toEqual([
      'AF402 error /spec/bdbs/0/audit_settings/source_ip_filter',
    ]);
    expect(found(await wish({ source_ip_filter: { enabled: true, ip_addresses: ['::1'] } }))).toEqual([]);
    const many = Array.from({ length: 500 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    const routes = {
      ...on82,
      ...bdbs(
        bdb82(7, 'x', {
          source_ip_filter: { enabled: false, ip_addresses: many, cidr_ranges: [], filter_type: 'inclusive' },
        }),
      ),
    };
    const ranges = Array.from({ length: 13 }, (_, index) => `192.168.${index}.0/24`);
    expect(
      found(
        await normalise({ bdbs: [{ uid: 7, audit_settings: { source_ip_filter: { cidr_ranges: ranges } } }] }, routes),
      ),
    ).toEqual(['AF402 error /spec/bdbs/0/audit_settings/source_ip_filter']);
  });
});

describe('below 8.2 only the boolean is wished', () => {
  it('audit_mode disabled and connection map onto it', async () => {
    const { document, origins, findings } = await normalise({
      bdbs: [
        { uid: 3, audit_settings: { audit_mode: 'connection' } },
        { uid: 7, audit_settings: { audit_mode: 'disabled' } },
      ],
    });
    expect(document.bdbs).toEqual([
      { uid: 3, name: 'cache', db_conns_auditing: true },
      { uid: 7, name: 'sessions', db_conns_auditing: false },
    ]);
    expect(origins['/bdbs/3/db_conns_auditing']).toBe('/spec/bdbs/0/audit_settings/audit_mode');
    expect(findings).toEqual([]);
  });

  it('everything newer fails at plan time, naming member and version', async () => {
    const audit_settings = {
      audit_mode: 'connection_and_crud',
      max_total_key_bytes: 1,
      username_filter: { enabled: false },
      source_ip_filter: {},
    };
    const sink = { ...seedSink, audit_queue_max_bytes: 1 };
    const result = await normalise({ db_conns: sink, bdbs: [{ uid: 7, audit_settings }] });
    expect(found(result).sort()).toEqual([
      'AF306 error /spec/bdbs/0/audit_settings/audit_mode',
      'AF306 error /spec/bdbs/0/audit_settings/max_total_key_bytes',
      'AF306 error /spec/bdbs/0/audit_settings/source_ip_filter',
      'AF306 error /spec/bdbs/0/audit_settings/username_filter',
      'AF306 error /spec/db_conns/audit_queue_max_bytes',
    ]);
    expect(result.findings.some((finding) => finding.message.includes('7.8.6-60'))).toBe(true);
    expect(result.document.db_conns).toEqual(seedSink);
  });
});

describe('removing the sink', () => {
  const auditing = bdbs(
    bdb(7, 'sessions', { db_conns_auditing: true }),
    bdb(9, 'hidden', { db_conns_auditing: true, internal: true }),
    bdb(3, 'off'),
  );

  it('is blocked by databases that this manifest does not switch off, named with uid', async () => {
    const result = await normalise({ db_conns: null }, auditing);
    expect(found(result)).toEqual(['AF401 error /spec/db_conns']);
    expect(result.findings[0]?.message).toContain('"sessions" (uid 7), "hidden" (uid 9) (internal)');
    expect(result.findings[0]?.message).not.toContain('"off"');
    const named = await normalise({ db_conns: null, bdbs: [{ uid: 7, db_conns_auditing: false }] }, auditing);
    expect(named.findings[0]?.message).not.toContain('sessions');
  });

  it('is blocked by a policy that stays on', async () => {
    const on = { 'GET /v1/cluster/policy': { body: { db_conns_auditing: true } } };
    expect(found(await normalise({ db_conns: null }, on))).toEqual(['AF401 error /spec/db_conns']);
    expect(found(await normalise({ db_conns: null, policy: { db_conns_auditing: false } }, on))).toEqual([]);
  });

  it('is no matter when there is none', async () => {
    expect(found(await normalise({ db_conns: null }, { ...auditing, [`GET ${SINK}`]: { status: 404 } }))).toEqual([]);
  });
});
