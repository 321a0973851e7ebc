import type { JsonObject } from '../../model/json.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import type { Shown } from './api.ts';
import type { Directory } from './directory.ts';
import { itemsNear } from './items-near.ts';
import { incomplete, type Listing } from './list-databases.ts';
import { isAlike, isAt, mayBeAt, placeOf, tripleOf } from './place.ts';
import { type Detail, detailOf, odd as oddAnswer } from './wire.ts';

export interface Located {
  /** Null when there surely is no such object. */
  readonly detail: Detail | null;
  /** Ids of objects on the same server whose database differs in letter case only; looked for when there is no match. */
  readonly alike: readonly string[];
}

/** Finds a manifest's database at the vendor: by pinned id, by the id this session knows, or by host, port and database. */
export async function locate(directory: Directory, target: JsonObject): Promise<Located> {
  if (typeof target.id === 'string') return byPin(directory, target, target.id);
  const known = directory.idOf(target);
  const shown = known === null ? null : await directory.show(known);
  if (shown !== null && isAt(placeOf(shown.body, shown.source), target)) return found(shown);
  directory.forget(target);
  const located = (await fromOldList(directory, target)) ?? (await search(directory, target));
  if (located.detail !== null) directory.learn(target, located.detail.id);
  return located;
}

async function byPin(directory: Directory, target: JsonObject, id: string): Promise<Located> {
  const shown = await directory.show(id);
  if (shown !== null) {
    const place = placeOf(shown.body, shown.source);
    if (isAt(place, target)) return found(shown);
    throw wrongPin(`DB Audit's ${id} is ${place.host}:${place.port}/${place.database}, not ${tripleOf(target)}.`);
  }
  // This session has seen it here and sent its removal, so it was the right one, whoever else is at its place.
  if (directory.isRemoved(id)) {
    await demandAbsence(directory, await directory.freshList(), [id]);
    return { detail: null, alike: [] };
  }
  // A wrong endpoint answers 404 to every id, so only the list can prove that there is none.
  const { detail, alike } = await search(directory, target, [id]);
  if (detail !== null) throw wrongPin(`DB Audit has no ${id}; ${tripleOf(target)} is monitored as ${detail.id}.`);
  return { detail, alike };
}

/**
 * An old listing tells only which details to ask for, and they are asked anew: what stands at the place proves itself.
 * Null: nothing does, which an old listing cannot prove.
 */
async function fromOldList(directory: Directory, target: JsonObject): Promise<Located | null> {
  const listing = directory.oldList();
  if (listing === null) return null;
  const { matches } = await candidates(directory, listing, target);
  return matches.length === 0 ? null : one(matches, target);
}

/** `missing`: ids that were answered 404 already. */
async function search(directory: Directory, target: JsonObject, missing: readonly string[] = []): Promise<Located> {
  const listing = await directory.list(target);
  const { matches, alike, gone, odd } = await candidates(directory, listing, target);
  if (matches.length > 0) return one(matches, target);
  if (odd.length > 0) throw odd[0]!;
  await demandAbsence(directory, listing, [...missing, ...gone]);
  return { detail: null, alike };
}

interface Candidates {
  readonly matches: readonly Shown[];
  readonly alike: readonly string[];
  /** Answered 404. */
  readonly gone: readonly string[];
  readonly odd: readonly ProviderError[];
}

async function candidates(directory: Directory, listing: Listing, target: JsonObject): Promise<Candidates> {
  const matches: Shown[] = [];
  const [alike, gone, odd] = [[] as string[], [] as string[], [] as ProviderError[]];
  for (const item of itemsNear(listing, target)) {
    const { id } = item;
    try {
      const shown = await directory.look(id, target);
      const place = shown === null ? null : 'place' in shown ? shown.place : placeOf(shown.body, shown.source);
      if (place === null) gone.push(id);
      else if (isAt(place, target)) matches.push(shown as Shown);
      else if (isAlike(place, target)) alike.push(id);
      else if (mayBeAt(place, item, target)) odd.push(open(id));
    } catch (error) {
      if (!isProviderError(error) || error.code !== 'AF304') throw error;
      odd.push(error);
    }
  }
  return { matches, alike, gone, odd };
}

/** It may be the one that is looked for. */
function open(id: string): ProviderError {
  return oddAnswer(`GET /databases/${id}`, 'host, port or database is null');
}

function one(matches: readonly Shown[], target: JsonObject): Located {
  if (matches.length > 1) throw ambiguous(matches, target);
  return found(matches[0]!);
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
