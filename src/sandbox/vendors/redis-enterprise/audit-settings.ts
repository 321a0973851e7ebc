import { isIP } from 'node:net';
import type { RedisBdb } from './state.ts';

/** A refused audit_settings member. */
export interface BadSettings {
  readonly code: string;
  readonly description: string;
}

const MODES = ['disabled', 'connection', 'connection_and_crud'];
const TYPES = ['inclusive', 'exclusive'];
const MAX_ENTRIES = 512;

/** What audit_settings looks like in answers. */
export function shownSettings(bdb: RedisBdb): Record<string, unknown> {
  return {
    audit_mode: bdb.auditMode,
    max_total_key_bytes: bdb.maxTotalKeyBytes,
    username_filter: { ...bdb.usernameFilter },
    source_ip_filter: { ...bdb.sourceIpFilter },
  };
}

/** Deep merge of a PUT's audit_settings over the database's own, checked. Arrays are taken whole. */
export function mergedSettings(bdb: RedisBdb, given: unknown): Record<string, unknown> | BadSettings {
  const current = shownSettings(bdb);
  const wrong = shapeFault(given, current);
  if (wrong !== null) return { code: 'invalid_schema', description: wrong };
  const change = given as Record<string, Record<string, unknown>>;
  const merged: Record<string, unknown> = { ...current, ...change };
  for (const filter of ['username_filter', 'source_ip_filter']) merged[filter] = { ...(current[filter] as object), ...change[filter] };
  return contentFault(merged) ?? merged;
}

function shapeFault(given: unknown, form: Record<string, unknown>): string | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'an object is expected';
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(form, key)) return `Additional properties are not allowed ('${key}')`;
    const expected = form[key];
    if (Array.isArray(expected)) {
      if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return `${key} must be an array of strings`;
    } else if (typeof expected === 'object') {
      const inner = shapeFault(value, expected as Record<string, unknown>);
      if (inner !== null) return inner;
    } else if (typeof value !== typeof expected || (typeof value === 'number' && (!Number.isInteger(value) || value < 0))) return `${key} is not valid`;
    if (key === 'audit_mode' && !MODES.includes(value as string)) return 'audit_mode is not valid';
    if (key === 'filter_type' && !TYPES.includes(value as string)) return 'filter_type is not valid';
  }
  return null;
}

function contentFault(settings: Record<string, unknown>): BadSettings | null {
  const users = settings.username_filter as RedisBdb['usernameFilter'];
  const addresses = settings.source_ip_filter as RedisBdb['sourceIpFilter'];
  if (users.usernames.length > MAX_ENTRIES || addresses.ip_addresses.length + addresses.cidr_ranges.length > MAX_ENTRIES) return { code: 'audit_settings_filter_list_too_large', description: 'too many entries' };
  if (users.usernames.some((name) => !/^[ -~]{1,255}$/.test(name) || /[&<>"]/.test(name))) return { code: 'invalid_schema', description: 'usernames holds an invalid name' };
  if (addresses.ip_addresses.some((address) => isIP(address) === 0)) return { code: 'audit_settings_invalid_ip_address', description: 'ip_addresses holds an invalid address' };
  if (addresses.cidr_ranges.some((range) => !isCidr(range))) return { code: 'audit_settings_invalid_cidr_range', description: 'cidr_ranges holds an invalid range' };
  const emptyUsers = users.enabled && users.usernames.length === 0;
  const emptyAddresses = addresses.enabled && addresses.ip_addresses.length + addresses.cidr_ranges.length === 0;
  return emptyUsers || emptyAddresses ? { code: 'audit_settings_empty_filter_list', description: 'an enabled filter needs entries' } : null;
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const family = isIP(address);
  return rest.length === 0 && family !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

export function isBad(settings: Record<string, unknown> | BadSettings): settings is BadSettings {
  return 'code' in settings;
}
