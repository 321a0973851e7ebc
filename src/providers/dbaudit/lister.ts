import type { HttpClient } from '../../http/http-client.ts';
import type { Clock } from '../provider.ts';
import { type Listing, listDatabases } from './list-databases.ts';
import type { Turns } from './turns.ts';

/** A listing stays recent for so many times as long as it took: then listing costs a few calls in a hundred, however long the list. */
const RECENT_TIMES = 30;
/** Lists may lag so long anyway. */
const RECENT_MS = 30_000;

/** Listings of one account, one at a time. */
export interface Lister {
  fresh(): Promise<Listing>;
  /** The newest that there is, however old. */
  last(): Listing | null;
  /** The newest if it is whole and hardly older than one made now would be. */
  recent(): Listing | null;
  /** Takes an object out of the last one. */
  leaveOut(id: string): void;
}

/**
 * Absence is told by a listing that was begun after somebody asked for it. Whoever asks while one is under way gets the
 * one after it, together with all others who do: a thousand objects that are made cost a few dozen listings, not two thousand.
 */
export function createLister(http: HttpClient, clock: Clock, turns: Turns): Lister {
  let last: Listing | null = null;
  let [begun, took] = [0, 0];
  let running: Promise<void> | null = null;
  let next: Promise<Listing> | null = null;
  const start = (): Promise<Listing> => {
    let from = 0;
    const listing = turns.listing(() => {
      from = clock.now();
      return listDatabases(http);
    });
    running = listing.then(
      (found) => {
        last = found;
        [begun, took] = [from, clock.now() - from];
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
    recent: () => {
      const young = clock.now() - begun < Math.min(took * RECENT_TIMES, RECENT_MS);
      return last?.complete === true && young ? last : null;
    },
    leaveOut: (id) => {
      if (last !== null) last = { ...last, items: last.items.filter((item) => item.id !== id) };
    },
  };
}
