import type { HttpClient } from '../../http/http-client.ts';
import { ProviderError } from '../provider-error.ts';
import { refusal } from './refusal.ts';
import { type Instance, instancesOf, type LogFiles, logFilesOf, type Policy, policyOf, resultOf } from './wire.ts';

const PAGE = 100;
const MAX_PAGES = 1_000;

/** ShowAuditLogPolicy. Throws ProviderError. */
export async function showAuditLogPolicy(http: HttpClient, projectId: string, instanceId: string): Promise<Policy> {
  const response = await http.send({ method: 'GET', url: `/v3/${projectId}/instances/${instanceId}/audit-log-policy` });
  if (response.status !== 200) throw refusal(response, 'reading the audit log policy');
  return policyOf(response);
}

/** SetAuditLogPolicy replaces the whole policy. A 200 is success only with result COMPLETED. Throws ProviderError. */
export async function setAuditLogPolicy(
  http: HttpClient,
  projectId: string,
  instanceId: string,
  policy: string,
): Promise<void> {
  const response = await http.send({
    method: 'PUT',
    url: `/v3/${projectId}/instances/${instanceId}/audit-log-policy`,
    headers: { 'content-type': 'application/json' },
    body: policy,
  });
  if (response.status !== 200) throw refusal(response, 'the audit log policy');
  const result = resultOf(response);
  if (result === 'COMPLETED') return;
  const failed = result === 'FAILED';
  throw new ProviderError(`The vendor answered 200 with result ${result.slice(0, 40)}.`, {
    code: failed ? 'AF502' : 'AF304',
    trouble: failed ? 'refused' : 'unavailable',
    sent: 'yes',
    status: 200,
    vendorCode: result.slice(0, 40),
  });
}

/** ListGaussMySqlInstances for one id; null when the listing does not know it. The v3 words tell rebooting from frozen, those of v3.1 do not. */
export async function findInstance(http: HttpClient, projectId: string, instanceId: string): Promise<Instance | null> {
  const response = await http.send({
    method: 'GET',
    url: `/v3/${projectId}/instances?id=${instanceId}&limit=${PAGE}&offset=0`,
  });
  if (response.status !== 200) throw refusal(response, 'looking up the instance');
  return instancesOf(response).instances.find(({ id }) => id === instanceId) ?? null;
}

/** ListGaussMySqlInstances, all pages. The list may shift between pages, so every id is given once. */
export async function* listInstances(http: HttpClient, projectId: string): AsyncGenerator<Instance> {
  const seen = new Set<string>();
  let offset = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const response = await http.send({
      method: 'GET',
      url: `/v3/${projectId}/instances?limit=${PAGE}&offset=${offset}`,
    });
    if (response.status !== 200) throw refusal(response, 'listing instances');
    const { instances, total } = instancesOf(response);
    for (const instance of instances) {
      if (!seen.has(instance.id)) yield instance;
      seen.add(instance.id);
    }
    offset += instances.length;
    if (instances.length === 0 || offset >= total) return;
  }
}

/** ListAuditLogs for a span of at most 30 days; times in milliseconds since the epoch. */
export async function listAuditLogs(
  http: HttpClient,
  projectId: string,
  instanceId: string,
  from: number,
  to: number,
): Promise<LogFiles> {
  const time = (ms: number) => encodeURIComponent(`${new Date(ms).toISOString().slice(0, 19)}+0000`);
  const query = `start_time=${time(from)}&end_time=${time(to)}&offset=0&limit=${PAGE}`;
  const response = await http.send({
    method: 'GET',
    url: `/v3/${projectId}/instances/${instanceId}/audit-logs?${query}`,
  });
  if (response.status !== 200) throw refusal(response, 'listing audit log files');
  return logFilesOf(response);
}
