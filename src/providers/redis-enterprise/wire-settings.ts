import { type JsonObject, member } from '../../model/json.ts';
import {
  type Mode,
  present,
  type Settings,
  settingsDefaults,
  type SourceIpFilter,
  type UsernameFilter,
} from './document.ts';
import { flag, maybe, objectOf, odd, oneOf, texts, whole } from './field.ts';
import { sortedCidrs, sortedIps, sortedTexts } from './sorted-set.ts';

const mode = oneOf<Mode>(['disabled', 'connection', 'connection_and_crud']);
const filterType = oneOf(['inclusive', 'exclusive']);

export interface SettingsReply {
  readonly settings: Settings;
  /** Members that the answer left out and whose documented default was taken, such as `username_filter/enabled`. */
  readonly assumed: readonly string[];
}

/**
 * `audit_settings` of one database from 8.2. Without it the deprecated boolean tells the mode (8.2 release notes:
 * true is `connection`); of other members that are not reported the documented default counts, as it does for the sink.
 */
export function settingsOf(database: JsonObject, source: string): SettingsReply {
  const value = member(database, 'audit_settings');
  const audit_mode = modeOf(database, source);
  const given = value === undefined || value === null ? {} : objectOf(value, source, 'audit_settings');
  const users = usernameFilterOf(member(given, 'username_filter'), source);
  const sources = sourceIpFilterOf(member(given, 'source_ip_filter'), source);
  const bytes = maybe(whole, given, 'max_total_key_bytes', source);
  return {
    settings: {
      audit_mode,
      max_total_key_bytes: bytes ?? settingsDefaults.max_total_key_bytes,
      username_filter: { ...settingsDefaults.username_filter, ...users },
      source_ip_filter: { ...settingsDefaults.source_ip_filter, ...sources },
    },
    assumed: [
      ...(bytes === undefined ? ['max_total_key_bytes'] : []),
      ...absent('username_filter', settingsDefaults.username_filter, users),
      ...absent('source_ip_filter', settingsDefaults.source_ip_filter, sources),
    ],
  };
}

function absent(filter: string, known: object, given: object | undefined): readonly string[] {
  return Object.keys(known)
    .filter((key) => given === undefined || !Object.hasOwn(given, key))
    .map((key) => `${filter}/${key}`);
}

/**
 * `audit_settings.audit_mode` wins over the boolean (audit-events page), which alone counts where there are no
 * `audit_settings`: it cannot tell the two modes apart that record. AF304 when neither is there.
 */
function modeOf(database: JsonObject, source: string): Mode {
  const settings = member(database, 'audit_settings');
  if (settings !== undefined && settings !== null) {
    const found = maybe(mode, objectOf(settings, source, 'audit_settings'), 'audit_mode', source);
    if (found === undefined) throw odd(source, 'audit_settings.audit_mode is missing');
    return found;
  }
  const legacy = maybe(flag, database, 'db_conns_auditing', source);
  if (legacy === undefined) throw odd(source, 'neither audit_settings.audit_mode nor db_conns_auditing is there');
  return legacy ? 'connection' : 'disabled';
}

function usernameFilterOf(value: unknown, source: string): UsernameFilter | undefined {
  if (value === undefined) return undefined;
  const filter = objectOf(value, source, 'username_filter');
  const usernames = maybe(texts, filter, 'usernames', source);
  return present({
    enabled: maybe(flag, filter, 'enabled', source),
    usernames: usernames && sortedTexts(usernames),
    filter_type: maybe(filterType, filter, 'filter_type', source),
    allow_while_username_unknown: maybe(flag, filter, 'allow_while_username_unknown', source),
  });
}

function sourceIpFilterOf(value: unknown, source: string): SourceIpFilter | undefined {
  if (value === undefined) return undefined;
  const filter = objectOf(value, source, 'source_ip_filter');
  const addresses = maybe(texts, filter, 'ip_addresses', source);
  const ranges = maybe(texts, filter, 'cidr_ranges', source);
  return present({
    enabled: maybe(flag, filter, 'enabled', source),
    ip_addresses: addresses && sortedIps(addresses),
    cidr_ranges: ranges && sortedCidrs(ranges),
    filter_type: maybe(filterType, filter, 'filter_type', source),
  });
}
