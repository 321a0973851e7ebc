import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

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

/** Throws AF304 when a member that the vendor documents is absent or of another type. */
export function detailOf(body: JsonObject, source: string): Detail {
  const stats = isObject(body.stats) ? body.stats : {};
  const count = (value: Json | undefined) => (typeof value === 'number' ? value : null);
  return {
    id: text(body, 'id', source),
    host: text(body, 'host', source),
    port: integer(body, 'port', source),
    database: text(body, 'database', source),
    status: text(body, 'status', source),
    auditStatus: text(body, 'audit_status', source),
    updatedAt: typeof body.updated_at === 'string' ? body.updated_at : null,
    name: text(body, 'name', source),
    type: text(body, 'type', source),
    username: text(body, 'username', source),
    sslMode: optional(body.ssl_mode, (value) => typeof value === 'string', 'ssl_mode', source) as string | undefined,
    tags: optional(
      body.tags,
      (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
      'tags',
      source,
    ) as readonly string[] | undefined,
    auditOptions: optionsIn(body, source),
    policiesActive: count(stats.policies_active),
    alertsPending: count(stats.alerts_pending),
  };
}

/** Keys that the page does not name may hold anything: they are only carried along. */
function optionsIn(body: JsonObject, source: string): JsonObject | undefined {
  const options = optional(body.audit_options, isObject, 'audit_options', source) as JsonObject | undefined;
  for (const key of ['capture_queries', 'capture_results', 'mask_sensitive_data'])
    optional(options?.[key], (value) => typeof value === 'boolean', `audit_options.${key}`, source);
  optional(options?.retention_days, Number.isInteger, 'audit_options.retention_days', source);
  return options;
}

/** Absent is an answer of its own here: the vendor does not show it. A wrong type is not. */
function optional(
  value: Json | undefined,
  fits: (value: Json) => boolean,
  name: string,
  source: string,
): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (!fits(value)) throw odd(source, `${name} is of another type`);
  return value;
}

export function objectOf(response: HttpResponse): JsonObject {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response.source, 'it is not an object');
  return body;
}

export function text(body: JsonObject, name: string, source: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw odd(source, `${name} is missing or not text`);
  return value;
}

function integer(body: JsonObject, name: string, source: string): number {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw odd(source, `${name} is missing or not a whole number`);
  return value;
}

export function odd(source: string, what: string): ProviderError {
  return new ProviderError(`${source} answered unexpectedly: ${what}.`, { code: 'AF304', trouble: 'refused' });
}
