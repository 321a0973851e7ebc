import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

export interface ListItem {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

export interface ListPage {
  readonly items: readonly ListItem[];
  readonly total: number;
}

/** One monitored database as its detail shows it. Members that the vendor may leave out are undefined then. */
export interface Detail {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly status: string;
  readonly auditStatus: string;
  readonly updatedAt: string | null;
  readonly name: string;
  readonly type: string;
  readonly username: string;
  readonly sslMode: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly auditOptions: JsonObject | undefined;
  readonly policiesActive: number | null;
  readonly alertsPending: number | null;
}

/** `{data, pagination: {total}}` as the endpoint's page shows it, or `{databases, total}` as the overview does. */
export function listPageOf(response: HttpResponse): ListPage {
  const body = objectOf(response);
  const items = body.data ?? body.databases;
  const total = isObject(body.pagination) ? body.pagination.total : body.total;
  if (!Array.isArray(items) || typeof total !== 'number') throw odd(response, 'the list or its total is missing');
  return { items: (items as readonly Json[]).map((item) => itemOf(item, response)), total };
}

function itemOf(item: Json, response: HttpResponse): ListItem {
  if (!isObject(item)) throw odd(response, 'a list item is no object');
  return { id: text(item, 'id', response), host: text(item, 'host', response), port: number(item, 'port', response) };
}

/** Throws AF304 when a member that the vendor documents is absent or of another type. */
export function detailOf(response: HttpResponse): Detail {
  const body = objectOf(response);
  const stats = isObject(body.stats) ? body.stats : {};
  const count = (value: Json | undefined) => (typeof value === 'number' ? value : null);
  return {
    id: text(body, 'id', response),
    host: text(body, 'host', response),
    port: number(body, 'port', response),
    database: text(body, 'database', response),
    status: text(body, 'status', response),
    auditStatus: text(body, 'audit_status', response),
    updatedAt: typeof body.updated_at === 'string' ? body.updated_at : null,
    name: text(body, 'name', response),
    type: text(body, 'type', response),
    username: text(body, 'username', response),
    sslMode: optional(body.ssl_mode, (value) => typeof value === 'string', 'ssl_mode', response) as string | undefined,
    tags: optional(
      body.tags,
      (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
      'tags',
      response,
    ) as readonly string[] | undefined,
    auditOptions: optional(body.audit_options, isObject, 'audit_options', response) as JsonObject | undefined,
    policiesActive: count(stats.policies_active),
    alertsPending: count(stats.alerts_pending),
  };
}

/** Absent is an answer of its own here: the vendor does not show it. A wrong type is not. */
function optional(
  value: Json | undefined,
  fits: (value: Json) => boolean,
  name: string,
  response: HttpResponse,
): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (!fits(value)) throw odd(response, `${name} is of another type`);
  return value;
}

export interface LiveStatus {
  readonly connection: string;
  readonly audit: string;
  readonly eventsPerSecond: number | null;
  readonly lastEvent: string | null;
  /** Check → word. */
  readonly checks: Readonly<Record<string, string>>;
}

export function liveStatusOf(response: HttpResponse): LiveStatus {
  const body = objectOf(response);
  const collector = isObject(body.collector) ? body.collector : {};
  const last = isObject(body.last_event) ? body.last_event.timestamp : null;
  const checks = Object.entries(isObject(body.health_checks) ? body.health_checks : {}).flatMap(([name, word]) =>
    typeof word === 'string' ? [[name, word] as const] : [],
  );
  return {
    connection: text(body, 'connection_status', response),
    audit: text(body, 'audit_status', response),
    eventsPerSecond: typeof collector.events_per_second === 'number' ? collector.events_per_second : null,
    lastEvent: typeof last === 'string' ? last : null,
    checks: Object.fromEntries(checks),
  };
}

export function objectOf(response: HttpResponse): JsonObject {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response, 'it is not an object');
  return body;
}

export function text(body: JsonObject, name: string, response: HttpResponse): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw odd(response, `${name} is missing or not text`);
  return value;
}

function number(body: JsonObject, name: string, response: HttpResponse): number {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw odd(response, `${name} is missing or not a whole number`);
  return value;
}

export function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`${response.source} answered unexpectedly: ${what}.`, { code: 'AF304', trouble: 'refused' });
}
