import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Clock } from '../provider.ts';
import { getAuditEvents, getMetrics } from './api.ts';
import { type ClusterReader, HASTE } from './cluster-reader.ts';
import { metricOf } from './wire.ts';

/** Between the two readings of the counter of dropped events. */
const PAUSE_MS = 1_000;

interface Gauge {
  readonly node: string;
  readonly enabled: number | null;
  readonly dropped: number | null;
}

/**
 * Every node's own figures: kv_audit_enabled, and kv_audit_dropped_events over two readings. No call counts events
 * that were written, so a steady counter of dropped ones on nodes that audit is the best evidence there is.
 */
export async function verify(reader: ClusterReader, clock: Clock): Promise<Verification> {
  const [first, silent] = await gauges(reader);
  await clock.sleep(PAUSE_MS);
  const [second] = await gauges(reader);
  const rising = second.filter(({ dropped }, index) => (dropped ?? 0) > (first[index]?.dropped ?? 0)).map(({ node }) => node);
  const evidence: Evidence[] = second.map(({ node, enabled, dropped }) => ({ source: `GET /metrics on ${node}`, says: enabled === null ? 'no audit figures' : `kv_audit_enabled ${enabled}, kv_audit_dropped_events ${dropped ?? 'unknown'}${rising.includes(node) ? ' and rising' : ''}` }));
  for (const node of silent) evidence.push({ source: node, says: 'did not answer' });
  const events = await getAuditEvents(reader.endpoint);
  if (events !== null) evidence.push({ source: 'GET /events', says: lastEvent(events) });
  const effective = effectiveness(second, silent);
  const counted = second.every(({ dropped }) => dropped !== null);
  return { effective, flowing: rising.length > 0 ? 'no' : effective === 'yes' && counted ? 'yes' : 'unknown', evidence };
}

async function gauges(reader: ClusterReader): Promise<[Gauge[], readonly string[]]> {
  const { nodes, silent } = await reader.read();
  const read = await Promise.all(
    nodes.map(async ({ node, http }): Promise<Gauge> => {
      const text = await getMetrics(http, HASTE);
      return { node, enabled: text === null ? null : metricOf(text, 'kv_audit_enabled'), dropped: text === null ? null : metricOf(text, 'kv_audit_dropped_events') };
    }),
  );
  return [read, silent];
}

function effectiveness(nodes: readonly Gauge[], silent: readonly string[]): Answer {
  if (nodes.some(({ enabled }) => enabled === 0)) return 'no';
  return silent.length === 0 && nodes.every(({ enabled }) => enabled !== null && enabled > 0) ? 'yes' : 'unknown';
}

function lastEvent(ids: readonly number[]): string {
  const names: Readonly<Record<number, string>> = { 9216: 'audit enabled', 9217: 'audit disabled', 9218: 'audit settings changed' };
  const last = ids.at(-1);
  return last === undefined ? 'no event about audit settings' : `last event about audit settings: ${last} ${names[last]}`;
}
