import { type SeenRequest, startServer, type TestServer } from '../http/start-server.ts';

/** A collector on loopback that takes everything. */
export async function startCollector(): Promise<TestServer> {
  return startServer((response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
}

export interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** All spans that were received, attributes as an object. */
export function spansOf(seen: readonly SeenRequest[]): SeenSpan[] {
  const found = seen.filter(({ url }) => url.endsWith('/v1/traces')).map(({ body }) => JSON.parse(body));
  return found
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans as (SeenSpan & { readonly attributes: readonly Attribute[] })[])
    .map((span) => ({ ...span, attributes: plain(span.attributes) }));
}

export interface SeenMetric {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly attributes: Readonly<Record<string, unknown>>; readonly value: number }[];
}

/** The metrics that came last; the value of a histogram is its count. */
export function metricsOf(seen: readonly SeenRequest[]): SeenMetric[] {
  const last = JSON.parse(seen.filter(({ url }) => url.endsWith('/v1/metrics')).at(-1)!.body);
  return last.resourceMetrics[0].scopeMetrics[0].metrics.map(
    (metric: { name: string; unit: string; sum?: Points; histogram?: Points }) => ({
      name: metric.name,
      unit: metric.unit,
      points: (metric.sum ?? metric.histogram)!.dataPoints.map((point) => ({
        attributes: plain(point.attributes),
        value: Number(point.asInt ?? point.count),
      })),
    }),
  );
}

interface Points {
  readonly dataPoints: readonly {
    readonly attributes: readonly Attribute[];
    readonly asInt?: string;
    readonly count?: string;
  }[];
}

export function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, 'intValue' in value ? Number(value.intValue) : Object.values(value)[0]]),
  );
}
