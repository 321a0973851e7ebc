import type { HttpClient, HttpResponse } from '../../http/http-client.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { errorsIn, fieldErrors, isCommunity, isOtherCluster, refusal } from './refusal.ts';
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

const withheld = new Set([403, 404, 405, 406, 501]);

/** The server, or what stands in front of it, does not offer this user a call that is only nice to have. */
export function isWithheld(error: unknown): boolean {
  return isProviderError(error) && error.status !== null && withheld.has(error.status) && error.code !== 'AF306';
}

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

/** What is only nice to have: null for whatever goes wrong, but for a login that is refused or missing. */
async function optional<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const login = isProviderError(error) && ['AF302', 'AF216', 'AF217'].includes(error.code);
    if (login || !isProviderError(error)) throw error;
    return null;
  }
}

/** Null for whatever goes wrong: only says more about what is known without it. */
export async function findDescriptors(http: HttpClient): Promise<Descriptor[] | null> {
  return optional(() => getDescriptors(http));
}

/** Throws AF306 for a node that is not set up. */
export async function getCluster(http: HttpClient): Promise<Cluster> {
  return clusterOf(await ok(http, '/pools'));
}

/** Null where the call is not to be had. Throws AF306 for a node that is not set up. */
export async function getPool(http: HttpClient): Promise<Pool | null> {
  const response = await http.send({ method: 'GET', url: '/pools/default' });
  const unset = response.text.includes('unknown pool');
  if (withheld.has(response.status) && !unset) return null;
  if (response.status !== 200) throw refusal(response, 'read');
  return poolOf(response);
}

/** AF308 when another cluster than `uuid` is at that address by now: one name may lead to several. */
export async function getSettings(http: HttpClient, uuid: string, haste: Haste = {}): Promise<Settings> {
  return settingsOf(await ok(http, `/settings/audit?uuid=${uuid}`, haste));
}

export async function getDescriptors(http: HttpClient): Promise<Descriptor[]> {
  return descriptorsOf(await ok(http, '/settings/audit/descriptors'));
}

/** Null where the call does not exist (before 6.5), fails, or is not permitted: it only explains a refusal. */
export async function getFixedDescriptors(http: HttpClient): Promise<Descriptor[] | null> {
  return optional(async () =>
    descriptorsOf(await ok(http, '/settings/audit/nonFilterableDescriptors', { attempts: 2 })),
  );
}

/**
 * Asks a node whether it would take the settings; stores nothing, so it counts as a read, but needs the rights to write.
 * Releases up to 7.0 answer 200 with errors inside. False: the server does not offer it, so the write itself will tell.
 * Throws AF502 naming the fields; nothing was sent for good.
 */
export async function validateSettings(http: HttpClient, uuid: string, form: string, node: string): Promise<boolean> {
  const url = `/settings/audit?just_validate=1&uuid=${uuid}`;
  const response = await http.send({ method: 'POST', url, headers: FORM, body: form, access: 'read' });
  const { status, text } = response;
  const gone = status !== 403 && withheld.has(status);
  if (gone && !isOtherCluster(text) && !isCommunity(response)) return false;
  if (status !== 200 && status !== 400) throw refusal(response, 'write');
  const errors = errorsIn(response);
  // An answer that lists errors, but none, has nothing against the settings, whatever its status.
  if (errors === null ? status === 200 : Object.keys(errors).length === 0) return true;
  const trouble = refusal({ ...response, status: 400 }, 'write');
  if (trouble.code !== 'AF502' || errors === null) throw trouble;
  throw new ProviderError(`Node ${node} would refuse the settings: ${fieldErrors(errors)}. Nothing was written.`, {
    code: 'AF502',
    trouble: 'refused',
    status: response.status,
    fix: trouble.fix,
  });
}

/** One write of the fields given, guarded by the cluster's uuid. All or nothing; a 5xx may have been stored. */
export async function postSettings(http: HttpClient, uuid: string, form: string): Promise<void> {
  const url = `/settings/audit?uuid=${uuid}`;
  const request = { method: 'POST', url, headers: FORM, body: form, timeoutMs: WRITE_TIMEOUT_MS } as const;
  const response = await http.send(request);
  // Documented is 200; reading back is what proves a write, so any other success counts as taken too.
  if (response.status < 200 || response.status > 299) throw refusal(response, 'write');
  if (Object.keys(errorsIn(response) ?? {}).length > 0) throw refusal({ ...response, status: 400 }, 'write');
}

/** False only by the server's own words; null: this user may not look, or the server does not know the call. */
export async function localUserExists(http: HttpClient, name: string): Promise<boolean | null> {
  // A name of dots alone cannot stand in a path.
  if (/^\.+$/.test(name)) return null;
  return optional(async () => {
    const response = await http.send({ method: 'GET', url: `/settings/rbac/users/local/${encodeURIComponent(name)}` });
    if (response.status === 200) return true;
    return response.status === 404 && /unknown user/i.test(response.text) ? false : null;
  });
}

/** Prometheus text of one node; null before 7.0, without the permission to export statistics, and while it fails. */
export async function getMetrics(http: HttpClient, haste: Haste = {}): Promise<string | null> {
  return optional(async () => (await ok(http, '/metrics', haste)).text);
}

/** The system events about auditing, as listed; null before 7.1, without the permission to read logs, and while it fails. */
export async function getAuditEvents(http: HttpClient): Promise<readonly number[] | null> {
  return optional(async () => auditEventsOf(await ok(http, '/events', { attempts: 2 })));
}
