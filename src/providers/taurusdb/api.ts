import { ProviderError } from '../provider-error.ts';
import type { WriteWatch } from '../../http/http-client.ts';
import type { Call } from './call.ts';
import { createInstanceLookup } from './instance-lookup.ts';
import { listPages } from './list-pages.ts';
import { isAnswerless } from './refusal.ts';
import {
  detailOf,
  detailsOf,
  type Instance,
  instancesOf,
  type LogFiles,
  logFilesOf,
  type Policy,
  policyOf,
  resultOf,
} from './wire.ts';

/** A list that changes while it is read may pass over an instance: it is read again, so many times in all. */
const PASSES = 3;

/** One function per call. All throw ProviderError. */
export interface TaurusDBApi {
  showAuditLogPolicy(instanceId: string): Promise<Policy>;
  /** Replaces the whole policy by this JSON text. A 200 is success only with result COMPLETED. */
  setAuditLogPolicy(instanceId: string, policy: string, writing?: WriteWatch): Promise<void>;
  /** As it is now; many at once share calls. Null when the vendor's lists do not know it. */
  findInstance(instanceId: string): Promise<Instance | null>;
  /** All pages, every id once. */
  listInstances(): AsyncGenerator<Instance>;
  /** A span of at most 30 days, in milliseconds since the epoch. */
  listAuditLogs(instanceId: string, from: number, to: number): Promise<LogFiles>;
}

export function createApi(call: Call, projectId: string): TaurusDBApi {
  // The v3 words tell a rebooting instance from a frozen one; those of v3.1 do not.
  const instances = `/v3/${encodeURIComponent(projectId)}/instances`;
  const get = (url: string, what: string) => call({ method: 'GET', url }, what);
  const listed = async (instanceId: string) => {
    const response = await get(`${instances}?id=${instanceId}&limit=100&offset=0`, 'looking up the instance');
    return instancesOf(response).items.find((instance) => same(instance.id, instanceId)) ?? null;
  };
  const detailed = async (instanceId: string) => {
    const instance = detailOf(await get(`${instances}/${instanceId}`, 'looking up the instance'));
    return same(instance.id, instanceId) ? instance : null;
  };
  const found = async (instanceId: string): Promise<Instance | null> => {
    const inList = await listed(instanceId).catch((error: unknown) => {
      if (isAnswerless(error)) return error;
      throw error;
    });
    if (inList !== null && !(inList instanceof ProviderError)) return inList;
    try {
      return await detailed(instanceId);
    } catch (error) {
      if (!isAnswerless(error)) throw error;
      if (inList !== null) throw inList;
      return null;
    }
  };
  const several = async (instanceIds: readonly string[]) =>
    detailsOf(await get(`${instances}/details?instance_ids=${instanceIds.join(',')}`, 'looking up instances'));
  return {
    async showAuditLogPolicy(instanceId) {
      return policyOf(await get(`${instances}/${instanceId}/audit-log-policy`, 'reading the audit log policy'));
    },
    async setAuditLogPolicy(instanceId, policy, writing) {
      const headers = { 'content-type': 'application/json' };
      const url = `${instances}/${instanceId}/audit-log-policy`;
      const request = { method: 'PUT', url, headers, body: policy, ...(writing && { writing }) } as const;
      demandCompleted(resultOf(await call(request, 'the audit log policy')));
    },
    findInstance: createInstanceLookup({ one: found, several }),
    async *listInstances() {
      const seen = new Set<string>();
      for (let pass = 0; pass < PASSES; pass++) {
        const totals = new Set<number>();
        const page = async (range: string) => {
          const listed = instancesOf(await get(`${instances}?${range}`, 'listing instances'));
          totals.add(listed.total);
          return listed;
        };
        for await (const instance of listPages(page)) {
          if (!seen.has(instance.id)) yield instance;
          seen.add(instance.id);
        }
        if (totals.size <= 1) return;
      }
    },
    async listAuditLogs(instanceId, from, to) {
      const span = `start_time=${time(from)}&end_time=${time(to)}`;
      const page = (range: string) =>
        get(`${instances}/${instanceId}/audit-logs?${span}&${range}`, 'listing audit log files').then(logFilesOf);
      let [count, newestEnd]: [number, number | null] = [0, null];
      // The order of the files is not documented, so the newest may be on any page.
      for await (const end of listPages(page)) {
        count += 1;
        if (end !== null) newestEnd = Math.max(end, newestEnd ?? end);
      }
      return { count, newestEnd };
    },
  };
}

/** Ids are lower-case in every example of the vendor; whether case matters is not documented. */
function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The form that the examples have; whether a Z is accepted is not documented. */
function time(ms: number): string {
  return encodeURIComponent(`${new Date(ms).toISOString().slice(0, 19)}+0000`);
}

function demandCompleted({ result, jobId }: ReturnType<typeof resultOf>): void {
  if (result === 'COMPLETED') return;
  const job = jobId === null ? '' : `, job ${jobId}`;
  const failed = result === 'FAILED';
  throw new ProviderError(`The vendor answered the audit log policy with HTTP 200, result ${result}${job}`, {
    code: failed ? 'AF502' : 'AF304',
    // Any other word leaves open what became of the write: reading back tells.
    trouble: failed ? 'refused' : 'unavailable',
    sent: 'yes',
    status: 200,
    vendorCode: result,
    fix: 'Look up the instance and the job in the task center of the console.',
  });
}
