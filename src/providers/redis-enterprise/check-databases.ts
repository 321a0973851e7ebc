import type { JsonPointer } from '../../model/pointer.ts';
import type { AuditSettings, SourceIpFilter, UsernameFilter } from '../../schema/generated/redis-enterprise.ts';
import type { Finding } from '../provider.ts';
import { type BdbItem, EVERY, namesOne } from './covers.ts';
import { MOST_SOURCES } from './filters.ts';
import { error, warning } from './finding.ts';
import { canonicalCidr, canonicalIp } from './network-address.ts';

/** Items that stand for one database twice, that contradict themselves, or that the cluster would refuse. */
export function checkDatabases(items: readonly BdbItem[]): readonly Finding[] {
  return items.flatMap((item, index) => {
    const at = `/spec/bdbs/${index}`;
    const earlier = items.slice(0, index);
    return [
      ...checkIdentity(item, earlier, at),
      ...checkMode(item, at),
      ...checkSettings(item.audit_settings ?? {}, at),
    ];
  });
}

function checkIdentity(item: BdbItem, earlier: readonly BdbItem[], at: JsonPointer): readonly Finding[] {
  if (!namesOne(item) && item.uid !== undefined) {
    return [
      error(
        'AF212',
        `${at}/uid`,
        `name "${EVERY}" stands for many databases and takes no uid.`,
        "Remove uid, or give the database's name.",
      ),
    ];
  }
  const sameUid = item.uid !== undefined && earlier.some((other) => other.uid === item.uid);
  const bothByName = (other: BdbItem) => other.name === item.name && other.uid === undefined;
  const sameName = item.uid === undefined && earlier.some(bothByName);
  if (!sameUid && !sameName) return [];
  const what = sameUid ? `uid ${item.uid}` : `name "${item.name}"`;
  return [error('AF212', at, `Another item has ${what} already.`, 'Merge the two items.')];
}

function checkMode(item: BdbItem, at: JsonPointer): readonly Finding[] {
  const mode = item.audit_settings?.audit_mode;
  const legacy = item.db_conns_auditing;
  if (mode === undefined || legacy === undefined || (legacy ?? false) === ((mode ?? 'disabled') !== 'disabled'))
    return [];
  const message = `db_conns_auditing ${legacy ?? false} contradicts audit_settings.audit_mode ${mode ?? 'disabled'}.`;
  return [error('AF212', `${at}/db_conns_auditing`, message, 'Keep one of the two.')];
}

function checkSettings(settings: AuditSettings, at: JsonPointer): readonly Finding[] {
  const path = `${at}/audit_settings`;
  const users = settings.username_filter;
  const sources = settings.source_ip_filter;
  const idle = settings.audit_mode !== undefined && settings.audit_mode !== 'connection_and_crud';
  const findings: Finding[] = [];
  if (idle && (users?.enabled === true || sources?.enabled === true)) {
    findings.push(
      warning(
        'AF213',
        path,
        `Filters have no effect with audit_mode ${settings.audit_mode ?? 'disabled'}: they narrow commands only.`,
        'Set audit_mode to connection_and_crud, or remove the filters.',
      ),
    );
  }
  if (users !== undefined) findings.push(...checkUsernames(users, `${path}/username_filter`));
  if (sources !== undefined) findings.push(...checkSources(sources, `${path}/source_ip_filter`));
  return findings;
}

/** audit_settings_empty_filter_list. */
function empty(path: JsonPointer, lists: string): Finding {
  return error(
    'AF212',
    path,
    `The filter is enabled, but ${lists} hold nothing.`,
    'Give it an entry, or enabled: false.',
  );
}

function isEmptied(list: readonly string[] | null | undefined): boolean {
  return list === null || list?.length === 0;
}

function checkUsernames(filter: UsernameFilter, path: JsonPointer): readonly Finding[] {
  return filter.enabled === true && isEmptied(filter.usernames) ? [empty(path, 'usernames')] : [];
}

/** audit_settings_invalid_ip_address, audit_settings_invalid_cidr_range, audit_settings_filter_list_too_large. */
function checkSources(filter: SourceIpFilter, path: JsonPointer): readonly Finding[] {
  const addresses = filter.ip_addresses ?? [];
  const ranges = filter.cidr_ranges ?? [];
  const findings: Finding[] = [];
  if (filter.enabled === true && isEmptied(filter.ip_addresses) && isEmptied(filter.cidr_ranges)) {
    findings.push(empty(path, 'ip_addresses and cidr_ranges'));
  }
  if (addresses.length + ranges.length > MOST_SOURCES) {
    findings.push(
      error(
        'AF202',
        path,
        `ip_addresses and cidr_ranges hold ${addresses.length + ranges.length} entries; ${MOST_SOURCES} together is the most.`,
        'Remove some, or put neighbouring addresses into one range.',
      ),
    );
  }
  addresses.forEach((address, index) => {
    if (canonicalIp(address) === null)
      findings.push(
        error(
          'AF202',
          `${path}/ip_addresses/${index}`,
          `"${address}" is no IPv4 or IPv6 address.`,
          'Write an address alone, such as 10.0.0.1; ranges belong into cidr_ranges.',
        ),
      );
  });
  ranges.forEach((range, index) => {
    if (canonicalCidr(range) === null)
      findings.push(
        error(
          'AF202',
          `${path}/cidr_ranges/${index}`,
          `"${range}" is no IPv4 or IPv6 range.`,
          'Write a range such as 10.0.0.0/8; single addresses belong into ip_addresses.',
        ),
      );
  });
  return findings;
}
