/**
 * Hears of a connection's calls while they go on, for progress and traces. Gets no header, query, body or host.
 * Must not throw.
 */
export interface CallObserver {
  begin(call: BegunCall): CallWatch;
}

export interface BegunCall {
  readonly method: string;
  /** As the provider wrote it, without query: it may hold ids. */
  readonly path: string;
  /** The vendor's own name for it, without ids; null: none. */
  readonly operation: string | null;
  /** Counted with another account than the connection's. */
  readonly elsewhere?: boolean;
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
