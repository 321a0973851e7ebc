import type { HttpClient } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { listDatabases, showDatabase } from './api.ts';
import { plainHost, tripleOf } from './host.ts';
import type { Detail, ListItem } from './wire.ts';

/** Finds a manifest's database at the vendor; null when there surely is none. `list` may be an earlier listing. */
export async function locate(
  http: HttpClient,
  target: JsonObject,
  list: () => Promise<readonly ListItem[]> = () => listDatabases(http),
): Promise<Detail | null> {
  return typeof target.id === 'string' ? byId(http, target.id, target) : byTriple(http, target, await list());
}

async function byId(http: HttpClient, id: string, target: JsonObject): Promise<Detail | null> {
  const detail = await showDatabase(http, id);
  if (detail === null || fits(detail, target)) return detail;
  throw new ProviderError(
    `DB Audit's ${id} is ${detail.host}:${detail.port}/${detail.database}, not ${tripleOf(target)}.`,
    { code: 'AF308', trouble: 'refused', fix: 'Correct target.id, or leave it out.' },
  );
}

/** Listings do not show the database's name, so every candidate with the same host and port is looked at. */
async function byTriple(http: HttpClient, target: JsonObject, items: readonly ListItem[]): Promise<Detail | null> {
  const candidates = items.filter(
    ({ host, port }) => plainHost(host) === plainHost(String(target.host)) && port === target.port,
  );
  const matches: Detail[] = [];
  for (const { id } of candidates) {
    const detail = await showDatabase(http, id);
    if (detail !== null && fits(detail, target)) matches.push(detail);
  }
  if (matches.length < 2) return matches[0] ?? null;
  throw new ProviderError(
    `DB Audit has ${matches.length} objects for ${tripleOf(target)}: ${matches.map(({ id }) => id).join(', ')}.`,
    { code: 'AF307', trouble: 'refused', fix: 'Pin one with target.id.' },
  );
}

function fits(detail: Detail, target: JsonObject): boolean {
  return (
    plainHost(detail.host) === plainHost(String(target.host)) &&
    detail.port === target.port &&
    detail.database === target.database
  );
}
