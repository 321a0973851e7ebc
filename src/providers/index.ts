import { couchbaseProvider } from './couchbase/index.ts';
import { dbauditProvider } from './dbaudit/index.ts';
import type { Provider } from './provider.ts';
import { redisEnterpriseProvider } from './redis-enterprise/index.ts';
import { tairProvider } from './tair/index.ts';
import { taurusdbProvider } from './taurusdb/index.ts';

/** One line per vendor. */
export const providers: readonly Provider[] = [
  redisEnterpriseProvider,
  dbauditProvider,
  couchbaseProvider,
  tairProvider,
  taurusdbProvider,
];

const byKind = new Map(providers.map((provider) => [provider.kind, provider]));

/** Throws for a kind that no provider answers to: validation lets none through. */
export function providerOf(kind: string): Provider {
  const provider = byKind.get(kind);
  if (provider === undefined) throw new Error(`no provider for ${kind}`);
  return provider;
}
