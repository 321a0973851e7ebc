import { Agent, buildConnector } from 'undici';
import { markConnecting } from './network-error.ts';

export interface TransportSettings {
  /** PEM text that replaces the system's authorities; null: the system's. */
  readonly caCertificate: string | null;
  readonly serverName: string | null;
  readonly insecureSkipVerify: boolean;
  readonly connectTimeoutMs: number;
}

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** On a connection of its own: a kept one may just be closing, and then nobody could tell whether a write was taken. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Read it whole, or call `discard`. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): void;
}

/** Bytes to one connection's hosts and back: no retries, no redirects, no credentials of its own. */
export interface Transport {
  send(request: WireRequest): Promise<WireAnswer>;
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

/** The only place that knows undici. Import it lazily: loading undici takes longer than all the rest of the program. */
export function createTransport(settings: TransportSettings): Transport {
  const connect = createConnector(settings);
  // Our own signal bounds every attempt, so undici's clocks for headers and body would only disagree with it.
  const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
  const kept = new Agent({ connect, ...timeouts });
  const fresh = new Agent({ connect, ...timeouts, pipelining: 0 });
  return {
    async send(request) {
      const { statusCode, headers, body } = await (request.fresh ? fresh : kept).request({
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
        signal: request.signal,
      });
      const discard = () => {
        // Destroying an unread body is reported as its error, which is no news here.
        body.on('error', () => {}).destroy();
      };
      return { status: statusCode, headers: joinHeaders(headers), body, discard };
    },
    async close() {
      await Promise.all([kept.close(), fresh.close()]);
    },
  };
}

function createConnector(settings: TransportSettings): buildConnector.connector {
  const connect = buildConnector({
    ...(settings.caCertificate === null ? {} : { ca: settings.caCertificate }),
    // Stated even when true: otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would switch verification off.
    rejectUnauthorized: !settings.insecureSkipVerify,
    timeout: settings.connectTimeoutMs,
  });
  return (options, callback) => {
    // undici prefers the URL's host to the servername of the connect options, so it is put in here.
    const named = settings.serverName === null ? options : { ...options, servername: settings.serverName };
    connect(named, (...outcome) => {
      if (outcome[0] === null) callback(...outcome);
      else callback(markConnecting(outcome[0]), null);
    });
  };
}

function joinHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const joined: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined.push([name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]);
  }
  return Object.fromEntries(joined);
}
