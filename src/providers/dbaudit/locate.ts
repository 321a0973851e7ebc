import type { HttpClient } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { type Shown, showDatabase } from './api.ts';
import type { Directory } from './directory.ts';
import { incomplete, type Listing } from './list-databases.ts';
import { isAlike, isAt, mayBeAt, placeOf, tripleOf } from './place.ts';
import { type Detail, detailOf } from './wire.ts';

export interface Located {
  /** Null when there surely is no such object. */
  readonly detail: Detail | null;
  /** Ids of objects on the same server whose database differs in letter case only; looked for when there is no match. */
  readonly alike: readonly string[];
}

/** Finds a manifest's database at the vendor: by pinned id, by the id this session knows, or by host, port and database. */
export async function locate(http: HttpClient, directory: Directory, target: JsonObject): Promise<Located> {
  if (typeof target.id === 'string') return byPin(http, directory, target, target.id);
  const known = directory.idOf(target);
  const shown = known === null ? null : await showDatabase(http, known);
  if (shown !== null && isAt(placeOf(shown.body, shown.source), target)) return found(shown);
  directory.forget(target);
  const located = await search(directory, target);
  if (located.detail !== null) directory.learn(target, located.detail.id);
  return located;
}

async function byPin(http: HttpClient, directory: Directory, target: JsonObject, id: string): Promise<Located> {
  const shown = await showDatabase(http, id);
  if (shown !== null) {
    const place = placeOf(shown.body, shown.source);
    if (isAt(place, target)) return found(shown);
    throw wrongPin(`DB Audit's ${id} is ${place.host}:${place.port}/${place.database}, not ${tripleOf(target)}.`);
  }
  // A wrong endpoint answers 404 to every id, so only the list can prove that there is none.
  const { detail, alike } = await search(directory, target, [id]);
  if (detail !== null) throw wrongPin(`DB Audit has no ${id}; ${tripleOf(target)} is monitored as ${detail.id}.`);
  return { detail, alike };
}

/** `missing`: ids that were answered 404 already. */
async function search(directory: Directory, target: JsonObject, missing: readonly string[] = []): Promise<Located> {
  const listing = await directory.list();
  const matches: Shown[] = [];
  const [alike, gone, odd] = [[] as string[], [...missing], [] as ProviderError[]];
  for (const { id } of listing.items.filter((item) => mayBeAt(item, target))) {
    try {
      const shown = await directory.look(id, target);
      if (shown === 'elsewhere') continue;
      if (shown === null) gone.push(id);
      else if (isAt(placeOf(shown.body, shown.source), target)) matches.push(shown);
      else if (isAlike(placeOf(shown.body, shown.source), target)) alike.push(id);
    } catch (error) {
      if (!isProviderError(error) || error.code !== 'AF304') throw error;
      odd.push(error);
    }
  }
  if (matches.length > 1) throw ambiguous(matches, target);
  if (matches.length === 1) return found(matches[0]!);
  if (odd.length > 0) throw odd[0]!;
  await demandAbsence(directory, listing, gone);
  return { detail: null, alike };
}

/** Not found is not the same as absent. */
async function demandAbsence(directory: Directory, listing: Listing, gone: readonly string[]): Promise<void> {
  if (!listing.complete) throw incomplete();
  if (!gone.some((id) => listing.items.some((item) => item.id === id))) return;
  const again = await directory.freshList();
  const still = gone.filter((id) => again.items.some((item) => item.id === id));
  if (still.length > 0) throw notShown(still);
  if (!again.complete) throw incomplete();
}

function found({ body, source }: Shown): Located {
  return { detail: detailOf(body, source), alike: [] };
}

function ambiguous(matches: readonly Shown[], target: JsonObject): ProviderError {
  const ids = matches.map(({ body }) => String(body.id)).sort();
  return new ProviderError(`DB Audit has ${ids.length} objects for ${tripleOf(target)}: ${ids.join(', ')}.`, {
    code: 'AF307',
    trouble: 'refused',
    fix: 'Pin one with target.id.',
  });
}

function wrongPin(message: string): ProviderError {
  return new ProviderError(message, {
    code: 'AF308',
    trouble: 'refused',
    fix: 'Correct target.id, or leave it out.',
  });
}

function notShown(ids: readonly string[]): ProviderError {
  return new ProviderError(`DB Audit lists ${ids.join(', ')}, and answers 404 when asked for it.`, {
    code: 'AF304',
    trouble: 'unavailable',
    fix: 'Run again later, or with a key that may see it.',
  });
}
