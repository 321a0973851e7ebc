import type { Page } from './wire.ts';

/** The most that one page may hold. */
const LIMIT = 100;
const MAX_PAGES = 1_000;

/**
 * All items of a list. `offset` counts items, so it grows by the number received; lists may shift meanwhile, so the
 * total of the last page counts, and an empty page ends it.
 */
export async function* listPages<T>(page: (range: string) => Promise<Page<T>>): AsyncGenerator<T> {
  let offset = 0;
  for (let turn = 0; turn < MAX_PAGES; turn++) {
    const { items, total } = await page(`offset=${offset}&limit=${LIMIT}`);
    yield* items;
    offset += items.length;
    if (items.length === 0 || offset >= total) return;
  }
}
