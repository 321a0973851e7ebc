import type { HttpClient } from '../../http/http-client.ts';
import { ProviderError } from '../provider-error.ts';
import { type ListItem, listPageOf } from './list-page.ts';
import { refusal } from './refusal.ts';

/** The documented maximum; more might be refused or cut without a word. */
const PAGE = 100;
const MAX_PAGES = 10_000;
/** Pages may overlap while objects come and go; so many in a row without a new object are no progress. */
const BARREN_PAGES = 2;
const READINGS = 3;

export interface Listing {
  readonly items: readonly ListItem[];
  /** False: the pages never added up to their total, so what is not in it may exist all the same. */
  readonly complete: boolean;
}

/**
 * GET /databases, all pages, each id once. Pages are offsets into a changing set: the whole list is read again when its
 * total moved or the ids do not add up to it. Never filtered: how filters combine is not documented.
 */
export async function listDatabases(http: HttpClient): Promise<Listing> {
  const seen = new Map<string, ListItem>();
  for (let reading = 1; reading <= READINGS; reading++) {
    const { found, complete } = await readPages(http);
    if (complete) return { items: [...found.values()], complete };
    for (const [id, item] of found) seen.set(id, item);
  }
  return { items: [...seen.values()], complete: false };
}

async function readPages(http: HttpClient): Promise<{ found: ReadonlyMap<string, ListItem>; complete: boolean }> {
  const found = new Map<string, ListItem>();
  const totals = new Set<number>();
  for (let page = 1, barren = 0; page <= MAX_PAGES && barren < BARREN_PAGES; page++) {
    const response = await http.send({ method: 'GET', url: `/databases?page=${page}&per_page=${PAGE}` });
    if (response.status !== 200) throw refusal(response, 'listing databases', 'read:databases');
    const { items, total } = listPageOf(response);
    const before = found.size;
    for (const item of items) found.set(item.id, item);
    totals.add(total);
    barren = found.size > before ? 0 : barren + 1;
    // A short page is no end: the page size may have been cut.
    if (items.length === 0 || found.size >= total) break;
  }
  return { found, complete: totals.size === 1 && totals.has(found.size) };
}

/** What cannot be found in a listing that does not add up may exist. */
export function incomplete(): ProviderError {
  return new ProviderError('The list of databases did not add up to its own total, three times over.', {
    code: 'AF304',
    trouble: 'unavailable',
    fix: 'Run again while nobody adds or removes databases; or pin target.id; or use a key that sees all of them.',
  });
}
