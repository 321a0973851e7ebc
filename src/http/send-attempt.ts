import { isProviderError, ProviderError } from '../providers/provider-error.ts';
import { type AttemptWatch, watchAttempt } from './attempt-watch.ts';
import type { ClientContext } from './client-context.ts';
import { createResponse, sourceOf } from './create-response.ts';
import type { Access, Authenticator, HttpRequest, HttpResponse, OutgoingRequest } from './http-client.ts';
import { type NetworkError, networkError } from './network-error.ts';
import { type Body, readBody } from './read-body.ts';
import { unsendableHeader } from './request-failures.ts';

export interface Attempt {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly access: Access;
  /** For the wire. */
  readonly timeoutMs: number;
  /** For whatever logging in takes before that. */
  readonly loginMs: number;
  readonly authenticate: Authenticator;
}

/** `unusable`: the status is known, but the body was refused or did not come whole. */
export type Outcome =
  | { readonly kind: 'answer'; readonly response: HttpResponse }
  | { readonly kind: 'unusable'; readonly response: HttpResponse; readonly why: string | NetworkError }
  | { readonly kind: 'failure'; readonly failure: NetworkError };

/** Sends once. Throws the run's reason when interrupted, and what `authenticate` throws. */
export async function sendAttempt(attempt: Attempt, context: ClientContext): Promise<Outcome> {
  const watch = watchAttempt(attempt.loginMs, context.signal);
  try {
    const headers = await logIn(attempt, context, watch);
    if (headers === null) {
      return { kind: 'failure', failure: { sent: 'no', certificate: false, reason: 'logging in took too long' } };
    }
    return await exchange(attempt, headers, context, watch);
  } finally {
    watch.stop();
  }
}

/** All headers of the attempt; null: out of time. */
async function logIn(
  attempt: Attempt,
  context: ClientContext,
  watch: AttemptWatch,
): Promise<Record<string, string> | null> {
  const request: OutgoingRequest = {
    method: attempt.method,
    url: attempt.url,
    headers: attempt.headers,
    body: attempt.body ?? '',
  };
  try {
    const proof = await watch.hold(context.gate.inside(async () => attempt.authenticate(request, attempt.access)));
    const headers = { ...attempt.headers, ...lowerCase(proof) };
    refuseUnsendable(headers, sourceOf(attempt.method, attempt.url));
    return headers;
  } catch (error) {
    if (context.signal.aborted) throw context.signal.reason;
    if (watch.timedOut()) return null;
    throw notSent(error);
  }
}

async function exchange(
  attempt: Attempt,
  headers: Readonly<Record<string, string>>,
  context: ClientContext,
  watch: AttemptWatch,
): Promise<Outcome> {
  const source = sourceOf(attempt.method, attempt.url);
  const write = attempt.access === 'write';
  const failureOf = (error: unknown): NetworkError => {
    if (context.signal.aborted && !write) throw context.signal.reason;
    if (watch.timedOut()) return { sent: 'maybe', certificate: false, reason: `no answer in ${attempt.timeoutMs} ms` };
    const failure = networkError(error);
    if (failure === null) throw error;
    return failure;
  };
  // Logging in may have taken a while: what is not sent yet is not started any more.
  if (context.signal.aborted) throw context.signal.reason;
  watch.reset(attempt.timeoutMs);
  if (write) watch.detach();
  try {
    const { method, url, body } = attempt;
    const answer = await context.transport.send({ method, url, headers, body, fresh: write, signal: watch.signal });
    const { bytes, fault }: Body = await readBody(answer);
    const response = createResponse(source, answer.status, answer.headers, bytes);
    if (fault === null) return { kind: 'answer', response };
    return { kind: 'unusable', response, why: 'unusable' in fault ? fault.unusable : failureOf(fault.error) };
  } catch (error) {
    if (isProviderError(error)) throw error;
    return { kind: 'failure', failure: failureOf(error) };
  }
}

export function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function refuseUnsendable(headers: Readonly<Record<string, string>>, source: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw unsendableHeader(source, name);
  }
}

/** A login that may have reached its server says nothing about the request that waited for it: that one was not sent. */
function notSent(error: unknown): unknown {
  if (!isProviderError(error) || error.trouble !== 'unavailable' || error.sent === 'no') return error;
  return new ProviderError(error.message, {
    code: error.code,
    trouble: error.trouble,
    sent: 'no',
    cause: error,
    ...(error.fix === null ? {} : { fix: error.fix }),
  });
}
