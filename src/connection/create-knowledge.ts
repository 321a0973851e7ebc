import type { ProviderIo } from '../providers/provider.ts';

/** What the sessions of one run know of one connection together. */
export function createKnowledge(): ProviderIo['knowledge'] {
  const known = new Map<string, object>();
  return <T extends object>(name: string, create: () => T): T => {
    const found = (known.get(name) as T | undefined) ?? create();
    known.set(name, found);
    return found;
  };
}
