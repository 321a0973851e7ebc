import type { HttpClient } from '../../http/http-client.ts';
import { readTrouble } from './refusal.ts';

/** The audit sink's metrics (audit-events page, 8.2), summed over all series; null when not exported. */
export interface SinkMetrics {
  readonly connectedWorkers: number | null;
  readonly sentMessages: number | null;
  readonly droppedMessages: number | null;
  readonly attemptsExhausted: number | null;
}

/** The metrics stream is on port 8070 of the cluster when the REST API is on its usual port, else where the endpoint is. */
export function metricsBase(endpoint: string, metricsEndpoint: string | null): string {
  if (metricsEndpoint !== null) return metricsEndpoint.replace(/\/+$/, '');
  const url = new URL(endpoint);
  if (url.port === '9443' || url.port === '') return `https://${url.hostname}:8070`;
  return url.origin;
}

/** The port is often closed to the outside: verify does not wait long for it. */
const BRIEFLY = { attempts: 2, timeoutMs: 5000 };

/** GET /v2 of the metrics stream engine. Throws ProviderError. */
export async function getSinkMetrics(
  http: HttpClient,
): Promise<{ readonly metrics: SinkMetrics; readonly source: string }> {
  const response = await http.send({ method: 'GET', url: '/v2', headers: { accept: 'text/plain' }, ...BRIEFLY });
  if (response.status !== 200) throw readTrouble(response, 'to read metrics');
  return { metrics: sinkMetricsOf(response.text), source: response.source };
}

/** From the Prometheus text format; lines of other metrics are skipped. */
export function sinkMetricsOf(text: string): SinkMetrics {
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    const found = /^(audit_sink_\w+?)(?:_total)?(?:\{[^\n]*\})?\s+(\S+)(?:\s+-?\d+)?\s*$/.exec(line);
    const value = Number(found?.[2]);
    if (found && Number.isFinite(value)) sums.set(found[1]!, (sums.get(found[1]!) ?? 0) + value);
  }
  const sum = (name: string) => sums.get(`audit_sink_${name}`) ?? null;
  return {
    connectedWorkers: sum('connected_workers'),
    sentMessages: sum('sent_messages'),
    droppedMessages: sum('dropped_messages'),
    attemptsExhausted: sum('reconnect_attempts_exhausted'),
  };
}
