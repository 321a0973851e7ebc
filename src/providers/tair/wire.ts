import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

export interface AuditConfig {
  readonly enabled: boolean;
  /** Days; null: not said. */
  readonly retention: number | null;
}

/** DescribeAuditLogConfig: booleans and numbers come as text. Throws AF304 for anything that is not plainly on or off. */
export function auditConfigOf(response: HttpResponse): AuditConfig {
  const body = objectOf(response);
  return { enabled: truthOf(body, 'DbAudit', response), retention: daysOf(body.Retention, 'Retention', response) };
}

/** As `numberOf`; zero is the vendor's word for "off", never a number of days. */
function daysOf(value: Json | undefined, name: string, response: HttpResponse): number | null {
  return numberOf(value, name, response) || null;
}

/** Text of digits. Empty and absent, which terraform's provider guards against, say nothing: null. */
function numberOf(value: Json | undefined, name: string, response: HttpResponse): number | null {
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : 'odd';
  if (!/^\d{1,5}$/.test(text)) throw odd(response, `${name} is not a number of days`);
  return Number(text);
}

/** What DescribeInstances says of one instance; members it does not give are empty. */
export interface Instance {
  readonly id: string;
  readonly region: string;
  readonly status: string;
  readonly type: string;
  readonly instanceClass: string;
  readonly engine: string;
  readonly architecture: string;
}

/** DescribeInstances, one page. Order means nothing. */
export function instancesOf(response: HttpResponse): {
  readonly instances: readonly Instance[];
  readonly total: number;
} {
  const { Instances, TotalCount } = objectOf(response);
  const list = isObject(Instances) ? Instances.KVStoreInstance : undefined;
  if (!Array.isArray(list)) throw odd(response, 'Instances.KVStoreInstance is missing');
  if (!isCount(TotalCount)) throw odd(response, 'TotalCount is not a number');
  return { instances: (list as readonly Json[]).map((entry) => instanceOf(entry, response)), total: TotalCount };
}

function instanceOf(entry: Json, response: HttpResponse): Instance {
  if (!isObject(entry) || typeof entry.InstanceId !== 'string' || entry.InstanceId === '')
    throw odd(response, 'an instance has no InstanceId');
  const text = (name: string): string => {
    const value = entry[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    id: entry.InstanceId,
    region: text('RegionId'),
    status: text('InstanceStatus'),
    type: text('InstanceType'),
    instanceClass: text('InstanceClass'),
    engine: text('EngineVersion'),
    architecture: text('ArchitectureType'),
  };
}

export interface Attribute {
  readonly status: string;
  /** Days; 0: auditing is off. Null: not said. */
  readonly auditLogRetention: number | null;
}

/** DescribeInstanceAttribute. */
export function attributeOf(response: HttpResponse): Attribute {
  const { Instances } = objectOf(response);
  const list = isObject(Instances) ? Instances.DBInstanceAttribute : undefined;
  const first = Array.isArray(list) ? (list as readonly Json[])[0] : undefined;
  if (!isObject(first)) throw odd(response, 'Instances.DBInstanceAttribute is missing');
  if (typeof first.InstanceStatus !== 'string' || first.InstanceStatus === '')
    throw odd(response, 'InstanceStatus is missing');
  const auditLogRetention = numberOf(first.AuditLogRetention, 'AuditLogRetention', response);
  return { status: first.InstanceStatus, auditLogRetention };
}

/** DescribeEngineVersion. */
export function isLatestVersionOf(response: HttpResponse): boolean {
  return truthOf(objectOf(response), 'IsLatestVersion', response);
}

/** DescribeServiceLinkedRoleExists. */
export function roleExistsOf(response: HttpResponse): boolean {
  return truthOf(objectOf(response), 'ExistsServiceLinkedRole', response);
}

/** DescribeAuditRecords: the number only; what the records say belongs to the customer. */
export function recordCountOf(response: HttpResponse): number {
  const { TotalRecordCount } = objectOf(response);
  if (!isCount(TotalRecordCount)) throw odd(response, 'TotalRecordCount is not a number');
  return TotalRecordCount;
}

/** The answer to a write holds nothing but its request id; a page of some proxy in its place proves nothing. */
export function accepted(response: HttpResponse): void {
  try {
    if (isObject(JSON.parse(response.text))) return;
  } catch {
    // Same ending as for JSON that is no object.
  }
  throw new ProviderError(`${response.source} answered 200, but not with the vendor's JSON`, {
    code: 'AF304',
    trouble: 'unavailable',
    sent: 'maybe',
    status: response.status,
  });
}

function truthOf(body: JsonObject, name: string, response: HttpResponse): boolean {
  const value = body[name];
  const said = typeof value === 'boolean' || typeof value === 'string' ? String(value).toLowerCase() : '';
  if (said === 'true') return true;
  if (said === 'false') return false;
  throw odd(response, `${name} is neither true nor false`);
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function objectOf(response: HttpResponse): JsonObject {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response, 'it is not an object');
  return body;
}

function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`Unexpected answer from ${response.source}: ${what}`, { code: 'AF304', trouble: 'refused' });
}
