import type { Dispatcher } from 'undici';

/** Endpoints whose connections are kept although nothing is asked of them just now. */
const MOST_IDLE = 128;

/**
 * Pools of kept-alive connections, one an endpoint. A pool grows to as many as its limiter lets through at a time. A fleet
 * has thousands of endpoints, each asked for a moment: beyond so many idle ones the longest idle is let go.
 */
export interface KeptPools {
  /** The endpoint's pool, for one call. */
  take(origin: string): Dispatcher;
  /** The call is over. */
  give(origin: string): void;
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

export function createKeptPools(open: (origin: string) => Dispatcher): KeptPools {
  const pools = new Map<string, { readonly pool: Dispatcher; calls: number }>();
  /** In the order in which they became idle. */
  const idle = new Set<string>();
  return {
    take(origin) {
      const entry = pools.get(origin) ?? { pool: open(origin), calls: 0 };
      pools.set(origin, entry);
      entry.calls += 1;
      idle.delete(origin);
      return entry.pool;
    },
    give(origin) {
      const entry = pools.get(origin);
      if (entry === undefined) return;
      entry.calls -= 1;
      if (entry.calls > 0) return;
      idle.add(origin);
      if (idle.size <= MOST_IDLE) return;
      const [oldest] = idle;
      idle.delete(oldest!);
      // Nothing is in flight there, so closing cannot fail anything.
      void pools.get(oldest!)!.pool.close();
      pools.delete(oldest!);
    },
    async close() {
      const open = [...pools.values()];
      pools.clear();
      idle.clear();
      await Promise.all(open.map(({ pool }) => pool.close()));
    },
  };
}
