import type { Dispatcher } from 'undici';

/** Endpoints whose connections are kept although nothing is asked of them just now. */
const MOST_IDLE = 128;
/** Servers that close idle connections do so after some seconds. */
const SURELY_OPEN_MS = 1000;

/**
 * Pools of kept-alive connections, one an endpoint. A pool grows to as many as its limiter lets through at a time. A fleet
 * has thousands of endpoints, each asked for a moment: beyond so many idle ones the longest idle is let go.
 */
export interface KeptPools {
  /** The endpoint's pool, for one call. */
  take(origin: string): Dispatcher;
  /**
   * The same, where its connections are surely open: it has answered over one that it had kept, a moment ago, and no
   * call over any of them was ever left without an answer. Else null.
   */
  takeSurelyOpen(origin: string): Dispatcher | null;
  /** The call is over. */
  give(origin: string, answered: boolean): void;
  /** Lets go of the connections; of those with a call in flight when it ends, which is not waited for. */
  close(): Promise<void>;
}

interface Kept {
  readonly pool: Dispatcher;
  /** In flight. */
  calls: number;
  connections: number;
  answers: number;
  answeredAt: number;
}

/** `open` is given what to call for each connection that its pool opens. */
export function createKeptPools(
  open: (origin: string, onConnect: () => void) => Dispatcher,
  now: () => number,
): KeptPools {
  const pools = new Map<string, Kept>();
  /** In the order in which they became idle. */
  const idle = new Set<string>();
  /** Endpoints that left a call without an answer; remembered when their pools are not. */
  const distrusted = new Set<string>();
  const create = (origin: string): Kept => {
    const onConnect = () => {
      kept.connections += 1;
    };
    const kept: Kept = {
      pool: open(origin, onConnect),
      calls: 0,
      connections: 0,
      answers: 0,
      answeredAt: Number.NEGATIVE_INFINITY,
    };
    pools.set(origin, kept);
    return kept;
  };
  const taken = (origin: string, kept: Kept): Dispatcher => {
    kept.calls += 1;
    idle.delete(origin);
    return kept.pool;
  };
  return {
    take: (origin) => taken(origin, pools.get(origin) ?? create(origin)),
    takeSurelyOpen: (origin) => {
      const kept = pools.get(origin);
      // More answers than connections: one at least came over a connection that was kept.
      const sure = kept !== undefined && !distrusted.has(origin) && kept.answers > kept.connections;
      return sure && now() - kept.answeredAt < SURELY_OPEN_MS ? taken(origin, kept) : null;
    },
    give(origin, answered) {
      if (!answered) distrusted.add(origin);
      const kept = pools.get(origin);
      if (kept === undefined) return;
      kept.calls -= 1;
      if (answered) {
        kept.answers += 1;
        kept.answeredAt = now();
      }
      if (kept.calls > 0) return;
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
      // A call that is in flight, or that still waits for its connection, has been given up, and may hang for good.
      await Promise.all(open.map(({ pool, calls }) => (calls === 0 ? pool.destroy() : void pool.destroy())));
    },
  };
}
