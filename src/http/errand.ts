import { isProviderError, type ProviderError } from '../providers/provider-error.ts';
import { backOff } from './back-off.ts';
import type { CallWatch } from './call-observer.ts';
import type { ClientState } from './client-state.ts';
import { sourceOf } from './create-response.ts';
import type { Access, HttpRequest, HttpResponse } from './http-client.ts';
import type { Turn } from './gate.ts';
import { isUnprocessed, judgeAnswer, type Verdict } from './judge-answer.ts';
import type { NetworkError } from './network-error.ts';
import { Patience } from './patience.ts';
import { quotaLeft } from './quota-left.ts';
import { checkRedirect, type Target, withoutPersonal } from './request-url.ts';
import { loginRefused, throttled, unreachable, unreachableToo, unusableAnswer } from './request-failures.ts';
import { type Attempt, type Outcome, sendAttempt, withHeaders } from './send-attempt.ts';
import { takeTurn } from './take-turn.ts';
import { orAborted } from '../when-aborted.ts';

const ATTEMPTS = 5;
const HOPS = 3;
/** All attempts together take at most so many times what one may take. */
const PATIENCE = 4;

/** Null: go round again, after `waitMs`. */
type Step = { readonly response: HttpResponse } | { readonly response: null; readonly waitMs: number };

/** An attempt that has its turn. */
interface Begun {
  readonly turn: Turn;
  readonly startedAt: number;
}

/** One `send`, from its first attempt to its answer. */
export class Errand {
  readonly #client: ClientState;
  readonly #request: HttpRequest;
  readonly #access: Access;
  readonly #watch: CallWatch | undefined;
  readonly #patience: Patience;
  readonly #start: Target & { readonly headers: Readonly<Record<string, string>> };
  #target: Target;
  #headers: Readonly<Record<string, string>>;
  #failures = 0;
  #hops = 0;
  #renewed = false;
  /** Waiting for turns and pauses does not count: a long queue is no trouble with the vendor. */
  #deadline: number | null = null;
  #budgetMs = 0;
  /** What the current endpoint had answered when this errand first turned to it. */
  #seen = 0;
  /** What the caller gets when there is no time for another attempt. */
  #last: HttpResponse | ProviderError | null = null;

  constructor(client: ClientState, request: HttpRequest, access: Access, target: Target, watch?: CallWatch) {
    this.#client = client;
    this.#request = request;
    this.#access = access;
    this.#watch = watch;
    this.#patience = new Patience(request.attempts);
    const headers = withHeaders({ 'user-agent': 'auditform', 'accept-encoding': 'identity' }, request.headers ?? {});
    this.#start = { url: target.url, origin: target.origin, headers };
    this.#target = this.#start;
    this.#headers = this.#start.headers;
  }

  async run(): Promise<HttpResponse> {
    const { gate, clock } = this.#client.context;
    this.#watch?.waiting();
    for (let restMs = 0; ; ) {
      const asked = clock.now();
      const waiting = takeTurn(this.#client, this.#request, this.#target.origin, this.#deadline !== null);
      const turn = waiting instanceof Promise ? await waiting : waiting;
      try {
        gate.demandOpen();
        const now = clock.now();
        if (this.#deadline !== null) this.#deadline += now - asked;
        const attempt = this.#attempt(now);
        if (attempt === null) return this.#give(this.#last!);
        const { renewals } = this.#client;
        this.#watch?.sending();
        // Settled before the turn is left: what the next request must know, such as a closed gate, is known by then.
        const step = this.#settle(await sendAttempt(attempt, this.#client.context), renewals, { turn, startedAt: now });
        if (step.response !== null) return step.response;
        restMs = step.waitMs;
      } finally {
        gate.leave(turn);
      }
      this.#watch?.waiting();
      if (restMs > 0) await orAborted(this.#request.writing?.until, clock.sleep(restMs));
    }
  }

  /** Null: there is no time for another one. */
  #attempt(now: number): Attempt | null {
    const { context, options } = this.#client;
    const usualMs = context.connection.timeoutSeconds * 1000;
    const timeoutMs = this.#request.timeoutMs ?? usualMs;
    if (this.#deadline === null) this.#aim(this.#start);
    this.#budgetMs = Math.max(PATIENCE * usualMs, timeoutMs);
    this.#deadline ??= now + this.#budgetMs;
    const left = this.#deadline - now;
    if (left <= 0 && this.#last !== null) return null;
    const { method, body = null } = this.#request;
    return {
      method,
      url: this.#target.url,
      source: this.#source(),
      headers: this.#headers,
      body,
      access: this.#access,
      timeoutMs: Math.max(1, Math.min(timeoutMs, left)),
      loginMs: Math.max(1, left),
      authenticate: options.authenticate,
      writing: this.#request.writing,
    };
  }

  #settle(outcome: Outcome, renewals: number, begun: Begun): Step {
    if (outcome.kind === 'failure') return this.#afterFailure(outcome.failure);
    const { context, options } = this.#client;
    const { response } = outcome;
    context.gate.health.answered(this.#target.origin);
    const now = context.clock.now();
    const verdict = judgeAnswer(response, options.classify, now);
    if (isUnprocessed(verdict)) this.#request.writing?.refused();
    // These three hold whatever became of the body: half a 401 is no reason to try the password once more.
    if (verdict.kind === 'login-refused') return this.#lockOut(response);
    if (verdict.kind === 'renew') return this.#renew(response, renewals);
    if (verdict.kind === 'throttled') return this.#afterThrottle(response, verdict, begun);
    context.gate.limiter.accepted(begun.turn.line, begun.startedAt);
    const quota = quotaLeft(response.headers, now);
    if (quota !== null) context.gate.limiter.left(quota.calls, quota.ms);
    if (outcome.kind === 'unusable') {
      if (typeof outcome.why !== 'string') return this.#afterFailure(outcome.why);
      throw unusableAnswer(response.source, response.status, outcome.why, this.#access);
    }
    if (verdict.kind === 'unprocessed') return this.#again(response, verdict.waitMs ?? this.#backOff());
    if (verdict.kind === 'transient') return this.#afterServerError(response, verdict);
    if (verdict.kind === 'redirected') return this.#redirect(response);
    // Not before here: server errors and redirects often come from something that never looked at the credentials.
    context.gate.prove(this.#access);
    return { response };
  }

  #afterFailure(failure: NetworkError): Step {
    const waitMs = this.#backOff();
    const lateMs = this.#isLate(waitMs) ? this.#budgetMs : null;
    const error = unreachable(this.#source(), failure, this.#failures + 1, lateMs);
    // Says nothing about the endpoint being dead: reading back what became of the write comes next.
    if (this.#access === 'write' && failure.sent !== 'no') throw error;
    if (failure.certificate) return { response: this.#give(error) };
    return this.#again(error, waitMs);
  }

  #isLate(waitMs: number): boolean {
    return this.#client.context.clock.now() + waitMs >= this.#deadline!;
  }

  #afterServerError(response: HttpResponse, verdict: Verdict): Step {
    if (this.#access === 'write') return { response };
    return this.#again(response, verdict.waitMs ?? this.#backOff());
  }

  /** Throttled calls were not processed, so writes are repeated too; and everybody waits, not only this errand. */
  #afterThrottle(response: HttpResponse, verdict: Verdict, { turn, startedAt }: Begun): Step {
    const { window, asked, operationOnly } = verdict;
    const waitMs = verdict.waitMs ?? this.#backOff();
    const { limiter } = this.#client.context.gate;
    const { pauseMs, refusedMs } = limiter.throttled(turn.line, { startedAt, waitMs, asked, window }, operationOnly);
    this.#watch?.throttled(pauseMs);
    const lasts = this.#patience.lasts(startedAt, refusedMs);
    const error = throttled(response.source, response.status, this.#patience.count);
    // The pause is waited out in the queue.
    return lasts ? this.#fromStart(error, 0) : { response: this.#give(error) };
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
    const request = { method, url: this.#target.url, headers: this.#headers, body: body ?? '' };
    const wanted = this.#client.options.redirect?.(response, request) ?? null;
    if (wanted === null) return { response };
    this.#request.writing?.refused();
    if (this.#hops === HOPS)
      throw unusableAnswer(response.source, response.status, `more than ${HOPS} redirects`, 'read');
    const url = checkRedirect(this.#target.url, wanted);
    if (url.origin !== this.#target.origin) this.#headers = withoutPersonal(this.#headers);
    this.#hops += 1;
    this.#client.trusted.add(url.origin);
    this.#aim({ url, origin: url.origin });
    return { response: null, waitMs: 0 };
  }

  #aim(target: Target): void {
    this.#target = target;
    this.#seen = this.#client.context.gate.health.answers(target.origin);
  }

  #source(): string {
    return sourceOf(this.#request.method, this.#target.origin, this.#target.url);
  }

  /** Once more from the start: where a redirect led may be just what is broken. */
  #again(last: HttpResponse | ProviderError, waitMs: number): Step {
    if (++this.#failures >= (this.#request.attempts ?? ATTEMPTS)) return { response: this.#give(last) };
    return this.#fromStart(last, waitMs);
  }

  #fromStart(last: HttpResponse | ProviderError, waitMs: number): Step {
    this.#last = last;
    if (this.#isLate(waitMs)) return { response: this.#give(last) };
    if (this.#hops > 0) this.#aim(this.#start);
    this.#headers = this.#start.headers;
    this.#hops = 0;
    return { response: null, waitMs };
  }

  #give(last: HttpResponse | ProviderError): HttpResponse {
    if (!isProviderError(last)) return last;
    if (last.code === 'AF301')
      this.#client.context.gate.health.failed(this.#target.origin, unreachableToo(last), this.#seen);
    throw last;
  }

  #backOff(): number {
    return backOff(this.#failures + this.#patience.count + 1, this.#client.context.random ?? Math.random);
  }
}
