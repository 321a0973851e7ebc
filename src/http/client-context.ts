import type { Clock, OpenConnection } from '../providers/provider.ts';
import type { CallObserver } from './call-observer.ts';
import type { Gate } from './gate.ts';
import type { Access } from './http-client.ts';
import type { Limiter } from './limiter.ts';
import type { Transport } from './transport.ts';

/** What one connection gives to each of its HTTP clients. */
export interface ClientContext {
  readonly connection: Pick<OpenConnection, 'timeoutSeconds'>;
  readonly gate: Gate;
  /** Of another account than the connection's. */
  readonly limiterOf: (account: string) => Limiter;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Aborted when waiting ends: an interrupted run gives up whatever is no write on the wire. */
  readonly signal: AbortSignal;
  /** A client opened for reading refuses to write. */
  readonly mode: Access;
  /** Left out: nobody is told. */
  readonly observer?: CallObserver;
  /** 0 to 1; for tests of back-off. */
  readonly random?: () => number;
}
