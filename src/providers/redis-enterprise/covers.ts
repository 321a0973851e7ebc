import type { RedisEnterpriseSpec } from '../../schema/generated/redis-enterprise.ts';
import type { DatabaseState } from './document.ts';

export type BdbItem = NonNullable<RedisEnterpriseSpec['bdbs']>[number];

export const EVERY = '*';

/** An item that names one database, rather than "every other". */
export function namesOne(item: BdbItem): boolean {
  return item.name !== EVERY;
}

/** An item with an identity only leaves its database alone, also out of `*`. */
export function decides(item: BdbItem): boolean {
  return item.db_conns_auditing !== undefined || Object.keys(item.audit_settings ?? {}).length > 0;
}

/** Items that name this database, by uid where they have one, else by name. */
function names(item: BdbItem, database: DatabaseState): boolean {
  return item.uid === undefined ? item.name === database.name : item.uid === database.uid;
}

/** What `*` stands for: all but the cluster's own (internal) databases and those that another item names. */
export function isAmongOthers(items: readonly BdbItem[], database: DatabaseState): boolean {
  return !database.internal && !isNamed(items, database);
}

export function isNamed(items: readonly BdbItem[], database: DatabaseState): boolean {
  return items.some((item) => namesOne(item) && names(item, database));
}

export function hits(item: BdbItem, databases: readonly DatabaseState[]): readonly DatabaseState[] {
  return databases.filter((database) => names(item, database));
}

/** True when the manifest manages this database. */
export function covers(items: readonly BdbItem[], database: DatabaseState): boolean {
  if (isNamed(items, database)) return true;
  return items.some((item) => !namesOne(item)) && isAmongOthers(items, database);
}
