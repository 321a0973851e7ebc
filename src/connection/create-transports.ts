import { createLazyTransport } from '../http/lazy-transport.ts';
import { createOriginHealth, type OriginHealth } from '../http/origin-health.ts';
import type { Transport } from '../http/transport.ts';
import { canonical, type Json } from '../model/json.ts';
import type { OpenConnection } from '../providers/provider.ts';
import type { SecretSources } from './secret-reader.ts';
import { readTlsSettings } from './tls-settings.ts';

export interface SharedTransport {
  /** What the sessions close of it stays open for the others. */
  readonly transport: Transport;
  /** Which endpoints cannot be reached with these settings. */
  readonly health: OriginHealth;
}

/** The transports of one run. */
export interface Transports {
  of(connection: OpenConnection): SharedTransport;
  /** Lets go of the connections; a call in flight is not waited for. */
  close(): Promise<void>;
}

/**
 * Connections with equal TLS settings share one transport, and so the kept-alive sockets of the hosts that they have in
 * common: a transport each would open sockets, and cost memory, for every cluster of a fleet. What one of them finds dead,
 * the others need not find out again.
 */
export function createTransports(sources: SecretSources, now: () => number): Transports {
  const opened = new Map<string, { readonly own: Transport; readonly shared: SharedTransport }>();
  const known = new WeakMap<OpenConnection, SharedTransport>();
  const open = (connection: OpenConnection) => {
    const own = createLazyTransport(() => readTlsSettings(connection, sources));
    const transport: Transport = { send: (request) => own.send(request), close: async () => undefined };
    return { own, shared: { transport, health: createOriginHealth(now) } };
  };
  const sharedBy = (connection: OpenConnection): SharedTransport => {
    // All that the settings are made of; `caFile` is a path with the folders that it is judged by.
    const key = canonical([connection.tls, connection.timeoutSeconds] as unknown as Json);
    const found = opened.get(key) ?? open(connection);
    opened.set(key, found);
    return found.shared;
  };
  return {
    of: (connection) => {
      const shared = known.get(connection) ?? sharedBy(connection);
      known.set(connection, shared);
      return shared;
    },
    close: async () => {
      await Promise.all([...opened.values()].map(({ own }) => own.close()));
    },
  };
}
