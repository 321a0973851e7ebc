import { createLazyTransport } from '../http/lazy-transport.ts';
import type { Transport } from '../http/transport.ts';
import { canonical, type Json } from '../model/json.ts';
import type { OpenConnection } from '../providers/provider.ts';
import type { SecretSources } from './secret-reader.ts';
import { readTlsSettings } from './tls-settings.ts';

/** The transports of one run. */
export interface Transports {
  /** What the sessions close of it stays open for the others. */
  of(connection: OpenConnection): Transport;
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

/**
 * Connections with equal TLS settings share one transport, and so the kept-alive sockets of the hosts that they have in
 * common: a transport each would open sockets, and cost memory, for every cluster of a fleet.
 */
export function createTransports(sources: SecretSources): Transports {
  const opened = new Map<string, Transport>();
  return {
    of: (connection) => {
      // All that the settings are made of; `caFile` is a path with the folders that it is judged by.
      const key = canonical([connection.tls, connection.timeoutSeconds] as unknown as Json);
      const known = opened.get(key) ?? createLazyTransport(() => readTlsSettings(connection, sources));
      opened.set(key, known);
      return { send: (request) => known.send(request), close: async () => undefined };
    },
    close: async () => {
      await Promise.all([...opened.values()].map((transport) => transport.close()));
    },
  };
}
