import type { JsonObject } from '../../model/json.ts';
import type { ListItem } from './list-page.ts';
import type { Listing } from './list-databases.ts';
import { plainHost } from './place.ts';

/** Items by host in one spelling; null: those that show none. */
type ByHost = ReadonlyMap<string | null, readonly ListItem[]>;

/** Sorted once a listing: looking through all of it for each target would cost more than the calls. */
const sorted = new WeakMap<Listing, ByHost>();

/** Listings do not show the database's name; what an item does show may still rule it out. Ports have no default. */
export function itemsNear(listing: Listing, target: JsonObject): readonly ListItem[] {
  const byHost = sorted.get(listing) ?? sort(listing);
  const near = [byHost.get(plainHost(String(target.host))), byHost.get(null)].flatMap((items) => items ?? []);
  return near.filter(({ port }) => port === null || port === target.port);
}

function sort(listing: Listing): ByHost {
  const byHost = new Map<string | null, ListItem[]>();
  for (const item of listing.items) {
    const host = item.host === null ? null : plainHost(item.host);
    const others = byHost.get(host);
    if (others === undefined) byHost.set(host, [item]);
    else others.push(item);
  }
  sorted.set(listing, byHost);
  return byHost;
}
