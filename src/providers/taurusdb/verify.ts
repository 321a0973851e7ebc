import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { ProviderError } from '../provider-error.ts';
import type { TaurusDBApi } from './api.ts';
import { isAnswerless } from './refusal.ts';
import type { LogFiles } from './wire.ts';

/** Files come every 30 minutes or at 100 MB (https://support.huaweicloud.com/intl/en-us/usermanual-taurusdb/taurusdb_03_0718.html); a quarter of an hour more for the upload. */
const FRESH_MS = 45 * 60_000;
const WINDOW_MS = 2 * 3_600_000;
/** As much as the vendor's clock may differ from ours. */
const SKEW_MS = 15 * 60_000;

/**
 * The policy and the status say whether recording is on; a fresh file, that records arrive. An idle instance may have
 * none, and right after enabling none can be there. Throws ProviderError.
 */
export async function verify(
  api: TaurusDBApi,
  instanceId: string,
  live: Observation,
  now: number,
): Promise<Verification> {
  const days = Number(live.document?.keep_days);
  const evidence: Evidence[] = [
    { source: 'GET audit-log-policy', says: days > 0 ? `keep_days ${days}` : 'keep_days 0: off' },
  ];
  if (!(days > 0)) return { effective: 'no', flowing: 'unknown', evidence };
  const status = await api.findInstance(instanceId).then((instance) => instance?.status ?? null, untold);
  if (status !== null) evidence.push({ source: 'GET instances', says: `status ${status.slice(0, 40)}` });
  // SQL goes unlogged while an instance is being changed; one that is frozen or rebooting records nothing.
  const effective: Answer = status === null || status === 'ACTIVE' ? 'yes' : 'unknown';
  const files = await api.listAuditLogs(instanceId, now - WINDOW_MS, now).catch(told);
  evidence.push({ source: 'GET audit-logs', says: 'count' in files ? inWords(files) : files.message });
  return { effective, flowing: 'count' in files && isFresh(files, now) ? 'yes' : 'unknown', evidence };
}

function isFresh({ newestEnd }: LogFiles, now: number): boolean {
  return newestEnd !== null && now - newestEnd <= FRESH_MS && newestEnd - now <= SKEW_MS;
}

function inWords({ count, newestEnd }: LogFiles): string {
  if (count === 0) return 'no files in the last 2 hours: pending after a change, or an idle instance';
  if (newestEnd === null) return `${count} files in the last 2 hours, none says when it ends`;
  return `${count} files in the last 2 hours, the newest ends at ${new Date(newestEnd).toISOString()}`;
}

/** Who may not look up instances learns nothing from them, and loses nothing. */
function untold(error: unknown): null {
  told(error);
  return null;
}

/** Refusals say something, too; all else goes up. */
function told(error: unknown): ProviderError {
  if (isAnswerless(error)) return error;
  throw error;
}
