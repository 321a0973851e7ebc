/**
 * What the sandbox server expects of one simulated vendor.
 *
 * Simulators are an independent witness: they are written from the vendors' documents alone and import
 * nothing of auditform but this file and `./fault.ts`. State lives in memory and dies with the process.
 */

/** One HTTP request as the simulator sees it. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path as sent, percent-encoding untouched, without the query. */
  readonly path: string;
  /** Text after `?` as sent, or the empty string. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Which of the simulator's listeners took the request, from 0. */
  readonly listener: number;
}

export interface SimulatedReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects and arrays go out as JSON, with `content-type: application/json` unless given; text and bytes go out as they are. */
  readonly body?: unknown;
}

export interface SimulatorOptions {
  /** Milliseconds since the epoch. Everything asynchronous in a simulator is a function of this clock, never a timer. */
  readonly now: () => number;
  /** How long the vendor's asynchronous changes take, in milliseconds of `now`. */
  readonly settleMs: number;
}

export interface Simulator {
  /** `redis-enterprise`, `dbaudit`, `couchbase`, `tair` or `taurusdb`. */
  readonly id: string;
  /** How many ports it needs: one per node, plus one for a metrics endpoint where the vendor has it. */
  readonly listeners: number;
  /** Told once, before the first request: `http://127.0.0.1:PORT` of every listener. */
  attach(origins: readonly string[]): void;
  handle(request: SimulatedRequest): SimulatedReply | Promise<SimulatedReply>;
  /** Whole state as JSON, for tests and the control plane. Fields are documented in the vendor's folder. */
  state(): unknown;
  /** Replaces the whole state. Throws a TypeError when the value is not of the documented form. */
  restore(state: unknown): void;
  /** Environment variables a client needs (credentials; never the URL). */
  readonly environment: Readonly<Record<string, string>>;
}
