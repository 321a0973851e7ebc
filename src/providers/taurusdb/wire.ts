import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { type Catalogue, parseCatalogue, unique } from './catalogue.ts';

/** The policy as ShowAuditLogPolicy tells it (https://support.huaweicloud.com/intl/en-us/api-taurusdb/ShowAuditLogPolicy.html). */
export interface Policy {
  /** 0: off. */
  readonly keepDays: number;
  /** As answered; empty with audit on: every type. */
  readonly auditTypes: readonly string[];
  /** Null when the text could not be understood. */
  readonly catalogue: Catalogue | null;
}

export interface Instance {
  readonly id: string;
  readonly name: string;
  /** A word of v3; ACTIVE is the only one that permits changes. */
  readonly status: string;
  readonly kernelVersion: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export interface LogFiles {
  readonly count: number;
  /** Milliseconds since the epoch; null without files, or where none says when it ends. */
  readonly newestEnd: number | null;
}

/**
 * Throws AF304 for anything but the documented members: a policy is never guessed. While audit is off no types are
 * recorded, so there a list that is not there says the same as an empty one.
 */
export function policyOf(response: HttpResponse): Policy {
  const { keep_days: keepDays, audit_types: types, all_audit_log_action: actions } = objectOf(response);
  if (typeof keepDays !== 'number' || !Number.isInteger(keepDays) || keepDays < 0)
    throw odd(response, 'keep_days is not a whole number');
  const auditTypes = keepDays === 0 && (types === undefined || types === null) ? [] : types;
  if (!isNames(auditTypes)) throw odd(response, 'audit_types is not a list of names');
  if (typeof actions !== 'string') throw odd(response, 'all_audit_log_action is not text');
  return { keepDays, auditTypes: unique(auditTypes), catalogue: parseCatalogue(actions) };
}

export function instancesOf(response: HttpResponse): Page<Instance> {
  const { instances, total_count: total } = objectOf(response);
  return pageOf(response, instances, total, (entry) => instanceOf(entry, response));
}

/** The member `instance` of ShowGaussMySqlInstanceInfo. */
export function detailOf(response: HttpResponse): Instance {
  return instanceOf(objectOf(response).instance, response);
}

/** The list of ListGaussMySqlInstanceDetailInfo, which has no total. */
export function detailsOf(response: HttpResponse): readonly Instance[] {
  const { instances } = objectOf(response);
  if (!Array.isArray(instances)) throw odd(response, 'the list is missing');
  return (instances as readonly Json[]).map((entry) => instanceOf(entry, response));
}

/** When each file ends; null where that cannot be told. */
export function logFilesOf(response: HttpResponse): Page<number | null> {
  const { audit_logs: files, total_count: total } = objectOf(response);
  return pageOf(response, files, total, (file) => {
    const end = isObject(file) && typeof file.end_time === 'string' ? timeOf(file.end_time) : Number.NaN;
    return Number.isNaN(end) ? null : end;
  });
}

/**
 * The members `result` and `job_id` of SetAuditLogPolicy. Anything else in a 200 proves nothing about the write, so
 * its trouble is that of a lost answer: read back.
 */
export function resultOf(response: HttpResponse): { readonly result: string; readonly jobId: string | null } {
  const lost = (cause: unknown) =>
    new ProviderError(`${response.source} answered 200 without a result.`, {
      code: 'AF304',
      trouble: 'unavailable',
      sent: 'maybe',
      status: 200,
      cause,
    });
  try {
    const { result, job_id: job } = objectOf(response);
    if (typeof result !== 'string' || !/^\w{1,40}$/.test(result)) throw lost(null);
    return { result, jobId: typeof job === 'string' && /^[\w-]{1,64}$/.test(job) ? job : null };
  } catch (error) {
    throw lost(error);
  }
}

function instanceOf(entry: Json | undefined, response: HttpResponse): Instance {
  if (!isObject(entry) || typeof entry.id !== 'string' || typeof entry.status !== 'string')
    throw odd(response, 'an instance lacks id or status');
  const kernel = isObject(entry.datastore) ? entry.datastore.kernel_version : undefined;
  return {
    id: entry.id,
    name: typeof entry.name === 'string' ? entry.name : entry.id,
    status: entry.status,
    kernelVersion: typeof kernel === 'string' && kernel !== '' ? kernel : null,
  };
}

/** The vendor sends some numbers as text. */
function pageOf<T>(
  response: HttpResponse,
  items: Json | undefined,
  total: Json | undefined,
  read: (item: Json) => T,
): Page<T> {
  const count = typeof total === 'string' && /^\d+$/.test(total) ? Number(total) : total;
  if (!Array.isArray(items) || typeof count !== 'number') throw odd(response, 'the list or total_count is missing');
  return { items: (items as readonly Json[]).map(read), total: count };
}

function isNames(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '');
}

/** `+0800` as ISO 8601 readers want it. Without a zone it is UTC (TaurusDB user guide: log times are, whatever the instance's zone). */
function timeOf(text: string): number {
  const iso = text
    .trim()
    .replace(' ', 'T')
    .replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(iso) ? iso : `${iso}Z`);
}

function objectOf(response: HttpResponse): JsonObject {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response, 'it is not an object');
  return body;
}

function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`${response.source} answered unexpectedly: ${what}.`, { code: 'AF304', trouble: 'refused' });
}
