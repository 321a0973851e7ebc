import type { RateWindow } from './adaptive-rate.ts';
import type { Awaitable } from './awaitable.ts';
import type { LaneLimits } from './lane.ts';

/** What providers see of HTTP. Retries, limits, TLS, credentials and redaction happen behind it. */

export type Access = 'read' | 'write';

/** Decides how long one write may wait, and is told what becomes of its attempts. */
export interface WriteWatch {
  /** Aborted by an interrupt: what is not on the wire by then is taken back. */
  readonly until: AbortSignal;
  /** How many went on the wire so far. */
  readonly attempts: number;
  /** One goes on the wire. */
  sent(): void;
  /** The last one never left after all: there was no connection. */
  unsent(): void;
  /** The last one was answered as not processed, such as throttled. */
  refused(): void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the client's base URL, starting with `/`; or an absolute URL whose origin the client was told to trust. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Exact body text; set content-type in `headers`. */
  readonly body?: string;
  /**
   * `read` for calls that change nothing, whatever their method; default: GET is `read`, all else `write`.
   * A session opened for reading refuses `write`. Read calls are repeated by the client; write calls only when they surely were not processed.
   */
  readonly access?: Access;
  /** The vendor's own name for the call, such as an RPC action. Limits and traces go by it, so it holds no ids. */
  readonly operation?: string;
  /**
   * Of writes only. Left out, as for those that belong to one that was sent and put right what it did: an interrupt does not
   * take them back before waiting ends altogether.
   */
  readonly writing?: WriteWatch;
  readonly timeoutMs?: number;
  /** How often a read call is tried in all; default 5. */
  readonly attempts?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Where the answer came from, for messages: `GET https://host/path` without query. */
  readonly source: string;
  /** Parsed body. Throws a ProviderError AF304 when it is not JSON. */
  json(): unknown;
}

/** What goes on the wire, before authentication is added. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Headers that authenticate one attempt; called anew for each, so that dates and nonces are fresh.
 * `access` says which credentials to use.
 */
export type Authenticator = (request: OutgoingRequest, access: Access) => Awaitable<Readonly<Record<string, string>>>;

/** What a provider knows about an answer that the client must act on; null: nothing special. */
export interface AnswerClass {
  /** `throttled`: not processed, send again after the wait. `unprocessed`: the same, but not for want of fewer calls. `login-refused`: send nothing more to this connection. `renew`: credentials expired, authenticate anew and send once more. */
  readonly kind: 'throttled' | 'unprocessed' | 'login-refused' | 'renew';
  /** Milliseconds to wait, where the vendor says so. */
  readonly waitMs?: number;
  /** `throttled`: whether the vendor wants fewer calls of this operation only, or of the account; default `account`. */
  readonly scope?: 'account' | 'operation';
  /** `throttled`: the limit that the vendor names, so many `calls` in `ms`. */
  readonly window?: RateWindow;
}

export interface HttpClientOptions {
  /** `https://host:port` with an optional path prefix, no trailing slash. */
  readonly baseUrl: string;
  /**
   * Where the vendor counts these calls apart from the connection's others: what it counts them by, such as the address and
   * who calls. Clients of the run that say the same share a limiter. The connection's `limits` are not about it.
   */
  readonly account?: string;
  /**
   * Gets what `authenticate` needs and other calls bring, such as a token: before the turn, so that nobody who waits for it
   * holds a place, and in its own time. Many at once must share one such call.
   */
  readonly prepare?: (access: Access) => Awaitable<unknown>;
  readonly authenticate: Authenticator;
  /** Called for every answer. 429 and Retry-After, and 401, are understood without it. */
  readonly classify?: (response: HttpResponse) => AnswerClass | null;
  /** Told when `renew` was answered, before the second attempt. */
  readonly renew?: () => void;
  /** A redirect is followed only to the URL this returns; null (the default) hands the 3xx answer to the provider. */
  readonly redirect?: (response: HttpResponse, request: OutgoingRequest) => URL | null;
  /** Used where the connection's `limits` say nothing. */
  readonly defaults: { readonly concurrency: number; readonly requestsPerSecond?: number };
  /** What the vendor documents for single operations, by `operation` of the requests; it counts beside `limits`. */
  readonly operationLimits?: Readonly<Record<string, LaneLimits>>;
  /**
   * First request alone, so that a wrong password is tried once only. Default true. False for the client by which another
   * one of the session logs in, which has an `account` of its own: who logs in may hold the only place at the service.
   */
  readonly probeFirst?: boolean;
}

export interface HttpClient {
  /** Throws ProviderError: AF301 (with `sent`), AF302, AF309; every status but those handled above comes back as a response. */
  send(request: HttpRequest): Promise<HttpResponse>;
}
