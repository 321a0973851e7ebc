import type { HttpClient } from '../../http/http-client.ts';
import type { Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import { listAuditLogs } from './api.ts';

/** Files come every 30 minutes or at 100 MB (TaurusDB user guide); a quarter of an hour more for the upload. */
const FRESH_MS = 45 * 60_000;
const WINDOW_MS = 2 * 3_600_000;

/** The policy says whether recording is on; a fresh log file, that records arrive. An idle instance may have none. */
export async function verify(
  http: HttpClient,
  projectId: string,
  instanceId: string,
  live: Observation,
  now: number,
): Promise<Verification> {
  const days = Number(live.document?.keep_days);
  const policy = { source: 'GET audit-log-policy', says: days > 0 ? `keep_days ${days}` : 'keep_days 0: off' };
  if (days === 0) return { effective: 'no', flowing: 'unknown', evidence: [policy] };
  const { count, newestEnd } = await listAuditLogs(http, projectId, instanceId, now - WINDOW_MS, now);
  const fresh = newestEnd !== null && now - newestEnd <= FRESH_MS;
  const says =
    newestEnd === null
      ? `${count} files in the last 2 hours`
      : `${count} files in the last 2 hours, the newest ends at ${new Date(newestEnd).toISOString()}`;
  return {
    effective: 'yes',
    flowing: fresh ? 'yes' : 'unknown',
    evidence: [policy, { source: 'GET audit-logs', says }],
  };
}
