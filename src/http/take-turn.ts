import type { Access } from './http-client.ts';
import { type Awaitable, whenKnown } from './awaitable.ts';
import type { ClientState } from './client-state.ts';
import type { Entry, Turn } from './gate.ts';
import { notSent } from './request-failures.ts';

/** What the client prepares, and then the turn. Not a promise where nothing is to be waited for. */
export function takeTurn(client: ClientState, entry: Entry): Awaitable<Turn> {
  return whenKnown(prepared(client, entry.access), () => client.context.gate.enter(entry));
}

function prepared({ options, context }: ClientState, access: Access): Awaitable<unknown> {
  // Where nothing may be sent any more, nobody logs in for it.
  context.gate.demandOpen();
  const failed = (error: unknown): never => {
    throw context.signal.aborted ? context.signal.reason : notSent(error);
  };
  try {
    const preparing = options.prepare?.(access);
    return preparing instanceof Promise ? preparing.catch(failed) : preparing;
  } catch (error) {
    return failed(error);
  }
}
