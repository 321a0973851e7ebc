import type { Connection } from '../model/manifest.ts';
import type { OpenConnection } from '../providers/provider.ts';
import { createLimiters, type Limiters } from './create-limiters.ts';
import { createTransports, type Transports } from './create-transports.ts';
import { openConnection } from './open-connection.ts';
import type { SecretSources } from './secret-reader.ts';
import { createSystemClock } from './system-clock.ts';

/**
 * The sockets of one run, and what each account may send over them. A run that plans and then writes has one: what
 * the vendor's answers taught about its limits holds for both.
 */
export interface Network {
  readonly transports: Transports;
  readonly limiters: Limiters;
  /** The connection with its addresses opened: one object for all sessions. Throws ProviderError AF202, AF217. */
  open(connection: Connection, key: string): OpenConnection;
  /** Lets go of the sockets; a call in flight is not waited for. */
  close(): Promise<void>;
}

export function openNetwork(sources: SecretSources): Network {
  // Not that of an interrupt: whoever waits is refused by its own session then, and what still waits ends with the run.
  const over = new AbortController();
  const clock = createSystemClock(over.signal);
  const opened = new Map<string, OpenConnection>();
  const transports = createTransports(sources, clock.now);
  return {
    transports,
    limiters: createLimiters(clock),
    open: (connection, key) => {
      const ready = opened.get(key) ?? openConnection(connection, sources.environment);
      opened.set(key, ready);
      return ready;
    },
    close: async () => {
      over.abort(new Error('the run is over'));
      await transports.close();
    },
  };
}
