import { isProviderError, type ProviderError } from '../providers/provider-error.ts';
import { backOff } from './back-off.ts';
import type { CallWatch } from './call-observer.ts';
import type { ClientContext } from './client-context.ts';
import { sourceOf } from './create-response.ts';
import type { Access, HttpClientOptions, HttpRequest, HttpResponse } from './http-client.ts';
import { judgeAnswer, type Verdict } from './judge-answer.ts';
import type { NetworkError } from './network-error.ts';
import { checkRedirect } from './request-url.ts';
import { loginRefused, throttled, unreachable, unreachableToo, unusableAnswer } from './request-failures.ts';
import { lowerCase, type Outcome, sendAttempt } from './send-attempt.ts';

const ATTEMPTS = 5;
const HOPS = 3;
/** All attempts together take at most so many times what one may take. */
const PATIENCE = 4;
/** Set by providers themselves at times; not for another host. */
const personal = new Set(['authorization', 'cookie', 'x-auth-token', 'x-api-key', 'proxy-authorization']);

/** What the client's requests share. */
export interface ClientState {
  readonly options: HttpClientOptions;
  readonly context: ClientContext;
  /** Origins that may be given credentials. */
  readonly trusted: Set<string>;
  /** Counts renewals, so that many requests that find one token expired renew it once. */
  renewals: number;
}

/** Null: go round again, after `waitMs`. */
type Step = { readonly response: HttpResponse } | { readonly response: null; readonly waitMs: number };

/** One `send`, from its first attempt to its answer. */
export class Errand {
  readonly #client: ClientState;
  readonly #request: HttpRequest;
  readonly #access: Access;
  readonly #watch: CallWatch | undefined;
  readonly #start: { readonly url: URL; readonly headers: Readonly<Record<string, string>> };
  #url: URL;
  #headers: Readonly<Record<string, string>>;
  #failures = 0;
  #hops = 0;
  #renewed = false;
  #deadline: number | null = null;
  /** What the current endpoint had answered when this errand first turned to it. */
  #seen = 0;
  /** What the caller gets when there is no time for another attempt. */
  #last: HttpResponse | ProviderError | null = null;

  constructor(client: ClientState, request: HttpRequest, access: Access, url: URL, watch?: CallWatch) {
    this.#client = client;
    this.#request = request;
    this.#access = access;
    this.#watch = watch;
    const own = { 'user-agent': 'auditform', 'accept-encoding': 'identity' };
    this.#start = { url, headers: { ...own, ...lowerCase(request.headers ?? {}) } };
    this.#url = url;
    this.#headers = this.#start.headers;
  }

  async run(): Promise<HttpResponse> {
    const { context, options } = this.#client;
    this.#watch?.waiting();
    for (;;) {
      const entry = {
        access: this.#access,
        origin: this.#url.origin,
        probe: options.probeFirst ?? true,
        again: this.#deadline !== null,
      };
      const step = await context.gate.run(entry, () => this.#turn());
      if (step.response !== null) return step.response;
      this.#watch?.waiting();
      if (step.waitMs > 0) await context.clock.sleep(step.waitMs);
    }
  }

  /** Ends only when all that the next request must know is settled, such as a closed gate. */
  async #turn(): Promise<Step> {
    const { context, options } = this.#client;
    const now = context.clock.now();
    const usualMs = context.connection.timeoutSeconds * 1000;
    const timeoutMs = this.#request.timeoutMs ?? usualMs;
    // Waiting for the first turn does not count: a long queue is no trouble with the vendor.
    if (this.#deadline === null) this.#aim(this.#start.url);
    this.#deadline ??= now + Math.max(PATIENCE * usualMs, timeoutMs);
    const left = this.#deadline - now;
    if (left <= 0 && this.#last !== null) return this.#give(this.#last);
    const attempt = {
      method: this.#request.method,
      url: this.#url,
      headers: this.#headers,
      body: this.#request.body ?? null,
      access: this.#access,
      timeoutMs: Math.max(1, Math.min(timeoutMs, left)),
      loginMs: Math.max(1, left),
      authenticate: options.authenticate,
    };
    const { renewals } = this.#client;
    this.#watch?.sending();
    return this.#settle(await sendAttempt(attempt, context), renewals);
  }

  #settle(outcome: Outcome, renewals: number): Step {
    if (outcome.kind === 'failure') return this.#afterFailure(outcome.failure);
    const { context, options } = this.#client;
    const { response } = outcome;
    context.gate.health.answered(this.#url.origin);
    const verdict = judgeAnswer(response, options.classify, context.clock.now());
    // These three hold whatever became of the body: half a 401 is no reason to try the password once more.
    if (verdict.kind === 'login-refused') return this.#lockOut(response);
    if (verdict.kind === 'renew') return this.#renew(response, renewals);
    if (verdict.kind === 'throttled') return this.#afterThrottle(response, verdict);
    if (outcome.kind === 'unusable') {
      if (typeof outcome.why !== 'string') return this.#afterFailure(outcome.why);
      throw unusableAnswer(response.source, response.status, outcome.why);
    }
    if (verdict.kind === 'transient') return this.#afterServerError(response, verdict);
    if (verdict.kind === 'redirected') return this.#redirect(response);
    // Not before here: server errors and redirects often come from something that never looked at the credentials.
    context.gate.prove(this.#access);
    return { response };
  }

  #afterFailure(failure: NetworkError): Step {
    const error = unreachable(sourceOf(this.#request.method, this.#url), failure, this.#failures + 1);
    // Says nothing about the endpoint being dead: reading back what became of the write comes next.
    if (this.#access === 'write' && failure.sent !== 'no') throw error;
    if (failure.certificate) return this.#give(error);
    return this.#again(error, this.#backOff());
  }

  #afterServerError(response: HttpResponse, verdict: Verdict): Step {
    if (this.#access === 'write') return { response };
    return this.#again(response, verdict.waitMs ?? this.#backOff());
  }

  /** Throttled calls were not processed, so writes are repeated too; and everybody waits, not only this errand. */
  #afterThrottle(response: HttpResponse, verdict: Verdict): Step {
    const waitMs = verdict.waitMs ?? this.#backOff();
    this.#client.context.gate.pause(waitMs);
    this.#watch?.throttled(waitMs);
    const step = this.#again(throttled(response.source, response.status, this.#failures + 1), waitMs);
    return step.response === null ? { response: null, waitMs: 0 } : step;
  }

  #renew(response: HttpResponse, renewals: number): Step {
    if (this.#renewed) return this.#lockOut(response);
    this.#renewed = true;
    if (this.#client.renewals === renewals) {
      this.#client.renewals += 1;
      this.#client.options.renew?.();
    }
    return { response: null, waitMs: 0 };
  }

  #lockOut(response: HttpResponse): never {
    const error = loginRefused(response.source, response.status, this.#access);
    this.#client.context.gate.close(error);
    throw error;
  }

  #redirect(response: HttpResponse): Step {
    const { method, body } = this.#request;
    const request = { method, url: this.#url, headers: this.#headers, body: body ?? '' };
    const wanted = this.#client.options.redirect?.(response, request) ?? null;
    if (wanted === null) return { response };
    if (this.#hops === HOPS) throw unusableAnswer(response.source, response.status, `more than ${HOPS} redirects`);
    const target = checkRedirect(this.#url, wanted);
    if (target.origin !== this.#url.origin) {
      this.#headers = Object.fromEntries(Object.entries(this.#headers).filter(([name]) => !personal.has(name)));
    }
    this.#hops += 1;
    this.#client.trusted.add(target.origin);
    this.#aim(target);
    return { response: null, waitMs: 0 };
  }

  #aim(url: URL): void {
    this.#url = url;
    this.#seen = this.#client.context.gate.health.answers(url.origin);
  }

  /** Once more from the start: where a redirect led may be just what is broken. */
  #again(last: HttpResponse | ProviderError, waitMs: number): Step {
    this.#last = last;
    this.#failures += 1;
    const late = this.#client.context.clock.now() + waitMs >= this.#deadline!;
    if (late || this.#failures >= (this.#request.attempts ?? ATTEMPTS)) return this.#give(last);
    if (this.#hops > 0) this.#aim(this.#start.url);
    this.#headers = this.#start.headers;
    this.#hops = 0;
    return { response: null, waitMs };
  }

  #give(last: HttpResponse | ProviderError): Step {
    if (!isProviderError(last)) return { response: last };
    if (last.code === 'AF301')
      this.#client.context.gate.health.failed(this.#url.origin, unreachableToo(last), this.#seen);
    throw last;
  }

  #backOff(): number {
    return backOff(this.#failures + 1, this.#client.context.random ?? Math.random);
  }
}
