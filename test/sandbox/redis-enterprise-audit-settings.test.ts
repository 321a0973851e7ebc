import { describe, expect, it } from 'vitest';
import { redisSandbox, refused, SETTLE_MS } from './redis-enterprise-sandbox.ts';

type Sandbox = ReturnType<typeof redisSandbox>;
const addresses = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index >> 8}.${index & 255}`);

async function put(sandbox: Sandbox, body: object): Promise<string> {
  const answer = refused(await sandbox.call('PUT', '/v1/bdbs/2', { body }));
  sandbox.wait(SETTLE_MS);
  return answer;
}

const settings = (sandbox: Sandbox, audit_settings: object) => put(sandbox, { audit_settings });

describe('audit_settings', () => {
  it('merge deeply, and arrays replace arrays', async () => {
    const sandbox = redisSandbox();
    const before = sandbox.database(2).auditSettings;
    await settings(sandbox, { username_filter: { enabled: true, usernames: ['a', 'b'] } });
    await settings(sandbox, { audit_mode: 'connection_and_crud', username_filter: { usernames: ['c'] } });
    expect(sandbox.database(2).auditSettings).toEqual({
      ...before,
      audit_mode: 'connection_and_crud',
      username_filter: { ...before.username_filter, enabled: true, usernames: ['c'] },
    });
  });

  it('refuse unknown members, wrong types and unknown words as invalid_schema', async () => {
    const wrong: object[] = [
      { mode: 'connection' },
      { audit_mode: 'Connection' },
      { audit_mode: true },
      { max_total_key_bytes: -1 },
      { max_total_key_bytes: 1.5 },
      { max_total_key_bytes: '1' },
      { username_filter: null },
      { username_filter: [] },
      { username_filter: { usernames: 'a' } },
      { username_filter: { usernames: [1] } },
      { username_filter: { filter_type: 'other' } },
      { username_filter: { enabled: 1 } },
      { username_filter: { allow_while_username_unknown: 'no' } },
      { username_filter: { ip_addresses: [] } },
      { source_ip_filter: { constructor: 1 } },
      { source_ip_filter: { filter_type: '' } },
    ];
    const sandbox = redisSandbox();
    for (const part of wrong) expect(await settings(sandbox, part), JSON.stringify(part)).toBe('400 invalid_schema');
    expect(sandbox.state().log).toEqual([]);
  });

  it('refuse names that are empty, over 255 characters, not printable ASCII, or hold & < > "', async () => {
    const sandbox = redisSandbox();
    for (const name of ['', 'x'.repeat(256), 'ü', 'a\tb', 'a&b', '<a', 'a>', '"']) {
      expect(await settings(sandbox, { username_filter: { usernames: [name] } }), name).toBe('400 invalid_schema');
    }
    const fitting = { username_filter: { usernames: ['x'.repeat(255), "it's me"] } };
    expect(await settings(sandbox, fitting)).toBe('200');
  });

  it('refuse addresses with a prefix, a zone or nonsense', async () => {
    const sandbox = redisSandbox();
    for (const address of ['10.0.0.0/8', '10.0.0', 'host', '', 'fe80::1%eth0']) {
      const answer = await settings(sandbox, { source_ip_filter: { ip_addresses: [address] } });
      expect(answer, address).toBe('406 audit_settings_invalid_ip_address');
    }
    expect(await settings(sandbox, { source_ip_filter: { ip_addresses: ['10.0.0.1', '2001:db8::1'] } })).toBe('200');
  });

  it('refuse ranges without a prefix, or with one too long', async () => {
    const sandbox = redisSandbox();
    for (const range of ['10.0.0.1', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/08', 'x/8']) {
      const answer = await settings(sandbox, { source_ip_filter: { cidr_ranges: [range] } });
      expect(answer, range).toBe('406 audit_settings_invalid_cidr_range');
    }
    expect(
      await settings(sandbox, { source_ip_filter: { cidr_ranges: ['10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0'] } }),
    ).toBe('200');
  });

  it('refuse an enabled filter without entries, judged on the merged whole', async () => {
    const sandbox = redisSandbox();
    const code = '406 audit_settings_empty_filter_list';
    expect(await settings(sandbox, { username_filter: { enabled: true } })).toBe(code);
    expect(await settings(sandbox, { source_ip_filter: { enabled: true } })).toBe(code);
    expect(await settings(sandbox, { source_ip_filter: { enabled: true, cidr_ranges: ['10.0.0.0/8'] } })).toBe('200');
    expect(await settings(sandbox, { source_ip_filter: { cidr_ranges: [] } })).toBe(code);
    expect(await settings(sandbox, { username_filter: { usernames: ['a'] } })).toBe('200');
    expect(await settings(sandbox, { username_filter: { enabled: true } })).toBe('200');
  });

  it('refuse both address lists over 512 together', async () => {
    const sandbox = redisSandbox();
    const lists = (count: number) => ({
      source_ip_filter: { ip_addresses: addresses(count), cidr_ranges: ['10.0.0.0/8'] },
    });
    expect(await settings(sandbox, lists(511))).toBe('200');
    expect(await settings(sandbox, lists(512))).toBe('406 audit_settings_filter_list_too_large');
  });

  it('refuse one array over 512 with the code that oversizedArray names', async () => {
    const sandbox = redisSandbox();
    const users = { username_filter: { usernames: addresses(513) } };
    expect(await settings(sandbox, users)).toBe('400 invalid_schema');
    sandbox.quirk('oversizedArray', 'audit_settings_filter_list_too_large');
    expect(await settings(sandbox, users)).toBe('406 audit_settings_filter_list_too_large');
    expect(await settings(sandbox, { username_filter: { usernames: addresses(512) } })).toBe('200');
  });
});

describe('the old boolean on 8.2', () => {
  it('stands for connection and disabled', async () => {
    const sandbox = redisSandbox();
    await put(sandbox, { db_conns_auditing: true });
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('connection');
    await put(sandbox, { db_conns_auditing: false });
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('disabled');
  });

  it('gives way to audit_mode when both are sent, but not to settings without a mode', async () => {
    const sandbox = redisSandbox();
    await put(sandbox, { db_conns_auditing: false, audit_settings: { audit_mode: 'connection_and_crud' } });
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('connection_and_crud');
    await put(sandbox, { db_conns_auditing: false, audit_settings: { max_total_key_bytes: 0 } });
    expect(sandbox.database(2).auditSettings).toMatchObject({ audit_mode: 'disabled', max_total_key_bytes: 0 });
  });

  it('drops command auditing, or keeps it under legacyTrueOnCrud', async () => {
    const sandbox = redisSandbox();
    const crud = { audit_mode: 'connection_and_crud' };
    await settings(sandbox, crud);
    await put(sandbox, { db_conns_auditing: true });
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('connection');
    sandbox.quirk('legacyTrueOnCrud', 'keeps');
    await settings(sandbox, crud);
    await put(sandbox, { db_conns_auditing: true });
    expect(sandbox.database(2).auditSettings.audit_mode).toBe('connection_and_crud');
  });
});
