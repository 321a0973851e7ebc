import type { Access, HttpRequest } from './http-client.ts';
import { type Awaitable, whenKnown } from './awaitable.ts';
import type { ClientState } from './client-state.ts';
import type { Turn } from './gate.ts';
import { notSent } from './request-failures.ts';
import { accessOf } from './watched-writes.ts';
import { orAborted } from '../when-aborted.ts';

/** What the client prepares, and then the turn. `again`: it was tried before. Not a promise where nothing is to be waited for. */
export function takeTurn(client: ClientState, request: HttpRequest, origin: string, again: boolean): Awaitable<Turn> {
  const { options, context } = client;
  const access = accessOf(request);
  const until = request.writing?.until;
  const [operation, probe] = [request.operation ?? null, options.probeFirst ?? true];
  const entry = { access, origin, operation, probe, again, until };
  return whenKnown(prepared(client, access, until), () => context.gate.enter(entry));
}

function prepared({ options, context }: ClientState, access: Access, until?: AbortSignal): Awaitable<unknown> {
  // Where nothing may be sent any more, nobody logs in for it.
  context.gate.demandOpen();
  if (until?.aborted) throw until.reason;
  const failed = (error: unknown): never => {
    if (until?.aborted) throw until.reason;
    throw context.signal.aborted ? context.signal.reason : notSent(error);
  };
  try {
    const preparing = options.prepare?.(access);
    return preparing instanceof Promise ? orAborted(until, preparing).catch(failed) : preparing;
  } catch (error) {
    return failed(error);
  }
}
