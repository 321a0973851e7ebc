import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import type { RedisEnterpriseState } from './state.ts';
import { atLeast } from './version.ts';

/** The metrics stream engine's `/v2`: audit sink figures, from 8.2. */
export function metricsText(state: RedisEnterpriseState, request: SimulatedRequest, now: number): SimulatedReply {
  if (request.path !== '/v2' || request.method !== 'GET') return { status: 404, body: '' };
  const { workers, sent, sentPerSecond, dropped, exhausted, since } = state.metrics;
  const auditing = state.sink !== null && state.bdbs.some(({ auditMode }) => auditMode !== 'disabled');
  const figures: Record<string, number> = atLeast(state, 8, 2)
    ? {
        audit_sink_connected_workers: auditing ? workers : 0,
        audit_sink_sent_messages: sent + (auditing ? Math.floor(((now - since) * sentPerSecond) / 1_000) : 0),
        audit_sink_dropped_messages: dropped,
        audit_sink_reconnect_attempts_exhausted: exhausted,
      }
    : {};
  const lines = Object.entries({ node_up: 1, ...figures }).map(([name, value]) => `# TYPE ${name} gauge\n${name}{cluster="${state.name}",node="1"} ${value}\n`);
  return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: lines.join('') };
}
