import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { ProviderError } from '../provider-error.ts';
import { countAuditRecords, type Window } from './api.ts';
import { utcSeconds } from './acs-signature.ts';
import type { Call } from './call.ts';
import { limitsOf } from './limits.ts';
import { isAnswerless } from './refusal.ts';

/** The vendor advises windows of at most ten minutes, and records need a moment to arrive. */
const WINDOW_MS = 10 * 60_000;
const DELAY_MS = 2 * 60_000;
const WINDOWS = 6;

const SOURCE = 'DescribeAuditRecords';

/**
 * Looks for records from the newest window back, until one holds some. Counts only. None is no proof of anything: only
 * writes are recorded. Throws ProviderError.
 */
export async function verify(call: Call, id: string, live: Observation, now: number): Promise<Verification> {
  const on = live.document?.DbAudit === true;
  const says = on ? 'DbAudit is true' : 'DbAudit is false';
  const evidence: Evidence[] = [{ source: limitsOf(live).source, says }];
  const result = (effective: Answer, flowing: Answer): Verification => ({ effective, flowing, evidence });
  if (!on) return result('no', 'unknown');
  for (let back = 0; back < WINDOWS; back++) {
    const end = now - DELAY_MS - back * WINDOW_MS;
    const window = { start: end - WINDOW_MS, end };
    const count = await countAuditRecords(call, id, window).catch(told);
    if (typeof count !== 'number') {
      evidence.push({ source: SOURCE, says: `${span(window)}: ${reasonOf(count)}` });
      // One action says that auditing is on, the other that it is not, as happens for a while after enabling.
      return result(count.code === 'AF306' ? 'unknown' : 'yes', 'unknown');
    }
    evidence.push({ source: SOURCE, says: `${span(window)}: ${count} records` });
    if (count > 0) return result('yes', 'yes');
  }
  return result('yes', 'unknown');
}

/** Refusals say something, too; all else goes up. */
function told(error: unknown): ProviderError {
  if (isAnswerless(error)) return error;
  throw error;
}

function reasonOf(error: ProviderError): string {
  if (error.code === 'AF306') return 'not supported or not active yet (IncorrectDBInstance.NotSupported)';
  if (error.vendorCode === 'InvalidEndTime.Invalid') return 'auditing began later (InvalidEndTime.Invalid)';
  return error.message;
}

function span({ start, end }: Window): string {
  return `${utcSeconds(start)} to ${utcSeconds(end)}`;
}
