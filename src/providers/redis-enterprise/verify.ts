import type { HttpClient } from '../../http/http-client.ts';
import type { Answer, Evidence, Verification } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { Clock, Desired } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { controlPlane } from './control-plane.ts';
import { limitsOf } from './document.ts';
import { getSinkMetrics, type SinkMetrics } from './metrics.ts';

export interface Verifier {
  /** Of the REST API, for naming sources. */
  readonly baseUrl: string;
  readonly openMetrics: () => HttpClient;
  readonly clock: Clock;
}

/** How long the counters are watched for growth, in milliseconds. */
const WATCH_MS = 5000;
const PAUSE_MS = 500;

/**
 * `effective` from what the cluster says is on, doubted by the sink metrics of 8.2; `flowing` only from a counter of
 * sent records that grows while it is watched. Without records the answer is unknown, never no.
 */
export async function verify(wanted: Desired, live: Observation, verifier: Verifier): Promise<Verification> {
  const { effective, evidence } = controlPlane(wanted, live, verifier.baseUrl);
  const limits = limitsOf(live);
  if (effective === 'no') return { effective, flowing: 'unknown', evidence };
  if (!limits.auditSettings) {
    const says = `${limits.version ?? 'this version'} has no metrics of the sink (from 8.2): whether records arrive cannot be told`;
    return { effective, flowing: 'unknown', evidence: [...evidence, { source: 'GET /v2', says }] };
  }
  const watched = await watch(verifier);
  return {
    effective: doubted(effective, watched.last),
    flowing: watched.grew && effective !== 'unknown' ? 'yes' : 'unknown',
    evidence: [...evidence, ...watched.evidence],
  };
}

interface Watched {
  readonly grew: boolean;
  readonly last: SinkMetrics | null;
  readonly evidence: readonly Evidence[];
}

async function watch(verifier: Verifier): Promise<Watched> {
  try {
    const http = verifier.openMetrics();
    const first = await getSinkMetrics(http);
    let last = first.metrics;
    const until = verifier.clock.now() + WATCH_MS;
    while (first.metrics.sentMessages !== null && !grown(first.metrics, last) && verifier.clock.now() < until) {
      await verifier.clock.sleep(PAUSE_MS);
      last = (await getSinkMetrics(http)).metrics;
    }
    return {
      grew: grown(first.metrics, last),
      last,
      evidence: [{ source: first.source, says: told(first.metrics, last) }],
    };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { grew: false, last: null, evidence: [{ source: 'GET /v2', says: `not readable: ${error.message}` }] };
  }
}

function grown(first: SinkMetrics, last: SinkMetrics): boolean {
  return (
    first.sentMessages !== null &&
    last.sentMessages !== null &&
    last.sentMessages > first.sentMessages &&
    last.connectedWorkers !== 0
  );
}

/** Proxies that gave up for good and hold no connection deliver nothing, whatever the settings say. */
function doubted(effective: Answer, metrics: SinkMetrics | null): Answer {
  if (metrics === null || metrics.connectedWorkers !== 0) return effective;
  return (metrics.attemptsExhausted ?? 0) > 0 ? 'no' : 'unknown';
}

function told(first: SinkMetrics, last: SinkMetrics): string {
  if (last.sentMessages === null && last.connectedWorkers === null) return 'no audit_sink metrics are exported';
  const sent = (last.sentMessages ?? 0) - (first.sentMessages ?? 0);
  const dropped = (last.droppedMessages ?? 0) - (first.droppedMessages ?? 0);
  const idle = sent > 0 ? '' : '; open a client connection to an audited database while verify runs';
  const exhausted = (last.attemptsExhausted ?? 0) > 0 ? `, gave up reconnecting ${last.attemptsExhausted} times` : '';
  return (
    `${last.connectedWorkers ?? 'unknown'} workers connected to the sink${exhausted}, ${last.sentMessages ?? 'unknown'} records sent since the proxies started, ` +
    `${sent} while watched (${dropped} dropped)${idle}`
  );
}
