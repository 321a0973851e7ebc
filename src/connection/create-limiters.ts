import { Limiter } from '../http/limiter.ts';
import type { Clock, OpenConnection } from '../providers/provider.ts';
import { accountKey } from './account-key.ts';

/** The limiters of one run. */
export interface Limiters {
  /** Connections of one account get the same; of their stated limits the strictest counts. */
  of(connection: OpenConnection): Limiter;
  /** Of an account that is no connection's own, such as that of logins. No connection's `limits` are about it. */
  named(account: string): Limiter;
}

export function createLimiters(clock: Clock): Limiters {
  const known = new Map<string, Limiter>();
  const stated = new WeakMap<OpenConnection, Limiter>();
  const named = new Map<string, Limiter>();
  return {
    of(connection) {
      const found = stated.get(connection);
      if (found !== undefined) return found;
      const key = accountKey(connection);
      const limiter = known.get(key) ?? new Limiter(clock);
      known.set(key, limiter);
      stated.set(connection, limiter);
      limiter.state(connection.limits);
      return limiter;
    },
    named(account) {
      const limiter = named.get(account) ?? new Limiter(clock);
      named.set(account, limiter);
      return limiter;
    },
  };
}
