import { setMaxListeners } from 'node:events';
import type { Clock } from '../providers/provider.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import type { Access } from './http-client.ts';
import { createOriginHealth, type OriginHealth } from './origin-health.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

export interface GateLimits {
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
}

export interface GateOptions {
  /** The connection's own limits; where they say nothing, the strictest of the clients' defaults counts. */
  readonly limits: GateLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One attempt that wants to go on the wire. */
export interface Entry {
  readonly access: Access;
  readonly origin: string;
  /** Alone in flight until its credentials are known to work. False: it asks for credentials itself. */
  readonly probe: boolean;
  /** A repeated attempt goes before those that never started. */
  readonly again: boolean;
}

interface Waiter {
  readonly entry: Entry;
  readonly admit: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** What all clients of one connection share: its limits, its pauses and its lock-out. */
export class Gate {
  readonly health: OriginHealth;
  readonly #limits: GateLimits;
  readonly #clock: Clock;
  readonly #supposed: GateLimits[] = [];
  readonly #bucket: TokenBucket;
  readonly #proven = new Set<Access>();
  readonly #queue: Waiter[] = [];
  // A line of their own: nested requests need no turn, only the pause and the rate hold them.
  readonly #nested: Waiter[] = [];
  #concurrency = Number.POSITIVE_INFINITY;
  #rate = Number.POSITIVE_INFINITY;
  #inFlight = 0;
  #loggingIn = 0;
  #probing = false;
  #pausedUntil = 0;
  #waking = false;
  #closed: { readonly reason: unknown } | null = null;

  constructor({ limits, clock, signal }: GateOptions) {
    this.#limits = limits;
    this.#clock = clock;
    this.#bucket = createTokenBucket(() => this.#rate);
    this.health = createOriginHealth(() => clock.now());
    this.suppose({});
    // Every attempt listens to the run's signal; hundreds of them are no leak.
    setMaxListeners(0, signal);
    if (signal.aborted) this.#end(signal.reason);
    else signal.addEventListener('abort', () => this.#end(signal.reason), { once: true });
  }

  /** A client's defaults. */
  suppose(defaults: GateLimits): void {
    this.#supposed.push(defaults);
    this.#concurrency = this.#strictest('concurrency');
    this.#rate = this.#strictest('requestsPerSecond');
  }

  /** What it allows now; infinite: no limit. */
  get requestsPerSecond(): number {
    return this.#rate;
  }

  /** Runs the task when it is its turn. Rejects when the gate is closed, the origin dead or the run interrupted. */
  async run<T>(entry: Entry, task: () => Promise<T>): Promise<T> {
    this.#refuseWhenClosed();
    const leave = await (this.#isNested(entry) ? this.#enterNested(entry) : this.#enter(entry));
    try {
      // Between being admitted and getting here, another answer may have closed the gate.
      this.#refuseWhenClosed();
      return await task();
    } finally {
      leave();
    }
  }

  /** Requests for credentials sent inside use the caller's turn: they must not queue behind the request that waits for them. */
  async inside<T>(task: () => Promise<T>): Promise<T> {
    this.#loggingIn += 1;
    try {
      return await task();
    } finally {
      this.#loggingIn -= 1;
    }
  }

  /** Nothing more starts for so long. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
  }

  /** The credentials of this access work. */
  prove(access: Access): void {
    this.#proven.add(access);
    this.#pump();
  }

  /** Credentials were refused: nothing more is sent, queued requests fail with the same error. */
  close(error: ProviderError): void {
    this.#end(error);
  }

  #strictest(key: keyof GateLimits): number {
    return this.#limits[key] ?? Math.min(...this.#supposed.map((each) => each[key] ?? Number.POSITIVE_INFINITY));
  }

  #refuseWhenClosed(): void {
    if (this.#closed !== null) throw this.#closed.reason;
  }

  /** Resolves when it is this entry's turn, with the function that hands the turn on. */
  #enter(entry: Entry): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const admit = () => resolve(this.#take(entry));
      this.#queue[entry.again ? 'unshift' : 'push']({ entry, admit, refuse: reject });
      // Nobody before it can start either, so the line need not be searched each time it grows.
      if (this.#isFree(entry)) this.#pump();
    });
  }

  #enterNested(entry: Entry): Promise<() => void> {
    return new Promise((resolve, reject) => {
      this.#nested.push({ entry, admit: () => resolve(() => {}), refuse: reject });
      this.#pump();
    });
  }

  #take(entry: Entry): () => void {
    const probe = this.#isProbe(entry);
    this.#inFlight += 1;
    if (probe) this.#probing = true;
    return () => {
      this.#inFlight -= 1;
      if (probe) this.#probing = false;
      this.#pump();
    };
  }

  /** Told by counting: AsyncLocalStorage would know for sure, but makes every promise of the run a third dearer. */
  #isNested(entry: Entry): boolean {
    return !entry.probe && this.#loggingIn > 0;
  }

  #isProbe(entry: Entry): boolean {
    return entry.probe && !this.#proven.has(entry.access);
  }

  #isFree(entry: Entry): boolean {
    return this.#inFlight < this.#concurrency && !(this.#probing && this.#isProbe(entry));
  }

  #next(): { readonly line: Waiter[]; readonly at: number } | null {
    if (this.#nested.length > 0) return { line: this.#nested, at: 0 };
    if (this.#inFlight >= this.#concurrency) return null;
    const at = this.#queue.findIndex((waiter) => this.#isFree(waiter.entry));
    return at < 0 ? null : { line: this.#queue, at };
  }

  /** Starts all that may start now. */
  #pump(): void {
    if (this.#waking) return;
    for (let chosen = this.#next(); chosen !== null; chosen = this.#next()) {
      const waiter = chosen.line[chosen.at]!;
      const trouble = this.health.trouble(waiter.entry.origin);
      const now = this.#clock.now();
      const wait = Math.max(this.#pausedUntil - now, this.#bucket.wait(now));
      if (trouble === null && wait > 0) {
        this.#wake(wait);
        return;
      }
      chosen.line.splice(chosen.at, 1);
      if (trouble !== null) {
        waiter.refuse(trouble);
        continue;
      }
      this.#bucket.take(now);
      waiter.admit();
    }
  }

  #wake(ms: number): void {
    this.#waking = true;
    this.#clock.sleep(ms).then(
      () => {
        this.#waking = false;
        this.#pump();
      },
      (reason: unknown) => this.#end(reason),
    );
  }

  #end(reason: unknown): void {
    this.#closed ??= { reason };
    for (const waiter of [...this.#nested.splice(0), ...this.#queue.splice(0)]) waiter.refuse(this.#closed.reason);
  }
}
