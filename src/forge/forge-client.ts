import { backOff } from '../http/back-off.ts';
import { AttemptWatch } from '../http/attempt-watch.ts';
import { type NetworkError, networkError } from '../http/network-error.ts';
import type { Transport, WireRequest } from '../http/transport.ts';
import { ForgeError } from './forge-error.ts';
import { type ForgeAnswer, judgeForgeAnswer, type RawAnswer } from './judge-forge-answer.ts';
import { throttleWait } from './throttle-wait.ts';

const ATTEMPTS = 4;
const HOPS = 3;
const TIMEOUT_MS = 30_000;
/** A job that would wait longer than this is better run again. */
const LONGEST_WAIT_MS = 120_000;

export interface ForgeRequest {
  readonly method: WireRequest['method'];
  /** Below the API's address, starting with `/`; or an absolute address on the same host, as in Link headers. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The permission this takes, as the forge calls it; said when the answer is 403 or 404. */
  readonly needs: string;
}

export interface ForgeClientOptions {
  readonly name: string;
  /** Without a trailing slash. */
  readonly apiUrl: string;
  /** Among them the token: only ever sent to the origin of `apiUrl`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  readonly signal: AbortSignal;
}

export interface ForgeClient {
  readonly options: ForgeClientOptions;
  /** The answer when it is a success; throws ForgeError otherwise. */
  send(request: ForgeRequest): Promise<ForgeAnswer>;
}

type Exchange = RawAnswer | { readonly failure: NetworkError };

/** Calls of a forge's REST API: waits when throttled, repeats what can be repeated, and stays on its host. */
export function createForgeClient(options: ForgeClientOptions): ForgeClient {
  const { name, clock, apiUrl } = options;
  return {
    options,
    async send(request) {
      const start = new URL(request.path.startsWith('/') ? apiUrl + request.path : request.path);
      const source = `${request.method} ${start.pathname}`;
      let url = start;
      let hops = 0;
      for (let attempt = 1; ; ) {
        refuseForeign(url, apiUrl, `${name} (${source})`);
        const answer = await exchange(options, request, url);
        const wait = waitFor(answer, request.method, attempt, clock.now());
        if (wait !== null && wait <= LONGEST_WAIT_MS && attempt < ATTEMPTS) {
          await clock.sleep(wait);
          attempt += 1;
          continue;
        }
        if ('failure' in answer)
          throw new ForgeError(
            `No answer from ${name} to ${source}: ${answer.failure.reason}`,
            'Check the address of the API and whether this network lets you there.',
          );
        const target = redirection(answer, request.method, url);
        if (target === null || hops === HOPS)
          return judgeForgeAnswer(answer, request.needs, { name, source, waitMs: wait });
        hops += 1;
        url = target;
      }
    },
  };
}

/** The token must not reach another host, whoever names it. */
function refuseForeign(url: URL, apiUrl: string, source: string): void {
  if (url.origin === new URL(apiUrl).origin) return;
  throw new ForgeError(
    `${source} led to ${url.origin}, another host. The token was not sent there.`,
    "Name the API's own address with --api-url.",
  );
}

async function exchange(options: ForgeClientOptions, request: ForgeRequest, url: URL): Promise<Exchange> {
  const { transport, headers, signal } = options;
  const watch = new AttemptWatch(signal);
  watch.bound(TIMEOUT_MS);
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const sent = { ...headers, ...(body === null ? {} : { 'content-type': 'application/json' }) };
  try {
    const { method } = request;
    const answer = await transport.send({
      method,
      url,
      headers: sent,
      body,
      repeatable: method === 'GET',
      callOff: watch.callOff,
    });
    const { bytes, fault } = answer;
    if (fault !== null && 'error' in fault) throw fault.error;
    if (fault !== null) return { failure: { sent: 'maybe', certificate: false, reason: fault.unusable } };
    return { status: answer.status, headers: answer.headers, text: bytes.toString('utf8') };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (watch.timedOut) return { failure: { sent: 'maybe', certificate: false, reason: `none in ${TIMEOUT_MS} ms` } };
    const failure = networkError(error);
    if (failure === null) throw error;
    return { failure };
  } finally {
    watch.stop();
  }
}

/** How long to wait before sending once more; null: do not. A POST that may have been done is never repeated. */
function waitFor(answer: Exchange, method: string, attempt: number, now: number): number | null {
  const repeatable = method !== 'POST';
  if ('failure' in answer) {
    if (answer.failure.certificate) return null;
    return repeatable || answer.failure.sent === 'no' ? backOff(attempt, Math.random) : null;
  }
  const throttled = throttleWait(answer.status, answer.headers, answer.text, now);
  if (throttled !== null) return throttled;
  return repeatable && [500, 502, 503, 504].includes(answer.status) ? backOff(attempt, Math.random) : null;
}

/** Renamed repositories answer so. Only 307 and 308 promise that the method stays. */
function redirection({ status, headers }: RawAnswer, method: string, from: URL): URL | null {
  const { location } = headers;
  const follows = method === 'GET' ? [301, 302, 307, 308] : [307, 308];
  if (location === undefined || !follows.includes(status) || !URL.canParse(location, from.href)) return null;
  return new URL(location, from);
}
