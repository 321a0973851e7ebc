import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

/** The policy as ShowAuditLogPolicy tells it. */
export interface Policy {
  /** 0: off. */
  readonly keepDays: number;
  /** As answered; empty with audit on: every type. */
  readonly auditTypes: readonly string[];
  /** Group → operation names, of this very instance; null when the text could not be understood. */
  readonly catalogue: Readonly<Record<string, readonly string[]>> | null;
}

export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly kernelVersion: string | null;
}

/** Throws AF304 for anything but the documented members: a policy is never guessed. */
export function policyOf(response: HttpResponse): Policy {
  const body = objectOf(response);
  const { keep_days: keepDays, audit_types: auditTypes, all_audit_log_action: actions } = body;
  if (typeof keepDays !== 'number' || !Number.isInteger(keepDays) || keepDays < 0)
    throw odd(response, 'keep_days is not a whole number');
  if (!Array.isArray(auditTypes) || !auditTypes.every((type) => typeof type === 'string'))
    throw odd(response, 'audit_types is not a list of names');
  if (typeof actions !== 'string') throw odd(response, 'all_audit_log_action is not text');
  return { keepDays, auditTypes: unique(auditTypes as readonly string[]), catalogue: catalogueOf(actions) };
}

/** JSON inside a string: groups of comma-joined names. The vendor's own sample repeats a name, and groups may be new. */
function catalogueOf(text: string): Policy['catalogue'] {
  let groups: Json;
  try {
    groups = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (!isObject(groups) || !Object.values(groups).every((names) => typeof names === 'string')) return null;
  const entries = Object.entries(groups as Readonly<Record<string, string>>);
  const named = entries.map(
    ([group, names]) =>
      [
        group,
        unique(
          names
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        ),
      ] as const,
  );
  return named.some(([, names]) => names.length > 0) ? Object.fromEntries(named) : null;
}

export function instancesOf(response: HttpResponse): {
  readonly instances: readonly Instance[];
  readonly total: number;
} {
  const { instances, total_count: total } = objectOf(response);
  const count = typeof total === 'string' && /^\d+$/.test(total) ? Number(total) : total;
  if (!Array.isArray(instances) || typeof count !== 'number')
    throw odd(response, 'instances or total_count is missing');
  return { instances: (instances as readonly Json[]).map((entry) => instanceOf(entry, response)), total: count };
}

function instanceOf(entry: Json, response: HttpResponse): Instance {
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

export interface LogFiles {
  readonly count: number;
  /** Milliseconds since the epoch; null without files. */
  readonly newestEnd: number | null;
}

export function logFilesOf(response: HttpResponse): LogFiles {
  const { audit_logs: files, total_count: count } = objectOf(response);
  if (!Array.isArray(files) || typeof count !== 'number') throw odd(response, 'audit_logs or total_count is missing');
  const ends = (files as readonly Json[])
    .flatMap((file) =>
      isObject(file) && typeof file.end_time === 'string' ? [Date.parse(isoTime(file.end_time))] : [],
    )
    .filter((end) => !Number.isNaN(end));
  return { count, newestEnd: ends.length === 0 ? null : Math.max(...ends) };
}

/** `+0800` as ISO 8601 readers want it. */
function isoTime(text: string): string {
  return text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
}

/** The member `result` of SetAuditLogPolicy. */
export function resultOf(response: HttpResponse): string {
  const { result } = objectOf(response);
  if (typeof result !== 'string') throw odd(response, 'result is missing');
  return result;
}

function objectOf(response: HttpResponse): Readonly<Record<string, Json>> {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response, 'it is not an object');
  return body;
}

function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`${response.source} answered unexpectedly: ${what}.`, { code: 'AF304', trouble: 'refused' });
}

export function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
