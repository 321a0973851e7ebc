import type { Clock } from '../providers/provider.ts';
import type { ProviderError } from '../providers/provider-error.ts';
import { Lane, type LaneLimits, type Throttling } from './lane.ts';

/** One attempt that waits for its turn. */
export interface Waiter {
  /** Fails it without a turn; null: worth a turn. */
  readonly trouble: () => ProviderError | null;
  readonly admit: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Attempts of one connection for one operation. Lines of an account take turns. */
export interface Line {
  /** Of the operation; null: only the account's limits count. */
  readonly lane: Lane | null;
  readonly waiters: Waiter[];
}

/** The limits of one account at one vendor, for all connections of the run that use it. */
export class Limiter {
  readonly #clock: Clock;
  readonly #account = new Lane();
  readonly #operations = new Map<string, Lane>();
  readonly #operationLimits = new Map<string, LaneLimits>();
  #stated: LaneLimits = {};
  #supposed: LaneLimits = {};
  /** Lines in which somebody waits, in the order of their turns. */
  readonly #busy: Line[] = [];
  #counted = false;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What a connection's `limits` say, in place of all that is documented; of several, the strictest counts. */
  state(limits: LaneLimits): void {
    this.#stated = strictest(this.#stated, limits);
    this.#limitAll();
  }

  /** A client's defaults, for what no connection states; the strictest counts. */
  suppose(defaults: LaneLimits, operations: Readonly<Record<string, LaneLimits>> = {}): void {
    this.#supposed = strictest(this.#supposed, defaults);
    for (const [operation, limits] of Object.entries(operations)) this.#operationLimits.set(operation, limits);
    this.#limitAll();
  }

  /** Of the operation where it has a rate of its own, else of the account; infinite: no limit. */
  requestsPerSecond(operation: string | null): number {
    const now = this.#clock.now();
    const account = this.#account.rate.perSecond(now);
    return operation === null
      ? account
      : Math.min(account, this.#operations.get(operation)?.rate.perSecond(now) ?? account);
  }

  /** Milliseconds for which nothing of the account may start. */
  pausedMs(): number {
    return this.#account.pausedMs(this.#clock.now());
  }

  line(operation: string | null): Line {
    return { lane: operation === null ? null : this.#lane(operation), waiters: [] };
  }

  /** True: the turn is taken, at once. False: wait in the line. */
  tryEnter(line: Line): boolean {
    if (this.#busy.length > 0 || this.#waitOf(line, this.#clock.now()) > 0) return false;
    this.#take(line);
    return true;
  }

  /** `first`: before those that never started. */
  queue(line: Line, waiter: Waiter, first: boolean): void {
    if (line.waiters.length === 0) this.#busy.push(line);
    line.waiters[first ? 'unshift' : 'push'](waiter);
    this.#pump();
  }

  /** One that does not wait any longer fails. */
  withdraw(line: Line, waiter: Waiter, reason: unknown): void {
    const place = line.waiters.indexOf(waiter);
    if (place < 0) return;
    line.waiters.splice(place, 1);
    if (line.waiters.length === 0) this.#busy.splice(this.#busy.indexOf(line), 1);
    waiter.refuse(reason);
  }

  /** `first`: the first one of a connection. */
  leave(line: Line, first: boolean): void {
    if (first) this.#account.opened(this.#clock.now());
    this.#account.leave();
    line.lane?.leave();
    this.#pump();
  }

  /** Those who wait in these lines fail. */
  refuse(lines: Iterable<Line>, reason: unknown): void {
    for (const line of lines) {
      if (line.waiters.length > 0) this.#busy.splice(this.#busy.indexOf(line), 1);
      for (const waiter of line.waiters.splice(0)) waiter.refuse(reason);
    }
  }

  /** Nothing of the account starts for so long. */
  pause(ms: number): void {
    this.#account.pause(ms, this.#clock.now());
  }

  accepted(line: Line, startedAt: number): void {
    const now = this.#clock.now();
    this.#account.rate.accepted(startedAt, now);
    line.lane?.rate.accepted(startedAt, now);
  }

  /**
   * Narrows and pauses the account, or the operation only; gives the length of the pause, and for how long nothing has been
   * let through by now (infinite: never anything).
   */
  throttled(line: Line, throttling: Throttling, operationOnly: boolean): { pauseMs: number; refusedMs: number } {
    const lane = operationOnly && line.lane !== null ? line.lane : this.#account;
    const now = this.#clock.now();
    return { pauseMs: lane.throttled(throttling, now), refusedMs: lane.rate.refusedMs(now) };
  }

  /** An ordinary answer tells that so many calls are left for so long. */
  left(calls: number, ms: number): void {
    // A vendor that never counted down may not be counting at all.
    this.#counted ||= calls > 0;
    // Those in flight may take what is left; the one that brought the answer is still counted among them.
    if (this.#counted && calls < this.#account.inFlight) this.pause(ms);
  }

  #limitAll(): void {
    this.#account.limit({ ...this.#supposed, ...this.#stated });
    for (const [operation, lane] of this.#operations) this.#limit(operation, lane);
  }

  /** An operation without figures of its own is bound by its account only. */
  #limit(operation: string, lane: Lane): void {
    const own = this.#operationLimits.get(operation);
    lane.limit(own === undefined ? {} : { ...own, ...this.#stated });
  }

  #lane(operation: string): Lane {
    const known = this.#operations.get(operation) ?? new Lane();
    if (!this.#operations.has(operation)) this.#limit(operation, known);
    this.#operations.set(operation, known);
    return known;
  }

  /** Milliseconds until the line's next may start; infinite: until somebody leaves. */
  #waitOf({ lane }: Line, now: number): number {
    if (this.#account.full || lane?.full === true) return Number.POSITIVE_INFINITY;
    return Math.max(this.#account.wait(now), lane?.wait(now) ?? 0);
  }

  #take(line: Line): void {
    const now = this.#clock.now();
    this.#account.take(now);
    line.lane?.take(now);
  }

  /** Starts all that may start now, line by line in turn. */
  #pump(): void {
    if (this.#account.full) return;
    const busy = this.#busy;
    let soonest = Number.POSITIVE_INFINITY;
    for (let idle = 0; idle < busy.length; ) {
      const line = busy[0]!;
      const trouble = line.waiters[0]!.trouble();
      const wait = trouble === null ? this.#waitOf(line, this.#clock.now()) : 0;
      soonest = Math.min(soonest, wait > 0 ? wait : Number.POSITIVE_INFINITY);
      // What holds up the account holds up every line.
      if (wait > 0 && line.lane === null) break;
      busy.shift();
      idle = wait > 0 ? idle + 1 : 0;
      const waiter = wait > 0 ? null : line.waiters.shift()!;
      if (line.waiters.length > 0) busy.push(line);
      if (waiter === null) continue;
      if (trouble === null) this.#take(line);
      if (trouble === null) waiter.admit();
      else waiter.refuse(trouble);
    }
    this.#wake(soonest);
  }

  #wake(ms: number): void {
    const at = this.#clock.now() + ms;
    if (!(at < this.#wakeAt)) return;
    this.#wakeAt = at;
    const pump = () => {
      if (this.#wakeAt === at) this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#pump();
    };
    // An interrupted run refuses its lines by itself.
    this.#clock.sleep(ms).then(pump, () => {});
  }
}

function strictest(one: LaneLimits, other: LaneLimits): LaneLimits {
  const lower = (key: keyof LaneLimits) => {
    const value = Math.min(one[key] ?? Number.POSITIVE_INFINITY, other[key] ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(value) ? { [key]: value } : {};
  };
  return { ...lower('concurrency'), ...lower('requestsPerSecond') };
}
