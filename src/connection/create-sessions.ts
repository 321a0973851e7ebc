import type { Access } from '../http/http-client.ts';
import type { Connection } from '../model/manifest.ts';
import { connectionKey } from '../pipeline/resolve-connection.ts';
import type { Sessions } from '../pipeline/sessions.ts';
import { providerOf } from '../providers/index.ts';
import type { Session } from '../providers/provider.ts';
import { createProviderIo, type OpenProviderIo } from './create-provider-io.ts';
import type { Environment } from './environment.ts';
import { demandListed, type HostList } from './host-list.ts';
import { type Network, openNetwork } from './network.ts';
import type { RunWatch } from './run-watch.ts';
import { createSystemClock } from './system-clock.ts';
import { watchedSession } from './watched-session.ts';

export interface SessionsOptions {
  /** `write` for apply only. */
  readonly mode: Access;
  readonly env: Environment;
  readonly secretsDirs: readonly string[];
  /** Aborted when waiting ends. */
  readonly signal: AbortSignal;
  /** Aborted at an interrupt: calls that come later see writes through, and go first. Left out: never. */
  readonly stop?: AbortSignal;
  readonly settleMs: number;
  /** Left out: one of its own, which ends with the sessions. */
  readonly network?: Network;
  /** Left out: any host. */
  readonly hosts?: HostList;
  /** Left out: nobody looks on. */
  readonly watch?: RunWatch;
}

/** Opens each connection once, when its first target is read. */
export function createSessions(options: SessionsOptions): Sessions {
  const { mode, env, secretsDirs, stop, settleMs, hosts = null, watch } = options;
  // What nobody waits for any more must not outlive the sessions.
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const opened = new Map<string, Session>();
  const ios: OpenProviderIo[] = [];
  const clock = createSystemClock(signal);
  const network = options.network ?? openNetwork({ environment: env, secretsDirs });
  const open = (kind: string, connection: Connection, key: string): Session => {
    const { system } = connection;
    const ready = network.open(connection, key);
    for (const url of [ready.endpoint, ready.metricsEndpoint, ready.iamEndpoint])
      if (url !== null) demandListed(hosts, url);
    const { limiters } = network;
    const io = createProviderIo({
      connection: ready,
      mode,
      environment: env,
      secretsDirs,
      signal,
      ...(stop && { stop }),
      settleMs,
      hosts,
      clock,
      limiters,
      ...network.transports.of(ready),
      ...(watch && { observer: watch.opened({ key, system, limiter: limiters.of(ready) }) }),
    });
    ios.push(io);
    const session = providerOf(kind).open(ready, io);
    return watch ? watchedSession(session, watch, { system, key }) : session;
  };
  return {
    of: async ({ kind, connection }) => {
      const key = `${connection.system} ${connectionKey(connection)}`;
      try {
        const known = opened.get(key) ?? open(kind, connection, key);
        opened.set(key, known);
        return known;
      } catch (error) {
        watch?.unopened(connection.system);
        throw error;
      }
    },
    close: async () => {
      over.abort(new Error('the sessions are closed'));
      await Promise.all(ios.map((io) => io.close()));
      if (network !== options.network) await network.close();
    },
  };
}
