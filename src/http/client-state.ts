import type { ClientContext } from './client-context.ts';
import type { HttpClientOptions } from './http-client.ts';

/** What the requests of one client share. */
export interface ClientState {
  readonly options: HttpClientOptions;
  readonly context: ClientContext;
  /** Origins that may be given credentials. */
  readonly trusted: Set<string>;
  /** Counts renewals, so that many requests that find one token expired renew it once. */
  renewals: number;
}
