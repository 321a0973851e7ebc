import type { CallObserver } from '../http/call-observer.ts';
import type { Awaitable } from '../http/awaitable.ts';
import type { ClientContext } from '../http/client-context.ts';
import { createHttpClient } from '../http/create-http-client.ts';
import { Gate } from '../http/gate.ts';
import type { Access, HttpClientOptions } from '../http/http-client.ts';
import { createLazyTransport } from '../http/lazy-transport.ts';
import { createOriginHealth, type OriginHealth } from '../http/origin-health.ts';
import type { Transport } from '../http/transport.ts';
import { isObject, type Json } from '../model/json.ts';
import type { CredentialReferences, SecretReference } from '../model/manifest.ts';
import type { Clock, OpenConnection, ProviderIo } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { createLimiters, type Limiters } from './create-limiters.ts';
import type { Environment } from './environment.ts';
import { demandListed, type HostList } from './host-list.ts';
import { readSecret, type SecretSources } from './secret-reader.ts';
import { createSystemClock } from './system-clock.ts';
import { readTlsSettings } from './tls-settings.ts';

export interface ProviderIoOptions {
  readonly connection: OpenConnection;
  /** `write` for apply only: everything else cannot send writes nor open writeCredentials. */
  readonly mode: Access;
  readonly environment: Environment;
  readonly secretsDirs: readonly string[];
  /** Aborted when waiting ends. */
  readonly signal: AbortSignal;
  /** Aborted at an interrupt: calls that come later see writes through, and go first. Left out: never. */
  readonly stop?: AbortSignal;
  readonly settleMs: number;
  /** Left out: any host. */
  readonly hosts?: HostList;
  /** The system's, unless told. */
  readonly clock?: Clock;
  /** One of its own, unless told. */
  readonly transport?: Transport;
  /** Of the accounts; its own, unless told. */
  readonly limiters?: Limiters;
  /** Which endpoints are dead, as those find who use the same transport; its own, unless told. */
  readonly health?: OriginHealth;
  /** Hears of the calls. */
  readonly observer?: CallObserver;
  /** For tests. */
  readonly random?: () => number;
}

export interface OpenProviderIo extends ProviderIo {
  /** Lets go of the connections; a request in flight is not waited for. */
  close(): Promise<void>;
}

/** Everything a session gets from the outside. Opens nothing yet: secrets and certificates are read when a request needs them. */
export function createProviderIo(options: ProviderIoOptions): OpenProviderIo {
  const { connection, mode, environment, secretsDirs, signal, settleMs } = options;
  const clock = options.clock ?? createSystemClock(signal);
  const sources: SecretSources = { environment, secretsDirs };
  const transport = options.transport ?? createLazyTransport(() => readTlsSettings(connection, sources));
  const limiters = options.limiters ?? createLimiters(clock);
  const health = options.health ?? createOriginHealth(clock.now);
  const gate = new Gate({ limiter: limiters.of(connection), health, signal, stop: options.stop });
  const context: ClientContext = {
    connection,
    gate,
    limiterOf: limiters.named,
    transport,
    clock,
    signal,
    mode,
    ...(options.observer === undefined ? {} : { observer: options.observer }),
    ...(options.random === undefined ? {} : { random: options.random }),
  };
  return {
    http: (client) => createHttpClient(listedOnly(client, options.hosts ?? null), context),
    credentials: createCredentials(connection, mode, sources),
    secret: async (reference) => readSecret(secretReference(reference), sources),
    environment: (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined),
    clock,
    settleMs,
    close: () => transport.close(),
  };
}

/** Base URLs also come from regions and from vendors' answers, and redirects lead on: all of them pass here. */
function listedOnly(client: HttpClientOptions, hosts: HostList): HttpClientOptions {
  demandListed(hosts, client.baseUrl);
  const { redirect } = client;
  if (redirect === undefined || hosts === null) return client;
  return {
    ...client,
    redirect: (response, request) => {
      const next = redirect(response, request);
      if (next !== null) demandListed(hosts, next);
      return next;
    },
  };
}

function createCredentials(
  connection: OpenConnection,
  mode: Access,
  sources: SecretSources,
): ProviderIo['credentials'] {
  const opened = new Map<CredentialReferences, Awaitable<Readonly<Record<string, string>>>>();
  return (access) => {
    if (access === 'write' && mode === 'read')
      throw new Error('Credentials for writing in a session opened for reading');
    const wanted =
      access === 'write' ? (connection.writeCredentials ?? connection.credentials) : connection.credentials;
    if (wanted === null) return {};
    const known = opened.get(wanted);
    if (known !== undefined) return known;
    const opening = openAll(wanted, sources);
    opened.set(wanted, opening);
    // One that cannot be opened stays so for the run.
    opening.then((secrets) => opened.set(wanted, secrets)).catch(() => undefined);
    return opening;
  };
}

async function openAll(
  references: CredentialReferences,
  sources: SecretSources,
): Promise<Readonly<Record<string, string>>> {
  const members = Object.entries(references).map(async ([name, value]) => {
    return [name, typeof value === 'string' ? value : await readSecret(value, sources)] as const;
  });
  return Object.fromEntries(await Promise.all(members));
}

/** An operation's input is plain JSON, so what should be a reference is checked once more. The value itself is not named. */
function secretReference(value: Json): SecretReference {
  if (isObject(value)) {
    const { fromEnv, fromFile, base, root } = value;
    if (typeof fromEnv === 'string') return { fromEnv };
    if (typeof fromFile === 'string') {
      return {
        fromFile,
        ...(typeof base === 'string' ? { base } : {}),
        ...(typeof root === 'string' ? { root } : {}),
      };
    }
  }
  throw new ProviderError('A secret is given as neither { fromEnv } nor { fromFile }', {
    code: 'AF217',
    trouble: 'refused',
    sent: 'no',
  });
}
