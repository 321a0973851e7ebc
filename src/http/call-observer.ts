/**
 * Hears of a connection's calls while they go on, for progress and traces. Gets no header, query, body or host.
 * Must not throw.
 */
export interface CallObserver {
  /** A call begins. `path` as the provider wrote it, without query: it may hold ids. */
  begin(method: string, path: string): CallWatch;
}

/** One call, from its first turn to its answer. */
export interface CallWatch {
  /** In line for the limiter, or waiting before another attempt. */
  waiting(): void;
  /** An attempt goes on the wire. */
  sending(): void;
  /** The vendor wants fewer calls; nothing starts for so long. */
  throttled(waitMs: number): void;
  ended(end: CallEnd): void;
}

export interface CallEnd {
  /** Of the last answer; null when there was none. */
  readonly status: number | null;
  /** Problem code, where the call came to an error. */
  readonly code: string | null;
}
