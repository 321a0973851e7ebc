import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startServer } from '../http/start-server.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { metricsOf, type SeenSpan, spansOf, startCollector } from './otlp.ts';

// A slow machine must not decide what arrives; that patience ends is tested where time is not real.
vi.mock('../../src/telemetry/start-telemetry.ts', async (original) => {
  const { startTelemetry } = await original<typeof import('../../src/telemetry/start-telemetry.ts')>();
  return {
    startTelemetry: (...[env, command]: Parameters<typeof startTelemetry>) => startTelemetry(env, command, 25_000),
  };
});

/** A copy outside any repository: a plan names the commit of its manifests. */
let examples: string;
const NOW = Date.UTC(2026, 0, 1);
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace();
  examples = join(workspace.folder, 'examples');
  cpSync(join(import.meta.dirname, '../../examples'), examples, { recursive: true });
});
afterAll(() => workspace.close());

async function traced(argv: readonly string[], env: Record<string, string | undefined> = {}) {
  const collector = await startCollector();
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env };
  const ran = await workspace.runWith({ env: all, now: () => NOW }, ...argv);
  return { ...ran, seen: collector.seen };
}

const byId = (spans: readonly SeenSpan[]) => new Map(spans.map((span) => [span.spanId, span]));

describe('traces', () => {
  test('hold the run, its work on each target and each call within that work', async () => {
    const before = sent();
    const { seen, code } = await traced(['plan', examples]);
    const spans = spansOf(seen);
    const known = byId(spans);
    const run = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(run).toMatchObject([{ name: 'auditform plan', attributes: { 'auditform.exit_code': code }, status: {} }]);
    const reads = spans.filter(({ attributes }) => attributes['auditform.work'] === 'read');
    expect(reads.map(({ attributes }) => attributes['auditform.address'])).toHaveLength(8);
    expect(reads.every(({ parentSpanId }) => parentSpanId === run[0]!.spanId)).toBe(true);
    const calls = spans.filter(({ kind }) => kind === 3);
    expect(calls.length).toBe(sent() - before);
    for (const call of calls) {
      const work = known.get(call.parentSpanId!)!;
      expect(work.attributes['auditform.vendor']).toBe(call.attributes['auditform.vendor']);
      expect(BigInt(call.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(work.endTimeUnixNano));
    }
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(calls.find(({ name }) => name === 'GET /v1/cluster')?.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.template': '/v1/cluster',
      'auditform.attempts': 1,
    });
  });

  test('of apply name the operations, reading and writing in one trace', async () => {
    const { seen, code } = await traced([
      'apply',
      join(examples, 'couchbase.yaml'),
      join(examples, 'connections.yaml'),
      '--yes',
    ]);
    expect(code).toBe(0);
    const spans = spansOf(seen);
    const applied = spans.filter(({ attributes }) => attributes['auditform.work'] === 'apply');
    expect(applied.map(({ attributes }) => attributes['auditform.operation'])).toEqual([
      expect.stringMatching(/^CouchbaseCluster\/eu-prod\//),
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
  });

  test('belong to the pipeline that TRACEPARENT names', async () => {
    const [trace, parent] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const { seen } = await traced(['drift', examples], { TRACEPARENT: `00-${trace}-${parent}-01` });
    const run = spansOf(seen).find(({ name }) => name === 'auditform drift');
    expect(run).toMatchObject({ traceId: trace, parentSpanId: parent });
    const unsampled = await traced(['drift', examples], { TRACEPARENT: `00-${trace}-${parent}-00` });
    expect(unsampled.seen.map(({ url }) => url)).toEqual(['/v1/metrics']);
  });

  test('and metrics hold no secret, no id of a vendor, no host and no header', async () => {
    const { seen } = await traced(['verify', examples, '--probe'], {
      OTEL_EXPORTER_OTLP_HEADERS: 'x-token=hush%20hush',
    });
    const bodies = seen.map(({ body }) => body).join('\n');
    const { environment } = workspace.sandbox;
    // A user there is called as the service itself.
    const secrets = Object.values(environment).filter((value) => value.length > 5 && value !== 'auditform');
    expect(secrets.length).toBeGreaterThan(5);
    const words = ['hush', '127.0.0.1', 'authorization', 'in07', 'r-bp1', 'prod-db.example.com', 'x-acs'];
    expect([...secrets, ...words].filter((word) => bodies.toLowerCase().includes(word.toLowerCase()))).toEqual([]);
    expect(seen.every(({ headers }) => headers['x-token'] === 'hush hush')).toBe(true);
  });
});

describe('metrics', () => {
  test('count calls, throttles and time, by vendor', async () => {
    workspace.sandbox.setFaults('taurusdb', [{ kind: 'throttle', times: 1 }]);
    const before = sent();
    const { seen } = await traced(['plan', examples]);
    const found = new Map(metricsOf(seen).map((metric) => [metric.name, metric]));
    const sum = (name: string) => found.get(name)!.points.reduce((total, { value }) => total + value, 0);
    expect(sum('auditform.http.calls')).toBe(sent() - before);
    expect(found.get('auditform.http.throttles')?.points).toEqual([
      { attributes: { 'auditform.vendor': 'taurusdb', 'http.request.method': 'GET' }, value: 1 },
    ]);
    expect(sum('auditform.run.duration')).toBe(1);
    const reads = found
      .get('auditform.work.duration')!
      .points.filter(({ attributes }) => attributes['auditform.work'] === 'read');
    expect(reads.reduce((total, { value }) => total + value, 0)).toBe(8);
    expect(found.get('http.client.request.duration')?.unit).toBe('s');
  });
});

describe('a collector', () => {
  test.each(['json', 'text'])('that hangs up changes nothing but a line of talk (--log-format %s)', async (log) => {
    const words = ['plan', examples, '--format', 'json', '--log-format', log];
    const plain = await workspace.runWith({ now: () => NOW }, ...words);
    const { url } = await startServer((response) => void response.destroy());
    const dead = { OTEL_EXPORTER_OTLP_ENDPOINT: url };
    const ran = await workspace.runWith({ now: () => NOW, env: dead }, ...words);
    expect([ran.code, ran.stdout]).toEqual([plain.code, plain.stdout]);
    const line = log === 'json' ? (JSON.parse(ran.stderr) as { message: string }).message : ran.stderr.trim();
    expect(line).toMatch(/^The telemetry collector did not take \d+ spans and the metrics\.$/);
    expect((await workspace.runWith({ env: dead }, ...words, '--quiet')).stderr).toBe('');
  });

  test('still gets the run that was interrupted', async () => {
    const collector = await startCollector();
    const stop = new AbortController();
    stop.abort(new Error('interrupted'));
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const { code } = await workspace.runWith({ env, stop }, 'plan', examples);
    expect(code).toBe(130);
    expect(spansOf(collector.seen).find(({ name }) => name === 'auditform plan')?.status).toEqual({ code: 2 });
  });

  test('that speaks only gRPC is told of, not talked to', async () => {
    const { seen, stderr } = await traced(['plan', examples], { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(seen).toEqual([]);
    expect(stderr).toMatch(/^No telemetry is sent/);
  });
});

const vendors = ['redis-enterprise', 'dbaudit', 'couchbase', 'tair', 'taurusdb'];
function sent(): number {
  return vendors.reduce((total, id) => total + workspace.sandbox.requests(id).length, 0);
}
