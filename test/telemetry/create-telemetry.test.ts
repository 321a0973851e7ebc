import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { createTelemetry, type TelemetryOptions } from '../../src/telemetry/create-telemetry.ts';
import { telemetrySettings } from '../../src/telemetry/telemetry-settings.ts';
import { metricsOf, spansOf } from './otlp.ts';

const job = { kind: 'read', address: 'TairInstance/a', system: 'tair', key: 'c' } as const;

function open(options: Partial<TelemetryOptions> = {}) {
  let [now, ids] = [1_800_000_000_000, 0];
  const seen: { url: string; body: string; method: string; headers: object }[] = [];
  let destroyed = false;
  const telemetry = createTelemetry({
    settings: telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector' }, '1.2.3'),
    command: 'plan',
    poster: {
      post: async ({ url }, body) => void seen.push({ url, body: JSON.stringify(body), method: 'POST', headers: {} }),
      destroy: async () => {
        destroyed = true;
      },
    },
    now: () => now,
    random: (bytes) => (++ids).toString(16).padStart(bytes * 2, '0'),
    bounded: async (work) => void (await work),
    ...options,
  });
  const observer = telemetry.watch.opened({
    key: 'c',
    system: 'tair',
    limiter: { requestsPerSecond: () => 5, pausedMs: () => 0 },
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return {
    telemetry,
    observer,
    pass,
    seen: seen as never as Parameters<typeof spansOf>[0],
    destroyed: () => destroyed,
  };
}

describe('a call', () => {
  test('tells how often it was sent, what it waited and what came of it', async () => {
    const { telemetry, observer, pass, seen } = open();
    await telemetry.watch.work(job, async () => {
      const call = observer.begin({ method: 'GET', path: '/v1/bdbs/7', operation: null });
      call.waiting();
      pass(300);
      call.sending();
      pass(20);
      call.throttled(1000);
      call.waiting();
      pass(1000);
      call.sending();
      pass(30);
      call.ended({ status: 200, code: null });
    });
    await telemetry.close(0);
    const call = spansOf(seen).find(({ kind }) => kind === 3)!;
    expect(call).toMatchObject({
      name: 'GET /v1/bdbs/{}',
      status: {},
      attributes: {
        'auditform.attempts': 2,
        'auditform.throttles': 1,
        'auditform.limiter.wait_ms': 1300,
        'http.response.status_code': 200,
      },
    });
    expect(BigInt(call.endTimeUnixNano) - BigInt(call.startTimeUnixNano)).toBe(1_350_000_000n);
    const metrics = Object.fromEntries(metricsOf(seen).map(({ name, points }) => [name, points]));
    expect(metrics['auditform.http.calls']).toMatchObject([{ value: 2 }]);
    expect(metrics['auditform.http.throttles']).toMatchObject([{ value: 1 }]);
    expect(metrics['http.client.request.duration']).toMatchObject([{ value: 1 }]);
  });

  test('is called by the vendor’s own name for it, where all calls share one path', async () => {
    const { telemetry, observer, seen } = open();
    const call = observer.begin({ method: 'POST', path: '/', operation: 'DescribeAuditLogConfig' });
    call.sending();
    call.ended({ status: 200, code: null });
    await telemetry.close(0);
    expect(spansOf(seen).find(({ kind }) => kind === 3)).toMatchObject({
      name: 'POST DescribeAuditLogConfig',
      attributes: { 'url.template': '/', 'rpc.method': 'DescribeAuditLogConfig' },
    });
    const calls = metricsOf(seen).find(({ name }) => name === 'auditform.http.calls')!;
    expect(calls.points).toMatchObject([{ attributes: { 'rpc.method': 'DescribeAuditLogConfig' } }]);
  });

  test.each([
    [{ status: 404, code: null }, '404'],
    [{ status: null, code: 'AF301' }, 'AF301'],
    [{ status: null, code: null }, '_OTHER'],
  ])('that ends with %j is an error of type %s', async (end, type) => {
    const { telemetry, observer, seen } = open();
    observer.begin({ method: 'GET', path: '/', operation: null }).ended(end);
    await telemetry.close(1);
    expect(spansOf(seen)[0]).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': type } });
  });
});

test('an error of a target is told by its code, never by its words', async () => {
  const { telemetry, seen } = open();
  const error = new ProviderError('hunter2', { code: 'AF304', trouble: 'refused' });
  await expect(telemetry.watch.work(job, () => Promise.reject(error))).rejects.toBe(error);
  await telemetry.close(1);
  expect(spansOf(seen)[0]).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'AF304' } });
  expect(seen.map(({ body }) => body).join()).not.toContain('hunter2');
});

describe('the end', () => {
  test('comes when patience is over, though the collector never answers', async () => {
    const poster = { post: () => new Promise<void>(() => {}), destroy: async () => {} };
    const { telemetry } = open({ poster, bounded: async () => {} });
    expect(await telemetry.close(0)).toEqual({ spans: 1, metrics: true });
  });

  test('lets go of the sockets', async () => {
    const { telemetry, destroyed } = open();
    expect(await telemetry.close(0)).toEqual({ spans: 0, metrics: false });
    expect(destroyed()).toBe(true);
  });

  test('marks runs that did not do what they were to do', async () => {
    const ended = async (exit: number | null) => {
      const { telemetry, seen } = open();
      await telemetry.close(exit);
      return spansOf(seen)[0]!.status.code;
    };
    expect([await ended(0), await ended(2), await ended(3)]).toEqual([undefined, undefined, undefined]);
    expect([await ended(1), await ended(5), await ended(null)]).toEqual([2, 2, 2]);
  });
});

test('long runs send metrics every minute', async () => {
  const { telemetry, pass, seen } = open();
  for (let second = 0; second < 150; second += 1) {
    await telemetry.watch.work(job, async () => pass(1000));
  }
  await telemetry.close(0);
  expect(seen.filter(({ url }) => url.endsWith('/v1/metrics'))).toHaveLength(3);
});
