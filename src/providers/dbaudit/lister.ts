import type { HttpClient } from '../../http/http-client.ts';
import { type Listing, listDatabases } from './list-databases.ts';

/** Listings of one account, one at a time. */
export interface Lister {
  fresh(): Promise<Listing>;
  /** The newest that there is, however old. */
  last(): Listing | null;
  /** Takes an object out of the last one. */
  leaveOut(id: string): void;
}

/**
 * Absence is told by a listing that was begun after somebody asked for it. Whoever asks while one is under way gets the
 * one after it, together with all others who do: a thousand objects that are made cost a few dozen listings, not two thousand.
 */
export function createLister(http: HttpClient): Lister {
  let last: Listing | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<Listing> | null = null;
  const start = (): Promise<Listing> => {
    const listing = listDatabases(http);
    running = listing.then(
      (found) => {
        last = found;
        running = null;
      },
      () => {
        running = null;
      },
    );
    return listing;
  };
  const afterThis = (ended: Promise<void>): Promise<Listing> =>
    ended.then(() => {
      next = null;
      return start();
    });
  return {
    fresh: () => {
      if (running === null) return start();
      next ??= afterThis(running);
      return next;
    },
    last: () => last,
    leaveOut: (id) => {
      if (last !== null) last = { ...last, items: last.items.filter((item) => item.id !== id) };
    },
  };
}
