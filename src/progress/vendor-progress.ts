/** How far a run is with one vendor. Plain numbers: it is printed as JSON too. */
export interface VendorProgress {
  readonly vendor: string;
  /** Targets, or operations for apply. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Calls on the wire. */
  readonly inFlight: number;
  /** Calls in line for the limiter, or waiting before another attempt. */
  readonly waiting: number;
  /** Attempts sent, repeated ones and logins included. */
  readonly calls: number;
  /** Answers that asked for fewer calls. */
  readonly throttled: number;
  /** Since the last call ended, with one on the wire. */
  readonly silentSeconds: number;
  /** For so long the vendor wants calls that wait not to start. */
  readonly heldSeconds: number;
  /** Null while nothing is known. */
  readonly secondsLeft: number | null;
}

/** A vendor that answers nothing for so many seconds may be dead: then nobody knows how long it takes. */
export const SILENT_SECONDS = 5;

/** What one limiter has let through, and what it must still let through. */
export interface LimiterLoad {
  readonly calls: number;
  /** Calls on the wire or in line. */
  readonly open: number;
  /** Calls a second; infinite: no limit. */
  readonly rate: number;
  /** Milliseconds that the vendor wants nothing to start. */
  readonly pausedMs: number;
}
