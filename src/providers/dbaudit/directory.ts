import type { HttpClient } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Clock } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { type Shown, showDatabase } from './api.ts';
import { createLatest } from './latest.ts';
import type { Listing } from './list-databases.ts';
import { createLister } from './lister.ts';
import { isAt, type Place, placeOf, tripleOf } from './place.ts';
import { createTurns } from './turns.ts';

/** An object that was seen at another place before. */
export interface Elsewhere {
  readonly place: Place;
}

/** What one session has learnt about which object is where, so that many targets cost few calls. */
export interface Directory {
  /** One listing serves all targets until the first write, from then on a recent one; fresh where we wrote ourselves. */
  list(target: JsonObject): Promise<Listing>;
  /** Begun after it was asked for; those who ask while one is under way share the one after it. */
  freshList(): Promise<Listing>;
  /** The last listing once something was written: where an object may still be found, and never proof that there is none. */
  oldList(): Listing | null;
  /** The detail as it is now; what a write has just read back counts as such, once. */
  show(id: string): Promise<Shown | null>;
  /** As `show`, but for an object that was seen at another place before. */
  look(id: string, target: JsonObject): Promise<Shown | Elsewhere | null>;
  /** The detail as it is now; what has just been read for a write counts as such, once. */
  before(id: string): Promise<Shown | null>;
  /** What a write has read after it. */
  readBack(id: string, shown: Shown): void;
  /** The id that this session has found or made for a target. */
  idOf(target: JsonObject): string | null;
  learn(target: JsonObject, id: string): void;
  forget(target: JsonObject): void;
  /** Something is about to be written. */
  writing(): void;
  /** Sends a create. No listing runs beside it, and none from before it tells whether there is such an object. */
  creating<T>(target: JsonObject, send: () => Promise<T>): Promise<T>;
  /** Sends the removal of an object that was seen just before; otherwise as `creating`. */
  removing<T>(target: JsonObject, id: string, send: () => Promise<T>): Promise<T>;
  isRemoved(id: string): boolean;
  /** Creates that nobody has seen in a list yet, and how many are being sent. */
  readonly fresh: { readonly unlisted: Set<string>; creating: number };
}

export function createDirectory(http: HttpClient, clock: Clock): Directory {
  const places = new Map<string, Promise<Place | null>>();
  const ids = new Map<string, string>();
  const removed = new Set<string>();
  const touched = new Set<string>();
  const fresh = { unlisted: new Set<string>(), creating: 0 };
  const [seen, readBack] = [createLatest<Shown>(clock), createLatest<Shown>(clock)];
  const turns = createTurns();
  const lister = createLister(http, clock, turns);
  let listing: Promise<Listing> | null = null;
  let written = false;
  const ask = (id: string): Promise<Shown | null> => {
    const shown = showDatabase(http, id);
    places.set(
      id,
      shown.then(
        (found) => (found === null ? null : placeIn(found)),
        () => null,
      ),
    );
    return shown;
  };
  const show = async (id: string): Promise<Shown | null> => {
    const known = readBack.take(id);
    const shown = known?.value ?? (await ask(id));
    if (shown !== null) seen.keep(id, shown, known?.at);
    return shown;
  };
  return {
    list: (target) => {
      if (written) {
        const recent = touched.has(tripleOf(target)) ? null : lister.recent();
        return recent === null ? lister.fresh() : Promise.resolve(recent);
      }
      // A key that may not list may not for any target, and is not tried again; other trouble may have passed.
      listing ??= lister.fresh().catch((error: unknown) => {
        if (!isProviderError(error) || error.code !== 'AF303') listing = null;
        throw error;
      });
      return listing;
    },
    freshList: lister.fresh,
    oldList: () => (written ? lister.last() : null),
    show,
    look: async (id, target) => {
      // Not awaited when nothing is known: many targets ask at once, and only the first is to call.
      const known = places.get(id);
      const place = known === undefined ? null : await known;
      return place !== null && !isAt(place, target) ? { place } : show(id);
    },
    before: async (id) => seen.take(id)?.value ?? (await ask(id)),
    readBack: (id, shown) => readBack.keep(id, shown),
    idOf: (target) => ids.get(tripleOf(target)) ?? null,
    learn: (target, id) => void ids.set(tripleOf(target), id),
    forget: (target) => void ids.delete(tripleOf(target)),
    writing: () => {
      written = true;
      listing = null;
    },
    creating: async (target, send) => {
      touched.add(tripleOf(target));
      fresh.creating += 1;
      try {
        return await turns.changing(send);
      } finally {
        fresh.creating -= 1;
      }
    },
    removing: (target, id, send) => {
      touched.add(tripleOf(target));
      removed.add(id);
      lister.leaveOut(id);
      return turns.changing(send);
    },
    isRemoved: (id) => removed.has(id),
    fresh,
  };
}

/** Null for a place that cannot be told: whoever looks for it gets the error then. */
function placeIn({ body, source }: Shown): Place | null {
  try {
    return placeOf(body, source);
  } catch {
    return null;
  }
}
