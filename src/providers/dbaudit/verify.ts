import type { HttpClient } from '../../http/http-client.ts';
import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import { isProviderError } from '../provider-error.ts';
import { databaseStatus, testDatabase } from './api.ts';
import { limitsOf } from './limits.ts';
import { isDown, type LiveStatus } from './live-status.ts';
import type { TestResult } from './test-result.ts';

const DAY_MS = 86_400_000;
/** Clocks differ. */
const SKEW_MS = 300_000;

/** GET /status, and with `probe` POST /test. An idle database shows no events, which proves nothing. */
export async function verify(http: HttpClient, live: Observation, probe: boolean, now: number): Promise<Verification> {
  const { id, status, auditStatus, options } = limitsOf(live);
  if (id === null)
    return { effective: 'no', flowing: 'no', evidence: [{ source: 'GET /databases', says: 'not monitored' }] };
  const shown = await databaseStatus(http, id);
  const words = shown ?? { connection: status!, audit: auditStatus! };
  const source = `GET /databases/${id}${shown === null ? '' : '/status'}`;
  const evidence: Evidence[] = [
    { source, says: `connection ${words.connection}, audit ${words.audit}` },
    ...(shown === null ? [{ source: `${source}/status`, says: 'not offered to this key' }] : workings(shown, source)),
  ];
  let effective = inEffect(words);
  if (options?.capture_queries === false) {
    evidence.push({ source: `GET /databases/${id}`, says: 'capture_queries is false: no query audit' });
    effective = 'no';
  }
  if (probe) {
    const { success, says } = await tested(http, id);
    evidence.push({ source: `POST /databases/${id}/test`, says });
    if (success === false) effective = 'no';
  }
  return { effective, flowing: effective !== 'no' && hasEvents(shown, now) ? 'yes' : 'unknown', evidence };
}

/** Words that the page does not name leave it open. */
function inEffect(words: Pick<LiveStatus, 'connection' | 'audit'>): Answer {
  if (isDown(words) || words.audit === 'paused') return 'no';
  return words.connection === 'connected' && words.audit === 'active' ? 'yes' : 'unknown';
}

function workings({ checks, eventsPerSecond, lastEvent }: LiveStatus, source: string): Evidence[] {
  return [
    ...Object.entries(checks)
      .filter(([, word]) => word !== 'healthy')
      .map(([name, word]) => ({ source, says: `warning: health check ${name} is ${word}` })),
    { source, says: `${eventsPerSecond ?? 'unknown'} events a second, last event ${lastEvent ?? 'unknown'}` },
  ];
}

function hasEvents(shown: LiveStatus | null, now: number): boolean {
  if (shown === null) return false;
  const age = shown.lastEvent === null ? Number.NaN : now - Date.parse(shown.lastEvent);
  return (shown.eventsPerSecond ?? 0) > 0 || (age > -SKEW_MS && age < DAY_MS);
}

/** A test that cannot be made says nothing about auditing. */
async function tested(http: HttpClient, id: string): Promise<TestResult> {
  try {
    return await testDatabase(http, id, 'read');
  } catch (error) {
    if (!isProviderError(error) || error.code === 'AF302') throw error;
    return { success: null, says: error.message };
  }
}
