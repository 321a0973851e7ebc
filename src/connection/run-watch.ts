import type { CallObserver } from '../http/call-observer.ts';

/** Sees what one run does with its connections: progress and traces are made of it. Must not throw. */
export interface RunWatch {
  /** Told of each connection when it is opened; hears of its calls. */
  opened(connection: WatchedConnection): CallObserver;
  /** A connection that a target needs could not be opened. */
  unopened(system: string): void;
  /** Runs a piece of work, and ends as it does. */
  work<T>(work: Work, run: () => Promise<T>): Promise<T>;
}

export interface WatchedConnection {
  /** Equal for targets that share it. */
  readonly key: string;
  readonly system: string;
  /** Connections of one account have the same one. */
  readonly limiter: WatchedLimiter;
}

export interface WatchedLimiter {
  /** Calls a second that are allowed now: of the account, or of one operation. Infinite: no limit. */
  requestsPerSecond(operation: string | null): number;
  /** Milliseconds for which the vendor wants nothing of the account to start. */
  pausedMs(): number;
}

/** What a session does for one target. */
export interface Work {
  readonly kind: 'read' | 'reach' | 'apply' | 'verify';
  readonly address: string;
  readonly system: string;
  /** Key of the connection. */
  readonly key: string;
  /** Id of the operation that is applied. */
  readonly operation?: string;
}
