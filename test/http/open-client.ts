import { onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/http/create-http-client.ts';
import { Gate } from '../../src/http/gate.ts';
import type { Access, HttpClient, HttpClientOptions } from '../../src/http/http-client.ts';
import type { LaneLimits } from '../../src/http/lane.ts';
import { Limiter } from '../../src/http/limiter.ts';
import { createOriginHealth } from '../../src/http/origin-health.ts';
import { createTransport, type Transport, type TransportSettings } from '../../src/http/transport.ts';
import type { Clock } from '../../src/providers/provider.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

export interface ConnectionSetup {
  readonly mode?: Access;
  readonly limits?: LaneLimits;
  readonly timeoutSeconds?: number;
  readonly tls?: Partial<TransportSettings>;
  readonly transport?: Transport;
  readonly signal?: AbortSignal;
}

export interface TestConnection {
  readonly clock: FakeClock;
  readonly gate: Gate;
  client(baseUrl: string, options?: Partial<HttpClientOptions>): HttpClient;
}

/** One connection with a fake clock, real sockets and back-off without luck: every jitter is the longest. */
export function openConnection(setup: ConnectionSetup = {}): TestConnection {
  const clock = fakeClock();
  const signal = setup.signal ?? new AbortController().signal;
  const settings = { caCertificate: null, serverName: null, insecureSkipVerify: false, connectTimeoutMs: 5000 };
  const transport = setup.transport ?? createTransport({ ...settings, ...setup.tls });
  onTestFinished(() => transport.close());
  const interruptible: Clock = {
    now: clock.now,
    sleep: async (ms) => {
      signal.throwIfAborted();
      await clock.sleep(ms);
    },
  };
  const limiter = new Limiter(interruptible);
  limiter.state(setup.limits ?? {});
  const limiters = new Map<string, Limiter>();
  const limiterOf = (account: string) => {
    const other = limiters.get(account) ?? new Limiter(interruptible);
    limiters.set(account, other);
    return other;
  };
  const gate = new Gate({ limiter, health: createOriginHealth(clock.now), signal });
  const context = {
    connection: { timeoutSeconds: setup.timeoutSeconds ?? 30 },
    gate,
    limiterOf,
    transport,
    clock: interruptible,
    signal,
    mode: setup.mode ?? 'read',
    random: () => 1,
  };
  return {
    clock,
    gate,
    client: (baseUrl, options) => {
      const defaults = { concurrency: 10 };
      return createHttpClient({ baseUrl, authenticate: async () => ({}), defaults, ...options }, context);
    },
  };
}

/** The ProviderError that the work fails with; anything else fails the test. */
export async function providerError(work: Promise<unknown>): Promise<ProviderError> {
  const outcome = await work.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (outcome instanceof ProviderError) return outcome;
  throw new Error(`Expected a ProviderError, got ${String(outcome)}`, { cause: outcome });
}
