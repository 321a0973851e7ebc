import { AsyncLocalStorage } from 'node:async_hooks';
import type { RunWatch } from '../connection/run-watch.ts';
import { isProviderError } from '../providers/provider-error.ts';
import type { Attributes } from './attributes.ts';
import { createBatchQueue } from './batch-queue.ts';
import { createCallTracing } from './call-tracing.ts';
import { encodeSpans } from './encode-spans.ts';
import { createMeter } from './meter.ts';
import type { Poster } from './post-json.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import { createTracer, type EndedSpan } from './tracer.ts';

export interface TelemetryOptions {
  readonly settings: TelemetrySettings;
  readonly command: string;
  readonly poster: Poster;
  /** Milliseconds since the epoch, with fractions. */
  readonly now: () => number;
  /** So many random bytes in hexadecimal. */
  readonly random: (bytes: number) => string;
  /** Waits for the work, though not for ever. */
  readonly bounded: (work: Promise<unknown>) => Promise<void>;
}

export interface Telemetry {
  readonly watch: RunWatch;
  /** Ends the run's span and sends what is left, as far as `bounded` allows. `exit` null: the run threw. Never rejects. */
  close(exit: number | null): Promise<Losses>;
}

export interface Losses {
  readonly spans: number;
  readonly metrics: boolean;
}

/** Exit codes of runs that did what they were to do; 2 and 3 tell of differences. */
const FINE = new Set([0, 2, 3]);

/** Traces and metrics of one run. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { settings, poster, now, random } = options;
  const { traces, resource, parent } = settings;
  const queue = createBatchQueue<EndedSpan>((spans) => poster.post(traces!, encodeSpans(resource, spans)));
  const meter = createMeter(now);
  const exporter = createMetricExport(options, () => meter.encode(resource));
  const tracer = createTracer({
    traceId: parent?.traceId ?? random(16),
    now,
    newId: () => random(8),
    onEnd(span) {
      if (traces !== null) queue.put(span);
      exporter.ripen();
    },
  });
  const run = tracer.start(`auditform ${options.command}`, 'internal', parent?.spanId ?? null);
  // Which work a call belongs to. It makes every promise dearer, so there is none in runs that nobody traces.
  const current = new AsyncLocalStorage<string>();
  return {
    watch: {
      opened: ({ system }) =>
        createCallTracing({ tracer, meter, now, vendor: system, parentId: () => current.getStore() ?? run.id }),
      unopened: () => undefined,
      async work({ kind, address, system, operation }, task) {
        const span = tracer.start(`${kind} ${address.split('/')[0]}`, 'internal', run.id);
        const end = (trouble: Attributes, failed: boolean) => {
          const facts = { 'auditform.work': kind, 'auditform.vendor': system, ...trouble };
          const named = { 'auditform.address': address, ...(operation && { 'auditform.operation': operation }) };
          tracer.end(span, { ...facts, ...named }, failed);
          meter.record('auditform.work.duration', facts, (now() - span.startMs) / 1000);
        };
        try {
          const result = await current.run(span.id, task);
          end({}, false);
          return result;
        } catch (error) {
          end({ 'error.type': isProviderError(error) ? error.code : '_OTHER' }, true);
          throw error;
        }
      },
    },
    async close(exit) {
      const facts = { 'auditform.command': options.command, ...(exit === null ? {} : { 'auditform.exit_code': exit }) };
      tracer.end(run, facts, exit === null || !FINE.has(exit));
      meter.record('auditform.run.duration', facts, (now() - run.startMs) / 1000);
      const sent = Promise.all([traces === null ? null : queue.drain(), exporter.send()]);
      await options.bounded(sent);
      const losses = { spans: queue.lost(), metrics: exporter.failing() };
      await poster.destroy();
      return losses;
    },
  };
}

const METRICS_EVERY_MS = 60_000;

/** Long runs send metrics now and then; all at least once, at the end. */
function createMetricExport({ settings: { metrics }, poster, now }: TelemetryOptions, encode: () => object) {
  let [last, failing] = [now(), metrics !== null];
  const send = async (): Promise<void> => {
    if (metrics === null) return;
    last = now();
    await poster.post(metrics, encode()).then(
      () => {
        failing = false;
      },
      () => {
        failing = true;
      },
    );
  };
  return {
    ripen() {
      if (now() - last >= METRICS_EVERY_MS) void send();
    },
    send,
    failing: () => failing,
  };
}
