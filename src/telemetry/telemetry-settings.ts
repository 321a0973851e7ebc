import { parentOf, type SpanContext } from './span-context.ts';

export interface OtlpEndpoint {
  /** Without credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What the OTEL_* variables ask for. */
export interface TelemetrySettings {
  /** Null: none are sent. */
  readonly traces: OtlpEndpoint | null;
  readonly metrics: OtlpEndpoint | null;
  /** Attributes of all that is sent. */
  readonly resource: Readonly<Record<string, string>>;
  /** The pipeline's span that the run belongs to. */
  readonly parent: SpanContext | null;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Signal = 'traces' | 'metrics';

const DEFAULT_TIMEOUT_MS = 10_000;

/** Reads the variables as the OpenTelemetry specification says. What cannot be used is left out, never an error of the run. */
export function telemetrySettings(env: Environment, version: string): TelemetrySettings {
  const parent = parentOf(env.TRACEPARENT);
  return {
    traces: parent?.sampled === false ? null : endpointOf(env, 'traces'),
    metrics: endpointOf(env, 'metrics'),
    resource: {
      ...pairs(env.OTEL_RESOURCE_ATTRIBUTES),
      'service.name': env.OTEL_SERVICE_NAME || (pairs(env.OTEL_RESOURCE_ATTRIBUTES)['service.name'] ?? 'auditform'),
      'service.version': version,
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'auditform',
    },
    parent,
  };
}

function endpointOf(env: Environment, signal: Signal): OtlpEndpoint | null {
  const setting = (name: string) =>
    env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`];
  const exporter = env[`OTEL_${signal.toUpperCase()}_EXPORTER`] || 'otlp';
  const url = urlOf(env, signal);
  // A gRPC port understands nothing that we could send.
  if (url === null || exporter !== 'otlp' || setting('PROTOCOL') === 'grpc') return null;
  const { username, password } = url;
  const login =
    username === '' && password === ''
      ? {}
      : { authorization: `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}` };
  [url.username, url.password] = ['', ''];
  const timeout = Number(setting('TIMEOUT'));
  return {
    url: url.href,
    headers: { ...login, ...lowerCase(pairs(setting('HEADERS'))) },
    timeoutMs: timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS,
  };
}

/** The common address is a base to which the signal's path is added; a signal's own is taken as it is. */
function urlOf(env: Environment, signal: Signal): URL | null {
  const own = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`];
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const text = own || (base ? `${base.replace(/\/+$/, '')}/v1/${signal}` : '');
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/** `a=b,c=d`, values percent-encoded. */
function pairs(text: string | undefined): Record<string, string> {
  const found = (text ?? '').split(',').flatMap((pair) => {
    const split = pair.indexOf('=');
    return split < 1 ? [] : [[pair.slice(0, split).trim(), decoded(pair.slice(split + 1).trim())] as const];
  });
  return Object.fromEntries(found);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
