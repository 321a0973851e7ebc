import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

export interface AuditConfig {
  readonly enabled: boolean;
  /** Days; null where the region has none yet. */
  readonly retention: number | null;
}

/** DescribeAuditLogConfig: booleans and numbers come as text. Throws AF304 for anything that is not plainly on or off. */
export function auditConfigOf(response: HttpResponse): AuditConfig {
  const { DbAudit, Retention } = objectOf(response);
  const said = typeof DbAudit === 'boolean' ? String(DbAudit) : typeof DbAudit === 'string' ? DbAudit.toLowerCase() : '';
  if (said !== 'true' && said !== 'false') throw odd(response, 'DbAudit is neither true nor false');
  const retention = daysOf(Retention, response);
  if (said === 'true' && retention === null) throw odd(response, 'auditing is on, but Retention is missing');
  return { enabled: said === 'true', retention };
}

/** Text of digits. Empty, absent and "0" say that nothing is set: terraform's provider guards against the first two. */
function daysOf(value: Json | undefined, response: HttpResponse): number | null {
  if (value === undefined || value === null || value === '') return null;
  const days = typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isInteger(days)) throw odd(response, 'Retention is not a number of days');
  return days === 0 ? null : days;
}

export interface InstanceFacts {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly type: string;
  readonly engine: string;
}

/** DescribeInstances, one page. */
export function instancesOf(response: HttpResponse): { readonly instances: readonly InstanceFacts[]; readonly total: number } {
  const { Instances, TotalCount } = objectOf(response);
  const list = isObject(Instances) ? Instances.KVStoreInstance : undefined;
  if (!Array.isArray(list) || typeof TotalCount !== 'number') throw odd(response, 'Instances or TotalCount is missing');
  return { instances: (list as readonly Json[]).map((entry) => instanceOf(entry, response)), total: TotalCount };
}

function instanceOf(entry: Json, response: HttpResponse): InstanceFacts {
  if (!isObject(entry) || typeof entry.InstanceId !== 'string') throw odd(response, 'an instance has no InstanceId');
  const text = (name: string) => (typeof entry[name] === 'string' ? (entry[name] as string) : '');
  return { id: entry.InstanceId, name: text('InstanceName'), status: text('InstanceStatus'), type: text('InstanceType'), engine: text('EngineVersion') };
}

export interface Attribute {
  readonly status: string;
  /** Days; 0: auditing is off. Null: not answered. */
  readonly auditLogRetention: number | null;
}

/** DescribeInstanceAttribute. */
export function attributeOf(response: HttpResponse): Attribute {
  const { Instances } = objectOf(response);
  const first = isObject(Instances) && Array.isArray(Instances.DBInstanceAttribute) ? (Instances.DBInstanceAttribute as readonly Json[])[0] : undefined;
  if (!isObject(first) || typeof first.InstanceStatus !== 'string') throw odd(response, 'the instance or its status is missing');
  const days = first.AuditLogRetention;
  const known = (typeof days === 'string' && /^\d{1,5}$/.test(days)) || (typeof days === 'number' && Number.isInteger(days));
  return { status: first.InstanceStatus, auditLogRetention: known ? Number(days) : null };
}

export function booleanOf(response: HttpResponse, name: string): boolean {
  const value = objectOf(response)[name];
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw odd(response, `${name} is neither true nor false`);
}

export function recordCountOf(response: HttpResponse): number {
  const { TotalRecordCount } = objectOf(response);
  if (typeof TotalRecordCount !== 'number' || !Number.isInteger(TotalRecordCount)) throw odd(response, 'TotalRecordCount is not a number');
  return TotalRecordCount;
}

function objectOf(response: HttpResponse): JsonObject {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response, 'it is not an object');
  return body;
}

function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`${response.source} answered unexpectedly: ${what}.`, { code: 'AF304', trouble: 'refused' });
}
