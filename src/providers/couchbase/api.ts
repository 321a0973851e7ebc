import type { HttpClient, HttpResponse } from '../../http/http-client.ts';
import { ProviderError } from '../provider-error.ts';
import { errorsIn, fieldErrors, isOtherCluster, refusal } from './refusal.ts';
import {
  auditEventsOf,
  type Cluster,
  clusterOf,
  type Descriptor,
  descriptorsOf,
  type Pool,
  poolOf,
  type Settings,
  settingsOf,
} from './wire.ts';

/** The server waits without bound until its audit process has taken a write. */
const WRITE_TIMEOUT_MS = 60_000;
/** Anything else than a form is read as an empty request. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A node other than the endpoint may have an address that leads nowhere from here: that must be found out quickly. */
export interface Haste {
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

async function ok(http: HttpClient, url: string, haste: Haste = {}): Promise<HttpResponse> {
  const response = await http.send({ method: 'GET', url, ...haste });
  if (response.status !== 200) throw refusal(response, 'read');
  return response;
}

/** Throws AF306 for a node that is not set up. */
export async function getCluster(http: HttpClient): Promise<Cluster> {
  return clusterOf(await ok(http, '/pools'));
}

export async function getPool(http: HttpClient): Promise<Pool> {
  return poolOf(await ok(http, '/pools/default'));
}

/** With `uuid` the answer is AF308 when another cluster is at that address. */
export async function getSettings(http: HttpClient, uuid?: string, haste: Haste = {}): Promise<Settings> {
  return settingsOf(await ok(http, `/settings/audit${uuid === undefined ? '' : `?uuid=${uuid}`}`, haste));
}

export async function getDescriptors(http: HttpClient): Promise<Descriptor[]> {
  return descriptorsOf(await ok(http, '/settings/audit/descriptors'));
}

/** Null where the call does not exist (before 6.5) or is not permitted. */
export async function getFixedDescriptors(http: HttpClient): Promise<Descriptor[] | null> {
  const response = await http.send({ method: 'GET', url: '/settings/audit/nonFilterableDescriptors' });
  return response.status === 200 ? descriptorsOf(response) : null;
}

/**
 * Asks a node whether it would take the settings; stores nothing, so it counts as a read, but needs the rights to write.
 * Releases up to 7.0 answer 200 with errors inside. Throws AF502 naming the fields; nothing was sent for good.
 */
export async function validateSettings(http: HttpClient, uuid: string, form: string, node: string): Promise<void> {
  const url = `/settings/audit?just_validate=1&uuid=${uuid}`;
  const response = await http.send({ method: 'POST', url, headers: FORM, body: form, access: 'read' });
  if (response.status !== 200 && response.status !== 400) throw refusal(response, 'write');
  const errors = errorsIn(response);
  if (Object.keys(errors).length === 0 && response.status === 200) return;
  const trouble = refusal({ ...response, status: 400 }, 'write');
  if (trouble.code !== 'AF502' || Object.keys(errors).length === 0) throw trouble;
  throw new ProviderError(`Node ${node} would refuse the settings: ${fieldErrors(errors)}. Nothing was written.`, {
    code: 'AF502',
    trouble: 'refused',
    status: response.status,
    ...(trouble.fix === null ? {} : { fix: trouble.fix }),
  });
}

/** One write of the fields given, guarded by the cluster's uuid. All or nothing; a 5xx may have been stored. */
export async function postSettings(http: HttpClient, uuid: string, form: string): Promise<void> {
  const url = `/settings/audit?uuid=${uuid}`;
  const request = { method: 'POST', url, headers: FORM, body: form, timeoutMs: WRITE_TIMEOUT_MS } as const;
  const response = await http.send(request);
  if (response.status !== 200) throw refusal(response, 'write');
  if (Object.keys(errorsIn(response)).length > 0) throw refusal({ ...response, status: 400 }, 'write');
}

/** Null: this user may not look, or the server does not know the call. */
export async function localUserExists(http: HttpClient, name: string): Promise<boolean | null> {
  // A name of dots alone cannot stand in a path.
  if (/^\.+$/.test(name)) return null;
  const response = await http.send({ method: 'GET', url: `/settings/rbac/users/local/${encodeURIComponent(name)}` });
  if (response.status === 200) return true;
  const elsewhere = isOtherCluster(response.text) || /Requested resource not found/i.test(response.text);
  return response.status === 404 && !elsewhere ? false : null;
}

/** Prometheus text of one node; null before 7.0 and without the permission to export statistics. */
export async function getMetrics(http: HttpClient, haste: Haste = {}): Promise<string | null> {
  const response = await http.send({ method: 'GET', url: '/metrics', ...haste });
  return response.status === 200 ? response.text : null;
}

/** The system events about auditing, as listed; null before 7.1 and without the permission to read logs. */
export async function getAuditEvents(http: HttpClient): Promise<readonly number[] | null> {
  const response = await http.send({ method: 'GET', url: '/events' });
  return response.status === 200 ? auditEventsOf(response) : null;
}
