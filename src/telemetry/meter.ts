import { type Attributes, encodeAttributes, nanoseconds } from './attributes.ts';

/** Sums and distributions of one run, since its start. */
export interface Meter {
  add(name: CounterName, attributes: Attributes, by?: number): void;
  /** Seconds. */
  record(name: HistogramName, attributes: Attributes, seconds: number): void;
  /** An ExportMetricsServiceRequest in OTLP/JSON. */
  encode(resource: Attributes): object;
}

export type CounterName = keyof typeof COUNTERS;
export type HistogramName = keyof typeof HISTOGRAMS;

const COUNTERS = {
  'auditform.http.calls': { unit: '{call}', description: 'Attempts sent to vendors' },
  'auditform.http.throttles': { unit: '{answer}', description: 'Answers that asked for fewer calls' },
} as const;

const HISTOGRAMS = {
  'http.client.request.duration': { unit: 's', description: 'Calls to vendors, from the first attempt to the answer' },
  'auditform.limiter.wait.duration': {
    unit: 's',
    description: 'What calls waited for the rate limiter and between attempts',
  },
  'auditform.work.duration': { unit: 's', description: 'Reading, writing or verifying one target' },
  'auditform.run.duration': { unit: 's', description: 'One command' },
} as const;

/** Those that the semantic conventions advise for calls, and more for work that waits. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300, 1800];
const CUMULATIVE = 2;

interface Distribution {
  readonly attributes: Attributes;
  readonly buckets: number[];
  count: number;
  sum: number;
}

export function createMeter(now: () => number): Meter {
  const started = nanoseconds(now());
  const counters = new Map<CounterName, Map<string, { readonly attributes: Attributes; value: number }>>();
  const histograms = new Map<HistogramName, Map<string, Distribution>>();
  const span = () => ({ startTimeUnixNano: started, timeUnixNano: nanoseconds(now()) });
  return {
    add(name, attributes, by = 1) {
      entry(counters, name, attributes, () => ({ attributes, value: 0 })).value += by;
    },
    record(name, attributes, seconds) {
      const empty = () => ({ attributes, buckets: new Array(BOUNDS.length + 1).fill(0) as number[], count: 0, sum: 0 });
      const found = entry(histograms, name, attributes, empty);
      const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
      found.buckets[bucket < 0 ? BOUNDS.length : bucket]! += 1;
      found.count += 1;
      found.sum += seconds;
    },
    encode(resource) {
      const sums = [...counters].map(([name, points]) => ({
        name,
        ...COUNTERS[name],
        sum: {
          aggregationTemporality: CUMULATIVE,
          isMonotonic: true,
          dataPoints: [...points.values()].map(({ attributes, value }) => ({
            ...span(),
            attributes: encodeAttributes(attributes),
            asInt: String(value),
          })),
        },
      }));
      const distributions = [...histograms].map(([name, points]) => ({
        name,
        ...HISTOGRAMS[name],
        histogram: { aggregationTemporality: CUMULATIVE, dataPoints: [...points.values()].map(pointOf(span())) },
      }));
      const scope = { name: 'auditform', version: String(resource['service.version'] ?? '') };
      const metrics = [...sums, ...distributions];
      return {
        resourceMetrics: [{ resource: { attributes: encodeAttributes(resource) }, scopeMetrics: [{ scope, metrics }] }],
      };
    },
  };
}

function pointOf(span: object) {
  return ({ attributes, buckets, count, sum }: Distribution) => ({
    ...span,
    attributes: encodeAttributes(attributes),
    count: String(count),
    sum,
    bucketCounts: buckets.map(String),
    explicitBounds: BOUNDS,
  });
}

function entry<Name, Value>(
  all: Map<Name, Map<string, Value>>,
  name: Name,
  attributes: Attributes,
  empty: () => Value,
): Value {
  const points = all.get(name) ?? new Map<string, Value>();
  all.set(name, points);
  const key = JSON.stringify(attributes);
  const known = points.get(key) ?? empty();
  points.set(key, known);
  return known;
}
