import { type AdaptiveRate, createAdaptiveRate, type RateWindow } from './adaptive-rate.ts';
import { createPace, type Pace } from './pace.ts';

export interface LaneLimits {
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
}

/** What an answer says about being throttled. */
export interface Throttling {
  /** When its call began. */
  readonly startedAt: number;
  /** What the vendor asks to wait, else our own back-off. */
  readonly waitMs: number;
  /** The vendor asked in so many words, so nobody knows better. */
  readonly asked: boolean;
  readonly window: RateWindow | null;
}

/** Longest pause, but for windows that our own calls have filled: those are known to the millisecond. */
const LONGEST_WINDOW_MS = 300_000;
/** Clocks and networks do not agree to the millisecond on when a window ends. */
const MARGIN_MS = 20;

/** What may start and be in flight of one account, or of one operation of it: places, pace and pause. */
export class Lane {
  readonly rate: AdaptiveRate;
  readonly #pace: Pace;
  #concurrency = Number.POSITIVE_INFINITY;
  #ceiling = Number.POSITIVE_INFINITY;
  #inFlight = 0;
  #pausedUntil = 0;

  constructor() {
    this.rate = createAdaptiveRate(() => this.#ceiling);
    this.#pace = createPace((now) => this.rate.perSecond(now));
  }

  limit({ concurrency, requestsPerSecond }: LaneLimits): void {
    this.#concurrency = concurrency ?? Number.POSITIVE_INFINITY;
    this.#ceiling = requestsPerSecond ?? Number.POSITIVE_INFINITY;
  }

  get full(): boolean {
    return this.#inFlight >= this.#concurrency;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Milliseconds for which nothing may start. */
  pausedMs(now: number): number {
    return Math.max(this.#pausedUntil - now, 0);
  }

  /** Milliseconds until a call may start, places aside. */
  wait(now: number): number {
    return Math.max(this.pausedMs(now), this.#pace.wait(now));
  }

  /** A call starts. */
  take(now: number): void {
    this.#pace.take(now);
    this.#inFlight += 1;
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  /** A first call is over. Opening connections and loading code may have kept it back, while those after it go at once. */
  opened(now: number): void {
    this.#pace.late(now);
  }

  /** Nothing more starts for so long. */
  pause(ms: number, now: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + ms);
  }

  /** Narrows and pauses; gives the length of the pause. */
  throttled({ startedAt, waitMs, asked, window }: Throttling, now: number): number {
    const known = this.rate.throttled(startedAt, now, window);
    const second = asked ? 0 : this.rate.secondOver(now) + MARGIN_MS;
    const pause = known === null || asked ? Math.max(waitMs, second) : Math.min(known + MARGIN_MS, LONGEST_WINDOW_MS);
    this.pause(pause, now);
    return pause;
  }
}
