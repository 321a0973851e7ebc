import type { HttpClient, HttpResponse } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { refusal } from './refusal.ts';
import {
  type Detail,
  detailOf,
  type ListItem,
  type LiveStatus,
  listPageOf,
  liveStatusOf,
  objectOf,
  text,
} from './wire.ts';

const PAGE = 100;
const MAX_PAGES = 10_000;
const READINGS = 3;

/**
 * GET /databases, all pages, each id once. Pages shift when objects come and go, so the whole list is read again when
 * it does not add up; a list that never adds up proves no absence and throws AF304.
 */
export async function listDatabases(http: HttpClient): Promise<readonly ListItem[]> {
  for (let reading = 1; reading <= READINGS; reading++) {
    const found = new Map<string, ListItem>();
    const totals = new Set<number>();
    for (let page = 1; page <= MAX_PAGES; page++) {
      const response = await http.send({ method: 'GET', url: `/databases?page=${page}&per_page=${PAGE}` });
      if (response.status !== 200) throw refusal(response, 'listing databases');
      const { items, total } = listPageOf(response);
      for (const item of items) found.set(item.id, item);
      totals.add(total);
      if (items.length === 0 || found.size >= total) break;
    }
    if (totals.size === 1 && totals.has(found.size)) return [...found.values()];
  }
  throw new ProviderError('The list of databases changed while it was read, three times over.', {
    code: 'AF304',
    trouble: 'unavailable',
    fix: 'Run again; or pin target.id.',
  });
}

/** GET /databases/{id}; null when the vendor says that there is none. */
export async function showDatabase(http: HttpClient, id: string): Promise<Detail | null> {
  const response = await http.send({ method: 'GET', url: `/databases/${encodeURIComponent(id)}` });
  if (response.status === 404) return null;
  if (response.status !== 200) throw refusal(response, 'reading the database');
  return detailOf(response);
}

/** POST /databases; the new id. The answer's status is not documented, so any success will do. */
export async function createDatabase(http: HttpClient, body: JsonObject): Promise<string> {
  const response = await send(http, 'POST', '/databases', body);
  if (response.status < 200 || response.status > 299) throw refusal(response, 'creating the database');
  return text(objectOf(response), 'id', response);
}

/** PATCH /databases/{id}; the answer may be empty. */
export async function patchDatabase(http: HttpClient, id: string, body: JsonObject): Promise<void> {
  const response = await send(http, 'PATCH', `/databases/${encodeURIComponent(id)}`, body);
  if (response.status < 200 || response.status > 299) throw refusal(response, 'the change');
}

/** DELETE /databases/{id}; 404 says that it is gone already. */
export async function removeDatabase(http: HttpClient, id: string): Promise<void> {
  const response = await http.send({ method: 'DELETE', url: `/databases/${encodeURIComponent(id)}` });
  if (response.status !== 404 && (response.status < 200 || response.status > 299))
    throw refusal(response, 'removing the database');
}

/** GET /databases/{id}/status. */
export async function databaseStatus(http: HttpClient, id: string): Promise<LiveStatus> {
  const response = await http.send({ method: 'GET', url: `/databases/${encodeURIComponent(id)}/status` });
  if (response.status !== 200) throw refusal(response, 'reading the status');
  return liveStatusOf(response);
}

/** POST /databases/{id}/test logs in to the database with the stored credentials; it changes no setting. */
export async function testDatabase(
  http: HttpClient,
  id: string,
): Promise<{ readonly success: boolean; readonly says: string }> {
  const response = await http.send({
    method: 'POST',
    url: `/databases/${encodeURIComponent(id)}/test`,
    access: 'read',
  });
  if (response.status === 422) return { success: false, says: 'the connection test failed' };
  if (response.status !== 200) throw refusal(response, 'testing the connection');
  const { success, permissions, warnings } = objectOf(response);
  const missing = Object.entries((permissions ?? {}) as JsonObject)
    .filter(([, granted]) => granted !== true)
    .map(([name]) => name);
  const said = [
    success === true ? 'success' : 'no success',
    ...(missing.length > 0 ? [`not granted: ${missing.join(', ')}`] : []),
    ...(Array.isArray(warnings) && warnings.length > 0 ? [`${warnings.length} warnings`] : []),
  ];
  return { success: success === true, says: said.join('; ') };
}

function send(http: HttpClient, method: 'POST' | 'PATCH', url: string, body: JsonObject): Promise<HttpResponse> {
  return http.send({ method, url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}
