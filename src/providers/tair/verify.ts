import type { Evidence, Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import { isProviderError } from '../provider-error.ts';
import { utcSeconds } from './acs-signature.ts';
import type { Call } from './api.ts';
import { recordCountOf } from './wire.ts';

/** The vendor advises windows of at most ten minutes, and records need a moment to arrive. */
const WINDOW_MS = 10 * 60_000;
const DELAY_MS = 2 * 60_000;
const WINDOWS = 6;

/** DescribeAuditRecords, from the newest window back, until one holds records. Counts only; no record proves nothing. */
export async function verify(records: Call, instanceId: string, live: Observation, now: number): Promise<Verification> {
  const on = live.document?.DbAudit === true;
  const evidence: Evidence[] = [{ source: 'DescribeAuditLogConfig', says: on ? 'DbAudit true' : 'DbAudit false' }];
  if (!on) return { effective: 'no', flowing: 'unknown', evidence };
  for (let window = 0; window < WINDOWS; window++) {
    const end = now - DELAY_MS - window * WINDOW_MS;
    const [StartTime, EndTime] = [utcSeconds(end - WINDOW_MS), utcSeconds(end)];
    try {
      const count = recordCountOf(await records('DescribeAuditRecords', { InstanceId: instanceId, StartTime, EndTime, PageSize: '100', PageNumber: '1' }));
      evidence.push({ source: 'DescribeAuditRecords', says: `${count} records from ${StartTime} to ${EndTime}` });
      if (count > 0) return { effective: 'yes', flowing: 'yes', evidence };
    } catch (error) {
      // Before auditing began, and just after it was switched on, the vendor refuses instead of answering zero.
      if (!isProviderError(error) || error.trouble !== 'refused' || error.code === 'AF302') throw error;
      evidence.push({ source: 'DescribeAuditRecords', says: error.message });
      break;
    }
  }
  return { effective: 'yes', flowing: 'unknown', evidence };
}
