import type { HttpClient } from '../../http/http-client.ts';
import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import { databaseStatus, testDatabase } from './api.ts';
import { limitsOf } from './limits.ts';
import type { LiveStatus } from './wire.ts';

const DAY_MS = 86_400_000;

/** GET /status, and with `probe` POST /test. An idle database shows no events, which proves nothing. */
export async function verify(http: HttpClient, live: Observation, probe: boolean, now: number): Promise<Verification> {
  const { id } = limitsOf(live);
  if (id === null)
    return { effective: 'no', flowing: 'no', evidence: [{ source: 'GET /databases', says: 'not monitored' }] };
  const status = await databaseStatus(http, id);
  const evidence: Evidence[] = [
    { source: `GET /databases/${id}/status`, says: `connection ${status.connection}, audit ${status.audit}` },
    ...Object.entries(status.checks)
      .filter(([, word]) => word !== 'healthy')
      .map(([name, word]) => ({ source: 'health check', says: `${name}: ${word}` })),
    {
      source: 'collector',
      says: `${status.eventsPerSecond ?? 'unknown'} events a second, last event ${status.lastEvent ?? 'unknown'}`,
    },
  ];
  let effective: Answer =
    status.connection === 'connected' && status.audit === 'active' ? 'yes' : isUndecided(status) ? 'unknown' : 'no';
  if (probe) {
    const { success, says } = await testDatabase(http, id);
    evidence.push({ source: `POST /databases/${id}/test`, says });
    if (!success) effective = 'no';
  }
  const fresh = status.lastEvent !== null && now - Date.parse(status.lastEvent) < DAY_MS;
  return {
    effective,
    flowing: effective !== 'no' && (fresh || (status.eventsPerSecond ?? 0) > 0) ? 'yes' : 'unknown',
    evidence,
  };
}

function isUndecided({ connection, audit }: LiveStatus): boolean {
  return connection === 'pending' || audit === 'initializing';
}
