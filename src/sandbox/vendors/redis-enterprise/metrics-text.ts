import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { isAuditing } from './settle.ts';
import type { RedisEnterpriseState, RedisNodeMetrics } from './state.ts';
import { hasAuditSettings } from './version.ts';

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly value: (node: RedisNodeMetrics) => number;
}

/** The metrics stream engine's `/v2`, without a login. The audit figures are of 8.2. */
export function metricsText(state: RedisEnterpriseState, { method, path }: SimulatedRequest): SimulatedReply {
  if (path !== '/v2') return { status: 404, body: '' };
  if (method !== 'GET') return { status: 405, body: '' };
  const families = hasAuditSettings(state) ? auditFamilies(isAuditing(state)) : [];
  const up: Family = { name: 'node_available', type: 'gauge', value: () => 1 };
  const text = [up, ...families].map((family) => familyText(state, family)).join('');
  return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, body: text };
}

function auditFamilies(auditing: boolean): readonly Family[] {
  return [
    { name: 'audit_sink_connected_workers', type: 'gauge', value: (node) => (auditing ? node.connectedWorkers : 0) },
    { name: 'audit_sink_sent_messages', type: 'counter', value: (node) => Math.floor(node.sentMessages) },
    { name: 'audit_sink_dropped_messages', type: 'counter', value: (node) => node.droppedMessages },
    {
      name: 'audit_sink_reconnect_attempts_exhausted',
      type: 'counter',
      value: (node) => node.reconnectAttemptsExhausted,
    },
  ];
}

function familyText({ cluster, metrics }: RedisEnterpriseState, { name, type, value }: Family): string {
  const samples = metrics.map((node) => `${name}{cluster="${cluster.name}",node="${node.node}"} ${value(node)}\n`);
  return `# TYPE ${name} ${type}\n${samples.join('')}`;
}
