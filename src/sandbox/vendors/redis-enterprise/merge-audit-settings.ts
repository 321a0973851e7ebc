import { isIP } from 'node:net';
import { isObject } from './call.ts';
import { invalidSchema, type Refusal, undocumentedRefusal } from './refusal.ts';
import { AUDIT_SETTINGS_SCHEMA, schemaFault } from './settings-schema.ts';
import type { RedisAuditSettings, RedisQuirks } from './state.ts';

const MOST_ENTRIES = 512;

/** A PUT's `audit_settings` against the schema alone. */
export function checkSettingsSchema(given: unknown, { oversizedArray }: RedisQuirks): void {
  const fault = schemaFault(AUDIT_SETTINGS_SCHEMA, given, 'audit_settings');
  if (fault === null) return;
  if (fault.tooLong && oversizedArray !== 'invalid_schema') throw undocumentedRefusal(406, oversizedArray, fault.text);
  throw invalidSchema(fault.text);
}

/** Members that were not sent stay; an array that was sent replaces the old one (audit events page, 8.2). */
export function mergeAuditSettings(current: RedisAuditSettings, given: unknown): RedisAuditSettings {
  const merged = merge(current, given) as RedisAuditSettings;
  const fault = contentFault(merged);
  if (fault !== null) throw fault;
  return merged;
}

function merge(current: unknown, given: unknown): unknown {
  if (!isObject(current) || !isObject(given)) return given;
  const entries = Object.entries(given).map(([key, value]) => [key, merge(current[key], value)]);
  return { ...current, ...Object.fromEntries(entries) };
}

/** The codes are documented, their status is not. */
function contentFault({ username_filter: users, source_ip_filter: sources }: RedisAuditSettings): Refusal | null {
  const addresses = [...sources.ip_addresses, ...sources.cidr_ranges];
  if (addresses.length > MOST_ENTRIES) return fault('audit_settings_filter_list_too_large', 'Too many filter entries');
  if (!users.usernames.every(isUsername)) return invalidSchema('usernames holds an invalid name');
  if (!sources.ip_addresses.every(isAddress)) {
    return fault('audit_settings_invalid_ip_address', 'ip_addresses holds an invalid address');
  }
  if (!sources.cidr_ranges.every(isCidr)) {
    return fault('audit_settings_invalid_cidr_range', 'cidr_ranges holds an invalid range');
  }
  const empty = (users.enabled && users.usernames.length === 0) || (sources.enabled && addresses.length === 0);
  return empty ? fault('audit_settings_empty_filter_list', 'An enabled filter needs at least one entry') : null;
}

function fault(code: string, text: string): Refusal {
  return undocumentedRefusal(406, code, text);
}

function isUsername(text: string): boolean {
  return /^[ -~]{1,255}$/.test(text) && !/[&<>"]/.test(text);
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const longest = isIP(address) === 4 ? 32 : 128;
  return rest.length === 0 && isAddress(address) && /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= longest;
}
