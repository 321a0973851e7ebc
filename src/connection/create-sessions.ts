import type { Access } from '../http/http-client.ts';
import type { Connection } from '../model/manifest.ts';
import { connectionKey } from '../pipeline/resolve-connection.ts';
import type { Sessions } from '../pipeline/sessions.ts';
import { providerOf } from '../providers/index.ts';
import type { Session } from '../providers/provider.ts';
import { createProviderIo, type OpenProviderIo } from './create-provider-io.ts';
import { createTransports } from './create-transports.ts';
import type { Environment } from './environment.ts';
import { demandListed, type HostList } from './host-list.ts';
import { openConnection } from './open-connection.ts';

export interface SessionsOptions {
  /** `write` for apply only. */
  readonly mode: Access;
  readonly env: Environment;
  readonly secretsDirs: readonly string[];
  readonly signal: AbortSignal;
  readonly settleMs: number;
  /** Left out: any host. */
  readonly hosts?: HostList;
}

/** Opens each connection once, when its first target is read. */
export function createSessions(options: SessionsOptions): Sessions {
  const { mode, env, secretsDirs, signal, settleMs, hosts = null } = options;
  const opened = new Map<string, Session>();
  const ios: OpenProviderIo[] = [];
  const transports = createTransports({ environment: env, secretsDirs });
  const open = (kind: string, connection: Connection): Session => {
    const ready = openConnection(connection, env);
    for (const url of [ready.endpoint, ready.metricsEndpoint, ready.iamEndpoint])
      if (url !== null) demandListed(hosts, url);
    const io = createProviderIo({
      connection: ready,
      mode,
      environment: env,
      secretsDirs,
      signal,
      settleMs,
      hosts,
      transport: transports.of(ready),
    });
    ios.push(io);
    return providerOf(kind).open(ready, io);
  };
  return {
    of: async ({ kind, connection }) => {
      const key = `${connection.system} ${connectionKey(connection)}`;
      const known = opened.get(key) ?? open(kind, connection);
      opened.set(key, known);
      return known;
    },
    close: async () => {
      await Promise.all(ios.map((io) => io.close()));
      await transports.close();
    },
  };
}
