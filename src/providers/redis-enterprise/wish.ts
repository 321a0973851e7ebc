import type { JsonPointer } from '../../model/pointer.ts';
import type {
  AuditSettings,
  RedisEnterpriseSpec,
  SourceIpFilter as SourceIpWish,
  UsernameFilter as UsernameWish,
} from '../../schema/generated/redis-enterprise.ts';
import type { Finding } from '../provider.ts';
import type { BdbItem } from './covers.ts';
import {
  type Database,
  type Mode,
  present,
  type Settings,
  settingsDefaults,
  type Sink,
  sinkDefaults,
  type SourceIpFilter,
  type UsernameFilter,
} from './document.ts';
import { error } from './finding.ts';
import { canonicalHost } from './network-address.ts';
import { sortedCidrs, sortedIps, sortedTexts } from './sorted-set.ts';

/** Undefined stays undefined (not managed); null is the vendor's default. */
function or<T>(value: T | null | undefined, byDefault: T): T | undefined {
  return value === null ? byDefault : value;
}

/** The sink's members that the manifest manages, in normal form. */
export function sinkWish(sink: NonNullable<RedisEnterpriseSpec['db_conns']>, withQueue: boolean): Sink {
  const tcp = sink.audit_protocol === 'TCP';
  return present({
    audit_protocol: sink.audit_protocol,
    audit_address: tcp ? canonicalHost(sink.audit_address) : sink.audit_address.trim(),
    audit_port: tcp ? sink.audit_port : undefined,
    audit_reconnect_interval: or(sink.audit_reconnect_interval, sinkDefaults.audit_reconnect_interval),
    audit_reconnect_max_attempts: or(sink.audit_reconnect_max_attempts, sinkDefaults.audit_reconnect_max_attempts),
    audit_queue_max_bytes: withQueue ? or(sink.audit_queue_max_bytes, sinkDefaults.audit_queue_max_bytes) : undefined,
  });
}

/** The mode that an item asks for outright: `audit_mode` before the boolean, as the vendor has it. */
export function askedMode(item: BdbItem): Mode | undefined {
  const mode = or(item.audit_settings?.audit_mode, 'disabled');
  if (mode !== undefined) return mode;
  const legacy = or(item.db_conns_auditing, false);
  return legacy === undefined ? undefined : legacy ? 'connection' : 'disabled';
}

/**
 * From 8.2. `db_conns_auditing: true` means "at least connections": a database that audits commands too keeps doing
 * so, because the boolean would silently reduce it (8.2 release notes: true is `connection`).
 */
export function settingsWish(item: BdbItem, live: Database): Settings {
  const fromBoolean = item.audit_settings?.audit_mode === undefined && item.db_conns_auditing === true;
  const kept = fromBoolean && live.audit_settings?.audit_mode === 'connection_and_crud';
  const wish: AuditSettings = item.audit_settings ?? {};
  return present({
    audit_mode: kept ? ('connection_and_crud' as const) : askedMode(item),
    max_total_key_bytes: or(wish.max_total_key_bytes, settingsDefaults.max_total_key_bytes),
    username_filter: wish.username_filter && usernameFilterWish(wish.username_filter),
    source_ip_filter: wish.source_ip_filter && sourceIpFilterWish(wish.source_ip_filter),
  });
}

function usernameFilterWish(wish: UsernameWish): UsernameFilter {
  const usernames = or(wish.usernames, []);
  return present({
    enabled: or(wish.enabled, false),
    usernames: usernames && sortedTexts(usernames),
    filter_type: or(wish.filter_type, 'inclusive' as const),
    allow_while_username_unknown: or(wish.allow_while_username_unknown, false),
  });
}

function sourceIpFilterWish(wish: SourceIpWish): SourceIpFilter {
  const addresses = or(wish.ip_addresses, []);
  const ranges = or(wish.cidr_ranges, []);
  return present({
    enabled: or(wish.enabled, false),
    ip_addresses: addresses && sortedIps(addresses),
    cidr_ranges: ranges && sortedCidrs(ranges),
    filter_type: or(wish.filter_type, 'inclusive' as const),
  });
}

/** Below 8.2 only `disabled` and `connection` can be said, as the boolean; AF306 for the rest. */
export function legacyWish(item: BdbItem, at: JsonPointer, version: string | null) {
  const here = version === null ? 'this cluster' : `this cluster (${version})`;
  const unknown = (path: JsonPointer, what: string): Finding =>
    error(
      'AF306',
      path,
      `${what} came with 8.2; ${here} knows only db_conns_auditing.`,
      'Remove it, or upgrade every node to 8.2.',
    );
  const settings = item.audit_settings ?? {};
  const findings = Object.keys(settings)
    .filter((key) => key !== 'audit_mode')
    .map((key) => unknown(`${at}/audit_settings/${key}`, key));
  const mode = askedMode(item);
  if (mode === 'connection_and_crud') {
    findings.push(unknown(`${at}/audit_settings/audit_mode`, 'audit_mode connection_and_crud'));
  }
  const flag = mode === undefined ? undefined : mode !== 'disabled';
  return { wish: present({ db_conns_auditing: flag }), findings };
}
