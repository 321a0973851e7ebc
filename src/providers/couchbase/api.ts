import type { HttpClient } from '../../http/http-client.ts';
import { isObject, type Json } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { fieldErrors, refusal } from './refusal.ts';
import { type Cluster, clusterOf, type Descriptor, descriptorsOf, type Node, nodesOf, objectOf, type Settings, settingsOf } from './wire.ts';

/** A write waits inside the server until its audit process has taken the change, without a bound of its own. */
const WRITE_TIMEOUT_MS = 60_000;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A node other than the endpoint may have an address that is not reachable from here: that is found out quickly. */
export interface Haste {
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

export async function getCluster(http: HttpClient): Promise<Cluster> {
  const response = await http.send({ method: 'GET', url: '/pools' });
  if (response.status !== 200) throw refusal(response, 'reading the cluster');
  return clusterOf(response);
}

export async function getNodes(http: HttpClient): Promise<{ readonly name: string; readonly nodes: readonly Node[] }> {
  const response = await http.send({ method: 'GET', url: '/pools/default' });
  if (response.status !== 200) throw refusal(response, 'reading the nodes');
  return nodesOf(response);
}

export async function getSettings(http: HttpClient, haste: Haste = {}): Promise<Settings> {
  const response = await http.send({ method: 'GET', url: '/settings/audit', ...haste });
  if (response.status !== 200) throw refusal(response, 'reading the audit settings');
  return settingsOf(response);
}

export async function getDescriptors(http: HttpClient): Promise<Descriptor[]> {
  const response = await http.send({ method: 'GET', url: '/settings/audit/descriptors' });
  if (response.status !== 200) throw refusal(response, 'reading the event descriptors');
  return descriptorsOf(response);
}

/** Stores nothing. Releases up to 7.0 answer 200 with errors inside. Throws ProviderError AF502 naming the fields. */
export async function validateSettings(http: HttpClient, uuid: string, form: string, where: string, haste: Haste = {}): Promise<void> {
  const response = await http.send({ method: 'POST', url: `/settings/audit?just_validate=1&uuid=${uuid}`, headers: FORM, body: form, access: 'write', ...haste });
  const errors = response.status === 200 || response.status === 400 ? errorsOf(response.text) : null;
  if (errors === null) throw refusal(response, `the settings on ${where}`);
  if (Object.keys(errors).length > 0) throw new ProviderError(`${where} would refuse the settings: ${fieldErrors(errors)}.`, { code: 'AF502', trouble: 'refused', status: response.status });
}

function errorsOf(text: string): Readonly<Record<string, Json>> | null {
  try {
    const body = JSON.parse(text) as Json;
    return isObject(body) && isObject(body.errors) ? body.errors : null;
  } catch {
    return null;
  }
}

/** One write of the fields given, guarded by the cluster's uuid. A 5xx may have been stored. */
export async function writeSettings(http: HttpClient, uuid: string, form: string): Promise<void> {
  const response = await http.send({ method: 'POST', url: `/settings/audit?uuid=${uuid}`, headers: FORM, body: form, access: 'write', timeoutMs: WRITE_TIMEOUT_MS });
  if (response.status !== 200) throw refusal(response, 'the audit settings');
}

/** Null: this login may not look. */
export async function localUserExists(http: HttpClient, name: string): Promise<boolean | null> {
  const response = await http.send({ method: 'GET', url: `/settings/rbac/users/local/${encodeURIComponent(name)}` });
  if (response.status === 200) return true;
  return response.status === 404 && response.text.includes('Unknown user') ? false : null;
}

/** Prometheus text of one node; null before 7.0 or without the permission. */
export async function getMetrics(http: HttpClient, haste: Haste = {}): Promise<string | null> {
  const response = await http.send({ method: 'GET', url: '/metrics', ...haste });
  return response.status === 200 ? response.text : null;
}

/** Ids of the security component's system events, oldest first; null before 7.1 or without the permission. */
export async function getAuditEvents(http: HttpClient): Promise<readonly number[] | null> {
  const response = await http.send({ method: 'GET', url: '/events' });
  if (response.status !== 200) return null;
  const { events } = objectOf(response);
  if (!Array.isArray(events)) return null;
  const ids = (events as readonly Json[]).flatMap((event) => (isObject(event) && typeof event.event_id === 'number' ? [event.event_id] : []));
  return ids.filter((id) => id >= 9216 && id <= 9218);
}
