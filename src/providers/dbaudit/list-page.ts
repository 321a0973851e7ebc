import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { objectOf, odd, text } from './wire.ts';

/** One line of the listing. Null: not shown, or not as documented; only the detail can tell then. */
export interface ListItem {
  readonly id: string;
  readonly type: string | null;
  readonly host: string | null;
  readonly port: number | null;
}

export interface ListPage {
  readonly items: readonly ListItem[];
  /** Objects on all pages together. */
  readonly total: number;
}

/**
 * `{data, pagination: {total}}` (dbaudit.ai/docs/api/databases) or `{databases, total}` (dbaudit.ai/docs/api). One odd
 * item says nothing about the others: listings may hold engines that the page does not name.
 */
export function listPageOf(response: HttpResponse): ListPage {
  const body = objectOf(response);
  const items = body.data ?? body.databases;
  const total = isObject(body.pagination) ? body.pagination.total : body.total;
  if (!Array.isArray(items) || typeof total !== 'number' || !Number.isInteger(total) || total < 0)
    throw odd(response.source, 'the list or its total is missing or of another type');
  return { items: (items as readonly Json[]).map((item) => itemOf(item, response.source)), total };
}

function itemOf(item: Json, source: string): ListItem {
  if (!isObject(item)) throw odd(source, 'a list item is no object');
  return { id: text(item, 'id', source), type: word(item, 'type'), host: word(item, 'host'), port: port(item) };
}

function word(item: JsonObject, name: string): string | null {
  const value = item[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function port({ port: value }: JsonObject): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}
