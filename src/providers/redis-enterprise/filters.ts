import type { JsonPointer } from '../../model/pointer.ts';
import type { Finding } from '../provider.ts';
import { called, type Database, type Settings } from './document.ts';
import { error } from './finding.ts';

/** The most entries that ip_addresses and cidr_ranges may hold together (audit-events page). */
export const MOST_SOURCES = 512;

/** What the cluster would refuse once the wish is merged into the live filters: it merges member by member. */
export function filterFindings(wish: Settings, live: Database, at: JsonPointer): readonly Finding[] {
  const findings: Finding[] = [];
  if (wish.username_filter !== undefined) {
    const merged = { ...live.audit_settings?.username_filter, ...wish.username_filter };
    if (merged.enabled === true && merged.usernames?.length === 0)
      findings.push(empty(`${at}/audit_settings/username_filter`, live, 'usernames'));
  }
  if (wish.source_ip_filter !== undefined) {
    const path = `${at}/audit_settings/source_ip_filter`;
    const merged = { ...live.audit_settings?.source_ip_filter, ...wish.source_ip_filter };
    const known = merged.ip_addresses !== undefined && merged.cidr_ranges !== undefined;
    const count = (merged.ip_addresses?.length ?? 0) + (merged.cidr_ranges?.length ?? 0);
    if (merged.enabled === true && known && count === 0)
      findings.push(empty(path, live, 'ip_addresses and cidr_ranges'));
    if (count > MOST_SOURCES) {
      findings.push(
        error(
          'AF402',
          path,
          `ip_addresses and cidr_ranges of database ${called(live)} would hold ${count} entries together; ${MOST_SOURCES} is the most.`,
          'State both lists in the manifest, shorter; ranges hold many addresses.',
        ),
      );
    }
  }
  return findings;
}

function empty(path: JsonPointer, database: Database, lists: string): Finding {
  return error(
    'AF402',
    path,
    `The filter of database ${called(database)} would be enabled while ${lists} hold nothing, which the cluster refuses.`,
    'Give it an entry, or enabled: false.',
  );
}
