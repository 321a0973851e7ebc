import type { Observation } from '../../model/observation.ts';
import type { Family, Posture } from '../../model/posture.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RedisEnterpriseSpec } from '../../schema/generated/redis-enterprise.ts';
import type { BdbItem } from './covers.ts';
import { documentOf, limitsOf, present } from './document.ts';
import { askedMode } from './wish.ts';

const families: readonly Family[] = ['login', 'ddl', 'dcl', 'dml-write', 'dml-read', 'admin'];

/**
 * In the common vocabulary. `recorded` is what every database of the document records, `excluded` what some of them
 * does not record at all; commands behind a filter are in neither. Connections are `login`, commands the two `dml`
 * families. No retention: records leave the cluster at once.
 */
export function posture(document: JsonObject, live: Observation | null): Posture {
  const spec = document as RedisEnterpriseSpec;
  const databases = countedItems(spec.bdbs, live);
  const sink = spec.db_conns === undefined && live !== null ? documentOf(live).db_conns : spec.db_conns;
  if (sink === null) return { enabled: 'off', recorded: [], excluded: families, verified: true };
  const decided = databases?.filter((item) => askedMode(item) !== undefined);
  const counted = decided?.length === 0 && (databases?.length ?? 0) > 0 ? undefined : decided;
  const users = counted?.flatMap(excludedUsers) ?? [];
  return present({
    enabled: counted && enabledOf(counted),
    recorded:
      counted &&
      families.filter((family) => counted.length > 0 && counted.every((item) => full(item).includes(family))),
    excluded:
      counted &&
      families.filter((family) => counted.length === 0 || counted.some((item) => !touched(item).includes(family))),
    excludedUsers: users.length > 0 ? [...new Set(users)].sort() : undefined,
    sink: sink === undefined ? undefined : sinkText(sink),
    verified: true,
  }) as Posture;
}

/** Internal databases are the cluster's own and are not counted. */
function countedItems(items: readonly BdbItem[] | undefined, live: Observation | null): readonly BdbItem[] | undefined {
  if (items === undefined || live === null) return items;
  const internal = new Set(
    limitsOf(live)
      .databases.filter((state) => state.internal)
      .map((state) => state.uid),
  );
  return items.filter((item) => item.uid === undefined || !internal.has(item.uid));
}

function enabledOf(items: readonly BdbItem[]): 'on' | 'off' | 'partial' {
  const on = items.filter((item) => askedMode(item) !== 'disabled').length;
  return on === 0 ? 'off' : on === items.length ? 'on' : 'partial';
}

/** Families of which at least something is recorded. */
function touched(item: BdbItem): readonly Family[] {
  const mode = askedMode(item);
  if (mode === 'connection_and_crud') return ['login', 'dml-write', 'dml-read'];
  return mode === 'connection' ? ['login'] : [];
}

/** Families recorded without a filter in between. */
function full(item: BdbItem): readonly Family[] {
  const filtered =
    item.audit_settings?.username_filter?.enabled === true || item.audit_settings?.source_ip_filter?.enabled === true;
  return filtered ? touched(item).filter((family) => family === 'login') : touched(item);
}

function excludedUsers(item: BdbItem): readonly string[] {
  const filter = item.audit_settings?.username_filter;
  const excludes =
    filter?.enabled === true && filter.filter_type === 'exclusive' && askedMode(item) === 'connection_and_crud';
  return excludes ? (filter.usernames ?? []) : [];
}

function sinkText(sink: NonNullable<RedisEnterpriseSpec['db_conns']>): string {
  const host = sink.audit_address.includes(':') ? `[${sink.audit_address}]` : sink.audit_address;
  const port = sink.audit_port === undefined ? '' : `:${sink.audit_port}`;
  return sink.audit_protocol === 'TCP' ? `tcp://${host}${port}` : `local:${sink.audit_address}`;
}
