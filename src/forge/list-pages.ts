import { listIn } from './answer-fields.ts';
import type { ForgeClient } from './forge-client.ts';
import { ForgeError } from './forge-error.ts';
import type { ForgeAnswer } from './judge-forge-answer.ts';

const MOST_PAGES = 300;

/**
 * All items of a listing, page after page: by GitHub's Link header, or by GitLab's X-Next-Page.
 * `pick` finds the list in a page's body.
 */
export async function listPages(
  client: ForgeClient,
  path: string,
  needs: string,
  pick: (value: unknown) => unknown = (value) => value,
): Promise<unknown[]> {
  const items: unknown[] = [];
  let next: string | null = `${path}${path.includes('?') ? '&' : '?'}per_page=100`;
  for (let page = 1; next !== null; page += 1) {
    if (page > MOST_PAGES)
      throw new ForgeError(`${client.options.name} lists more than ${MOST_PAGES} pages of ${path}`, 'Tidy up there.');
    const answer: ForgeAnswer = await client.send({ method: 'GET', path: next, needs });
    items.push(...listIn(pick(answer.value), path));
    next = following(next, answer);
  }
  return items;
}

/** GitLab sends both headers; its links name the host it believes to have, which need not be the one we were given. */
function following(current: string, { headers }: ForgeAnswer): string | null {
  const page = headers['x-next-page']?.trim();
  if (page !== undefined) return /^\d+$/.test(page) ? `${current.replace(/&page=\d+/, '')}&page=${page}` : null;
  return /<([^<>]+)>\s*;[^,]*\brel="?next"?/.exec(headers.link ?? '')?.[1] ?? null;
}
