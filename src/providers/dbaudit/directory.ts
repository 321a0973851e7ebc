import type { HttpClient } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import { isProviderError } from '../provider-error.ts';
import { type Shown, showDatabase } from './api.ts';
import { type Listing, listDatabases } from './list-databases.ts';
import { isAt, type Place, placeOf, tripleOf } from './place.ts';

/** What one session has learnt about which object is where, so that many targets cost few calls. */
export interface Directory {
  /** One listing serves all targets until the first write; from then on each is a fresh one. */
  list(): Promise<Listing>;
  freshList(): Promise<Listing>;
  /** The detail, always as it is now; or `elsewhere` for an object that was seen at another place before. */
  look(id: string, target: JsonObject): Promise<Shown | null | 'elsewhere'>;
  /** The id that this session has found or made for a target. */
  idOf(target: JsonObject): string | null;
  learn(target: JsonObject, id: string): void;
  forget(target: JsonObject): void;
  /** Something is about to be written. */
  writing(): void;
}

export function createDirectory(http: HttpClient): Directory {
  let listing: Promise<Listing> | null = null;
  let written = false;
  const places = new Map<string, Promise<Place | null>>();
  const ids = new Map<string, string>();
  const freshList = () => listDatabases(http);
  const show = (id: string): Promise<Shown | null> => {
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
  return {
    list: () => {
      if (written) return freshList();
      // A key that may not list may not for any target, and is not tried again; other trouble may have passed.
      listing ??= freshList().catch((error: unknown) => {
        if (!isProviderError(error) || error.code !== 'AF303') listing = null;
        throw error;
      });
      return listing;
    },
    freshList,
    look: async (id, target) => {
      // Not awaited when nothing is known: many targets ask at once, and only the first is to call.
      const known = places.get(id);
      const place = known === undefined ? null : await known;
      return place !== null && !isAt(place, target) ? 'elsewhere' : show(id);
    },
    idOf: (target) => ids.get(tripleOf(target)) ?? null,
    learn: (target, id) => void ids.set(tripleOf(target), id),
    forget: (target) => void ids.delete(tripleOf(target)),
    writing: () => {
      written = true;
      listing = null;
    },
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
