import type { Awaitable } from '../http/awaitable.ts';
import type { HttpClient, HttpClientOptions, WriteWatch } from '../http/http-client.ts';
import type { Change } from '../model/change.ts';
import type { Verification } from '../model/evidence.ts';
import type { FactCatalogue } from '../model/fact.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Connection } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Posture } from '../model/posture.ts';
import type { Severity } from '../model/problem.ts';
import type { ProblemCode } from '../model/codes.ts';

/** What one vendor contributes. Everything here except `open` is pure: no network, clock, environment or disk. */
export interface Provider {
  /** `redis-enterprise`, `dbaudit`, `couchbase`, `tair`, `taurusdb`: folder, schema, simulator and cases are named after it. */
  readonly id: string;
  /** Manifest kind it answers to. */
  readonly kind: string;
  /** Every fact it may require or ensure. */
  readonly facts: FactCatalogue;
  /** How many operations of one target may run side by side when order leaves it open. */
  readonly writesAtOnce: number;
  /** Two manifests with the same identity are the same vendor object. Offline, so as far as manifests tell. */
  identity(target: JsonObject, connection: Connection): string;
  /** Key of each wider scope named by `x-audit.scope` in the schema, such as `{ region: "tair/cn-hangzhou/…" }`. */
  scopes(target: JsonObject, connection: Connection): Readonly<Record<string, string>>;
  /** What the schema cannot say about a manifest's spec, offline. */
  check(spec: JsonObject, target: JsonObject): readonly Finding[];
  /** The manifest's wish in the same normal form as `live.document`. Applying it twice changes nothing. */
  normalise(desired: Desired, live: Observation): Normalised;
  /** Vendor calls that realise the changes, each change by exactly one. Array order means nothing. */
  operations(delta: Delta): readonly Operation[];
  /** `document` in normal form, or a bare spec when `live` is null (offline). */
  posture(document: JsonObject, live: Observation | null): Posture;
  open(connection: OpenConnection, io: ProviderIo): Session;
}

/** A problem still without its place: the core adds address, file and line from `path`. */
export interface Finding {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  /** Pointer into the manifest, such as `/spec/bdbs/0/name`. */
  readonly path: JsonPointer;
  readonly fix: string | null;
}

export interface Desired {
  readonly address: string;
  readonly target: JsonObject;
  /** As validated; profiles merged, null replaced by the schema's default where there is one. */
  readonly spec: JsonObject;
  readonly ensure: 'present' | 'absent';
}

export interface Normalised {
  /** Only what the manifest manages; null member: must not be there. Sets sorted; keyed lists keyed by their `x-audit.key`. */
  readonly document: JsonObject;
  /** Where members come from when it is not the same pointer in the manifest's spec: normal pointer → manifest pointer (`/spec/bdbs/0`). */
  readonly origins: Readonly<Record<JsonPointer, JsonPointer>>;
  /** What this very instance would refuse and no schema can know. An error blocks the target. */
  readonly findings: readonly Finding[];
  /** The vendor's own names for members of sets and keyed lists, wanted or live, by pointer into the normal form. */
  readonly labels?: Readonly<Record<JsonPointer, string>>;
}

export interface Delta extends Desired {
  /** Normal form of the wish. */
  readonly document: JsonObject;
  readonly live: Observation;
  /** Never empty. */
  readonly changes: readonly Change[];
  /** For settings with a wider scope (`x-audit.scope`): the value the whole scope will have after this plan, by pointer into the spec. */
  readonly shared: Readonly<Record<JsonPointer, Json>>;
}

/** A connection with its addresses opened; credentials stay closed until a request needs them. */
export interface OpenConnection extends Omit<Connection, 'endpoint' | 'metricsEndpoint' | 'projectId' | 'iamEndpoint'> {
  readonly endpoint: string | null;
  readonly metricsEndpoint: string | null;
  readonly projectId: string | null;
  readonly iamEndpoint: string | null;
}

export interface ProviderIo {
  /** HTTP to one base URL of this connection. Clients of one session share its limits and its lock-out. */
  http(options: HttpClientOptions): HttpClient;
  /**
   * Opens the connection's credentials: `write` gives writeCredentials where the connection has them. Throws AF217.
   * Empty object when the connection has none. At once when they are open already.
   */
  credentials(access: 'read' | 'write'): Awaitable<Readonly<Record<string, string>>>;
  /** Opens one secret of an operation's input, at the moment it is sent. Throws AF217. */
  secret(reference: Json): Promise<string>;
  /** The vendors' own usual variables, for tair and taurusdb without credentials. */
  environment(name: string): string | undefined;
  readonly clock: Clock;
  /** Milliseconds that waiting for one asynchronous vendor change may take. */
  readonly settleMs: number;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when the run is interrupted. */
  sleep(ms: number): Promise<void>;
}

/**
 * One connection, used by all targets that name it. May keep what no operation changes (versions, descriptors), and lists as a
 * hint where to look, for as long as it lives.
 */
export interface Session {
  /** Never writes. Throws ProviderError; absence only from the vendor's exact answer. */
  read(wanted: Desired): Promise<Observation>;
  /** What the changes touch beyond the manifest, looked up only for targets that change. Never writes. */
  reach(delta: Delta): Promise<readonly Finding[]>;
  /**
   * Sends exactly one operation and follows it to the vendor's end of it (action finished, status settled), within `io.settleMs`,
   * or leaves that to readings that are not `settled` until then. Reading back is the pipeline's. Throws ProviderError.
   * The write itself carries `writing`: as long as that says that nothing is on the wire, an interrupted run does not wait,
   * and what it has counted are the outcome's `attempts`.
   */
  apply(operation: Operation, wanted: Desired, writing?: WriteWatch): Promise<Receipt>;
  /** Is it really recording? `probe` permits calls that log in to the database or need more rights. Never changes settings. */
  verify(wanted: Desired, live: Observation, probe: boolean): Promise<Verification>;
  /** What exists, ready to be written as manifests. */
  discover(): AsyncIterable<Discovery>;
}

export type { WriteWatch } from '../http/http-client.ts';

export interface Receipt {
  /** What was written though it cannot be read back: remembered in the journal, by pointer into the spec. No secrets. */
  readonly remember?: Readonly<Record<JsonPointer, Json>>;
  /** One sentence worth showing. */
  readonly note?: string;
}

export interface Discovery {
  readonly name: string;
  readonly target: JsonObject;
  readonly spec: JsonObject;
}
