import type { HttpClient } from '../../http/http-client.ts';
import { ProviderError } from '../provider-error.ts';
import { type ListItem, type ListPage, listPageOf } from './list-page.ts';
import { refusal } from './refusal.ts';

/** The documented maximum; more might be refused or cut without a word. */
const PAGE = 100;
const MAX_PAGES = 10_000;
/** Pages may overlap while objects come and go; so many in a row without a new object are no progress. */
const BARREN_PAGES = 2;
const READINGS = 3;
/** Pages asked at a time. */
const WIDE = 8;

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
  let [page, barren, ended] = [1, 0, false];
  for (let width = 1; !ended && page <= MAX_PAGES && barren < BARREN_PAGES; page += width) {
    if (page > 1) width = widthOf(found.size, Math.max(...totals), page - 1);
    const pages = await Promise.all(Array.from({ length: width }, (_, index) => readPage(http, page + index)));
    for (const { items, total } of pages) {
      const before = found.size;
      for (const item of items) found.set(item.id, item);
      totals.add(total);
      barren = found.size > before ? 0 : barren + 1;
      // A short page is no end: the page size may have been cut.
      ended ||= items.length === 0 || found.size >= total;
    }
  }
  return { found, complete: totals.size === 1 && totals.has(found.size) };
}

/** So many pages are asked side by side. While pages come cut down nobody knows how many there are: then one by one. */
function widthOf(found: number, total: number, pages: number): number {
  const full = found === pages * PAGE;
  return full ? Math.max(Math.min(Math.ceil((total - found) / PAGE), WIDE), 1) : 1;
}

async function readPage(http: HttpClient, page: number): Promise<ListPage> {
  const response = await http.send({ method: 'GET', url: `/databases?page=${page}&per_page=${PAGE}` });
  if (response.status !== 200) throw refusal(response, 'listing databases', 'read:databases');
  return listPageOf(response);
}

/** What cannot be found in a listing that does not add up may exist. */
export function incomplete(): ProviderError {
  return new ProviderError('The list of databases did not add up to its own total, three times over.', {
    code: 'AF304',
    trouble: 'unavailable',
    fix: 'Run again while nobody adds or removes databases; or pin target.id; or use a key that sees all of them.',
  });
}
