import type { Socket } from 'node:net';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';
import type { CallOff } from './attempt-watch.ts';
import { collectAnswer, type WireAnswer } from './collect-answer.ts';
import { createKeptPools } from './kept-pools.ts';
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
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** False for writes: a kept connection may just be closing, and then nobody could tell whether the write was taken. */
  readonly repeatable: boolean;
  readonly callOff: CallOff;
}

/** Bytes to one connection's hosts and back: no retries, no redirects, no credentials of its own. */
export interface Transport {
  /** Rejects where no status came. */
  send(request: WireRequest): Promise<WireAnswer>;
  /** Lets go of the connections; a call in flight is not waited for. */
  close(): Promise<void>;
}

/** The only place that knows undici. Import it lazily: loading undici takes longer than all the rest of the program. */
export function createTransport(settings: TransportSettings): Transport {
  const connecting = new Set<Socket>();
  const connect = createConnector(settings, connecting);
  // Our own signal bounds every attempt, so undici's clocks for headers and body would only disagree with it.
  const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
  const kept = createKeptPools(
    (origin, onConnect) => new Pool(origin, { connect: announced(connect, onConnect), ...timeouts }),
    () => performance.now(),
  );
  const send = ({ url, method, headers, body, callOff }: WireRequest, by: Dispatcher) => {
    const path = url.pathname + url.search;
    return collectAnswer((handler) => by.dispatch({ path, method, headers, body }, handler), callOff);
  };
  return {
    send(request) {
      const { origin } = request.url;
      const pool = request.repeatable ? kept.take(origin) : kept.takeSurelyOpen(origin);
      if (pool === null) {
        const client = new Client(origin, { connect, ...timeouts, pipelining: 0 });
        return send(request, client).finally(() => void client.destroy());
      }
      return send(request, pool).then(
        (answer) => {
          kept.give(origin, answer.fault === null);
          return answer;
        },
        (error: unknown) => {
          kept.give(origin, false);
          throw error;
        },
      );
    },
    async close() {
      await kept.close();
      // undici does not cut these short: a server that never ends its handshake would keep the process alive.
      for (const socket of connecting) socket.destroy();
    },
  };
}

function announced(connect: buildConnector.connector, onConnect: () => void): buildConnector.connector {
  return (options, callback) => {
    onConnect();
    connect(options, callback);
  };
}

/** `connecting` holds the sockets that are not ready yet. */
function createConnector(settings: TransportSettings, connecting: Set<Socket>): buildConnector.connector {
  const connect = buildConnector({
    ...(settings.caCertificate === null ? {} : { ca: settings.caCertificate }),
    // Stated even when true: otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would switch verification off.
    rejectUnauthorized: !settings.insecureSkipVerify,
    timeout: settings.connectTimeoutMs,
  });
  return (options, callback) => {
    // undici prefers the URL's host to the servername of the connect options, so it is put in here.
    const named = settings.serverName === null ? options : { ...options, servername: settings.serverName };
    // The types leave it out, but it is what undici itself returns.
    const socket = connect(named, (...outcome) => {
      connecting.delete(socket);
      if (outcome[0] === null) callback(...outcome);
      else callback(markConnecting(outcome[0]), null);
    }) as unknown as Socket;
    connecting.add(socket);
  };
}
