import { isProviderError } from '../providers/provider-error.ts';
import { AttemptWatch } from './attempt-watch.ts';
import type { Awaitable } from './awaitable.ts';
import type { ClientContext } from './client-context.ts';
import { createResponse } from './create-response.ts';
import type { Access, Authenticator, HttpRequest, HttpResponse, OutgoingRequest, WriteWatch } from './http-client.ts';
import { type NetworkError, networkError } from './network-error.ts';
import { notSent, unsendableHeader } from './request-failures.ts';

export interface Attempt {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  /** `GET https://host/path`, for messages. */
  readonly source: string;
  /** Names in lower case; without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly access: Access;
  /** For the wire. */
  readonly timeoutMs: number;
  /** For whatever logging in takes before that. */
  readonly loginMs: number;
  readonly authenticate: Authenticator;
  readonly writing?: WriteWatch | undefined;
}

/** `unusable`: the status is known, but the body was refused or did not come whole. */
export type Outcome =
  | { readonly kind: 'answer'; readonly response: HttpResponse }
  | { readonly kind: 'unusable'; readonly response: HttpResponse; readonly why: string | NetworkError }
  | { readonly kind: 'failure'; readonly failure: NetworkError };

/** Sends once. Throws the run's reason when interrupted, and what `authenticate` throws. */
export async function sendAttempt(attempt: Attempt, context: ClientContext): Promise<Outcome> {
  const watch = new AttemptWatch(runOf(attempt, context));
  try {
    const begun = logIn(attempt, context, watch);
    const headers = begun instanceof Promise ? await begun : begun;
    if (headers === null) {
      return { kind: 'failure', failure: { sent: 'no', certificate: false, reason: 'logging in took too long' } };
    }
    return await exchange(attempt, headers, context, watch);
  } finally {
    watch.stop();
  }
}

/** All headers of the attempt; null: out of time. */
function logIn(
  attempt: Attempt,
  context: ClientContext,
  watch: AttemptWatch,
): Awaitable<Record<string, string> | null> {
  const { method, url, headers, source, access } = attempt;
  const request: OutgoingRequest = { method, url, headers, body: attempt.body ?? '' };
  const complete = (proof: Readonly<Record<string, string>>) => {
    const all = withHeaders({ ...headers }, proof);
    refuseUnsendable(all, source);
    return all;
  };
  const failed = (error: unknown): null => {
    const run = runOf(attempt, context);
    if (run.aborted) throw run.reason;
    if (watch.timedOut) return null;
    throw notSent(error);
  };
  try {
    const proof = attempt.authenticate(request, access);
    if (!(proof instanceof Promise)) return complete(proof);
    watch.bound(attempt.loginMs);
    return watch.hold(proof).then(complete).catch(failed);
  } catch (error) {
    return failed(error);
  }
}

function exchange(
  attempt: Attempt,
  headers: Readonly<Record<string, string>>,
  context: ClientContext,
  watch: AttemptWatch,
): Promise<Outcome> {
  const { method, url, body, source, timeoutMs, writing } = attempt;
  const run = runOf(attempt, context);
  const write = attempt.access === 'write';
  // Logging in may have taken a while: what is not sent yet is not started any more.
  if (run.aborted) throw run.reason;
  watch.bound(timeoutMs);
  if (write) watch.detach();
  writing?.sent();
  const failureOf = (error: unknown): NetworkError => {
    if (run.aborted && !write) throw run.reason;
    if (watch.timedOut) return { sent: 'maybe', certificate: false, reason: `no answer in ${timeoutMs} ms` };
    const failure = networkError(error);
    if (failure === null) throw error;
    return failure;
  };
  const request = { method, url, headers, body, repeatable: !write, callOff: watch.callOff };
  return context.transport.send(request).then(
    ({ status, headers: answered, bytes, fault }) => {
      const response = createResponse(source, status, answered, bytes);
      if (fault === null) return { kind: 'answer', response };
      return { kind: 'unusable', response, why: 'unusable' in fault ? fault.unusable : failureOf(fault.error) };
    },
    (error: unknown) => {
      if (isProviderError(error)) throw error;
      const failure = failureOf(error);
      if (failure.sent === 'no') writing?.unsent();
      return { kind: 'failure', failure };
    },
  );
}

/** What ends logging in, and all that is no write on the wire. */
function runOf({ writing }: Attempt, { signal }: ClientContext): AbortSignal {
  return writing?.until ?? signal;
}

/** Adds the other headers, their names in lower case, and returns them all. A second spread a call would be dearer. */
export function withHeaders(
  headers: Record<string, string>,
  others: Readonly<Record<string, string>>,
): Record<string, string> {
  for (const name of Object.keys(others)) headers[name.toLowerCase()] = others[name]!;
  return headers;
}

function refuseUnsendable(headers: Readonly<Record<string, string>>, source: string): void {
  for (const name of Object.keys(headers)) {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(headers[name]!)) throw unsendableHeader(source, name);
  }
}
