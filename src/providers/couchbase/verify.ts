import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Clock } from '../provider.ts';
import { getAuditEvents, getMetrics } from './api.ts';
import { type ClusterReader, type ClusterReading, HASTE, type NodeReading } from './cluster-reader.ts';
import { metricValues } from './metric.ts';
import type { Cluster } from './wire.ts';

/** Between the two readings of the counter of dropped events. */
const PAUSE_MS = 2_000;

interface Gauge {
  readonly node: string;
  /** Lowest of the node's values of kv_audit_enabled. */
  readonly enabled: number | null;
  /** Sum of kv_audit_dropped_events. */
  readonly dropped: number | null;
}

/**
 * Every node's own figures (metrics reference, from 7.0): kv_audit_enabled, and kv_audit_dropped_events read twice. The
 * server counts no records that were written and lets nobody read the log, so nothing proves that records arrive: flowing
 * is `no` while events are being dropped and `unknown` otherwise.
 */
export async function verify(
  reader: ClusterReader,
  clock: Clock,
  check: (cluster: Cluster) => void,
): Promise<Verification> {
  const reading = await reader.read(check);
  const first = await gauges(reading.nodes);
  await clock.sleep(PAUSE_MS);
  const second = await gauges(reading.nodes);
  const rising = second.filter(
    ({ dropped }, index) => dropped !== null && dropped > (first[index]?.dropped ?? dropped),
  );
  const evidence: Evidence[] = [
    ...reading.nodes.map(({ node, settings }) => ({
      source: `GET /settings/audit on ${node}`,
      says: `auditdEnabled ${settings.auditdEnabled}`,
    })),
    ...second.map((gauge, index) => ({
      source: `GET /metrics on ${gauge.node}`,
      says: figures(gauge, first[index] ?? gauge),
    })),
    ...reading.silent.map(({ node, why }) => ({ source: node, says: `not asked: ${why}` })),
    ...(reading.listed ? [] : [{ source: 'GET /pools/default', says: 'does not tell the other nodes' }]),
    ...(await systemEvents(reader)),
    {
      source: 'Couchbase Server',
      says: 'has no call that shows or counts audit records, so their arrival is not proven',
    },
  ];
  return { effective: effectiveness(reading, second), flowing: rising.length > 0 ? 'no' : 'unknown', evidence };
}

function gauges(nodes: readonly NodeReading[]): Promise<Gauge[]> {
  return Promise.all(
    nodes.map(async ({ node, clients }) => {
      const text = (await getMetrics(clients.http, HASTE)) ?? '';
      const [enabled, dropped] = ['kv_audit_enabled', 'kv_audit_dropped_events'].map((name) =>
        metricValues(text, name),
      );
      return {
        node,
        enabled: enabled!.length === 0 ? null : Math.min(...enabled!),
        dropped: dropped!.length === 0 ? null : dropped!.reduce((sum, value) => sum + value, 0),
      };
    }),
  );
}

/** `no` when a node says so; `yes` only when every node of the cluster says so. */
function effectiveness({ nodes, silent, listed }: ClusterReading, gauges: readonly Gauge[]): Answer {
  const states = gauges.map(({ enabled }, index) => [nodes[index]!.settings.auditdEnabled, enabled] as const);
  if (states.some(([setting, enabled]) => enabled === 0 || (!setting && enabled === null))) return 'no';
  const all = listed && silent.length === 0;
  return all && states.every(([setting, enabled]) => setting && enabled === 1) ? 'yes' : 'unknown';
}

function figures({ enabled, dropped }: Gauge, before: Gauge): string {
  if (enabled === null && dropped === null)
    return 'no audit figures (release before 7.0, no data service, or no permission)';
  const trend =
    dropped === null || before.dropped === null
      ? ''
      : dropped > before.dropped
        ? `, rising from ${before.dropped}`
        : ', not rising';
  return `kv_audit_enabled ${enabled ?? 'missing'}, kv_audit_dropped_events ${dropped ?? 'missing'}${trend}`;
}

/** What the system event log (from 7.1) tells of the settings; it tells nothing of records. */
async function systemEvents({ endpoint }: ClusterReader): Promise<Evidence[]> {
  const names: Readonly<Record<number, string>> = {
    9216: 'audit enabled',
    9217: 'audit disabled',
    9218: 'audit settings changed',
  };
  const events = await getAuditEvents(endpoint);
  if (events === null) return [];
  const kinds = [...new Set(events)].sort((left, right) => left - right);
  const says =
    kinds.length === 0 ? 'no event about auditing' : `seen: ${kinds.map((id) => `${id} ${names[id]}`).join(', ')}`;
  return [{ source: 'GET /events', says }];
}
