import { describe, expect, test } from 'vitest';
import { routeOf } from '../../src/telemetry/route-of.ts';
import { parentOf } from '../../src/telemetry/span-context.ts';
import { telemetrySettings } from '../../src/telemetry/telemetry-settings.ts';

const settings = (env: Record<string, string>) => telemetrySettings(env, '1.2.3');
const base = 'http://collector:4318';

describe('variables', () => {
  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: base }, `${base}/v1/traces`, `${base}/v1/metrics`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${base}/otlp/` }, `${base}/otlp/v1/traces`, `${base}/otlp/v1/metrics`],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${base}/t` }, `${base}/t`, undefined],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: base }, undefined, `${base}/`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_TRACES_EXPORTER: 'none' }, undefined, `${base}/v1/metrics`],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_METRICS_EXPORTER: 'none' }, `${base}/v1/traces`, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, undefined, undefined],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: base,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      },
      `${base}/v1/traces`,
      undefined,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }, undefined, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense' }, undefined, undefined],
  ])('%j send traces to %s and metrics to %s', (env, traces, metrics) => {
    const found = settings(env as Record<string, string>);
    expect([found.traces?.url, found.metrics?.url]).toEqual([traces, metrics]);
  });

  test('credentials in an address become a header and leave the address', () => {
    const { traces } = settings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:p%40ss@collector' });
    expect(traces?.url).toBe('https://collector/v1/traces');
    expect(traces?.headers).toEqual({ authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}` });
  });

  test("a signal's own headers and timeout replace the common ones", () => {
    const found = settings({
      OTEL_EXPORTER_OTLP_ENDPOINT: base,
      OTEL_EXPORTER_OTLP_HEADERS: 'API-Key=a%20b, x=1,broken',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x=2',
      OTEL_EXPORTER_OTLP_TIMEOUT: '2500',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: 'soon',
    });
    expect(found.traces).toMatchObject({ headers: { 'api-key': 'a b', x: '1' }, timeoutMs: 2500 });
    expect(found.metrics).toMatchObject({ headers: { x: '2' }, timeoutMs: 10_000 });
  });

  test('the service is called auditform, unless the environment has another name for it', () => {
    const resource = (env: Record<string, string>) => settings(env).resource;
    expect(resource({})).toMatchObject({ 'service.name': 'auditform', 'service.version': '1.2.3' });
    const attributes = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=audit,team=dba' };
    expect(resource(attributes)).toMatchObject({ 'service.name': 'audit', team: 'dba' });
    expect(resource({ ...attributes, OTEL_SERVICE_NAME: 'mine' })['service.name']).toBe('mine');
  });
});

test.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02', false],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', undefined],
  ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', undefined],
  ['something else', undefined],
  [undefined, undefined],
])('TRACEPARENT %s is sampled: %s', (text, sampled) => {
  expect(parentOf(text)?.sampled).toBe(sampled);
});

test.each([
  ['/v1/bdbs/17', '/v1/bdbs/{}'],
  ['/v3/0af7651916cd43dd/instances/x/audit-log-policy', '/v3/{}/instances/{}/audit-log-policy'],
  ['/settings/rbac/users/local/alice', '/settings/rbac/users/local/{}'],
  ['/tenant-of-somebody/databases/acme', '/{}/databases/{}'],
  ['/', '/'],
  ['/%2e%2e/hunter2', '/{}/{}'],
])('the route of %s is %s', (path, route) => {
  expect(routeOf(path)).toBe(route);
});
