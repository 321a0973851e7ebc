import type { ProviderError } from '../providers/provider-error.ts';
import type { Access } from './http-client.ts';
import { whenAborted } from '../when-aborted.ts';
import type { Limiter, Line } from './limiter.ts';
import type { OriginHealth } from './origin-health.ts';

export interface GateOptions {
  /** Of the account; other connections may share it. */
  readonly limiter: Limiter;
  /** Of the endpoints; other connections may share it. */
  readonly health: OriginHealth;
  readonly signal: AbortSignal;
  /** Aborted at an interrupt; left out: never. */
  readonly stop?: AbortSignal | undefined;
}

/** One attempt that wants to go on the wire. */
export interface Entry {
  readonly access: Access;
  readonly origin: string;
  /** Null: only the account's limits count. */
  readonly operation: string | null;
  /** Alone in flight until its credentials are known to work. False: it asks for credentials itself. */
  readonly probe: boolean;
  /** A repeated attempt goes before those that never started. */
  readonly again: boolean;
  /** Waits no longer than until this is aborted, and rejects with its reason; left out: until the gate is closed. */
  readonly until?: AbortSignal | undefined;
}

/** A place on the wire; to be handed back. */
export interface Turn {
  readonly line: Line;
  readonly probing: boolean;
}

interface Held {
  readonly entry: Entry;
  readonly release: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** What all clients of one connection share: its turns at the account's limiter, and its lock-out. */
export class Gate {
  readonly limiter: Limiter;
  readonly health: OriginHealth;
  readonly #proven = new Set<Access>();
  readonly #lines = new Map<string | null, Line>();
  /** Those that wait for the outcome of the first one. */
  #held: Held[] = [];
  readonly #stop: AbortSignal | undefined;
  #probing = false;
  #closed: { readonly reason: unknown } | null = null;
  readonly #signal: AbortSignal;
  /** All gates of the connection: one lock-out closes them. */
  readonly #together: Gate[];

  constructor({ limiter, health, signal, stop }: GateOptions, together: Gate[] = []) {
    this.#stop = stop;
    this.limiter = limiter;
    this.health = health;
    this.#signal = signal;
    this.#together = together;
    together.push(this);
    whenAborted(signal, () => this.#end(signal.reason));
  }

  /**
   * For the connection's calls that count with another account: turns and pauses of their own, and the same lock-out. Its
   * calls wait for none of these, which may be waiting for them.
   */
  beside(limiter: Limiter): Gate {
    const other = new Gate({ limiter, health: this.health, signal: this.#signal, stop: this.#stop }, this.#together);
    if (this.#closed !== null) other.#end(this.#closed.reason);
    return other;
  }

  /** Rejects when the gate is closed, the origin dead or the run interrupted. Not a promise where nothing is to be waited for. */
  enter(entry: Entry): Turn | Promise<Turn> {
    this.demandOpen();
    if (entry.until?.aborted) throw entry.until.reason;
    const trouble = this.health.trouble(entry.origin);
    if (trouble !== null) throw trouble;
    if (!this.#isProbe(entry)) return this.#lineUp(entry, false);
    if (this.#probing) return this.#hold(entry);
    this.#probing = true;
    return this.#lineUp(entry, true);
  }

  leave({ line, probing }: Turn): void {
    this.limiter.leave(line, probing);
    if (!probing) return;
    this.#probing = false;
    this.#releaseHeld();
  }

  /** Throws when nothing may be sent any more: between being admitted and starting, another answer may have closed the gate. */
  demandOpen(): void {
    if (this.#closed !== null) throw this.#closed.reason;
  }

  /** The credentials of this access work. */
  prove(access: Access): void {
    if (this.#proven.has(access)) return;
    this.#proven.add(access);
    this.#releaseHeld();
  }

  /** Credentials were refused: nothing more is sent, queued requests fail with the same error. */
  close(error: ProviderError): void {
    for (const gate of this.#together) gate.#end(error);
  }

  #isProbe(entry: Entry): boolean {
    return entry.probe && !this.#proven.has(entry.access);
  }

  #lineUp(entry: Entry, probing: boolean): Turn | Promise<Turn> {
    const line = this.#line(entry.operation);
    const turn = { line, probing };
    if (this.limiter.tryEnter(line)) return turn;
    const trouble = () => this.health.trouble(entry.origin);
    return new Promise((resolve, reject) => {
      const refuse = (reason: unknown) => {
        callOff();
        if (probing) this.#probing = false;
        reject(reason);
        if (probing) this.#releaseHeld();
      };
      const admit = () => {
        callOff();
        resolve(turn);
      };
      const waiter = { trouble, admit, refuse };
      const { until } = entry;
      const giveUp = () => this.limiter.withdraw(line, waiter, until?.reason);
      const callOff = until === undefined ? () => {} : whenAborted(until, giveUp);
      // After an interrupt only what sees writes through still comes, and goes before what nobody waits for any more.
      this.limiter.queue(line, waiter, entry.again || this.#stop?.aborted === true);
    });
  }

  #line(operation: string | null): Line {
    const known = this.#lines.get(operation) ?? this.limiter.line(operation);
    this.#lines.set(operation, known);
    return known;
  }

  #hold(entry: Entry): Promise<Turn> {
    return new Promise((resolve, reject) => {
      let callOff = () => {};
      const release = () => {
        callOff();
        // Rejects where the gate closed meanwhile.
        new Promise<Turn>((next) => next(this.enter(entry))).then(resolve, reject);
      };
      const held: Held = { entry, release, refuse: reject };
      this.#held[entry.again ? 'unshift' : 'push'](held);
      const { until } = entry;
      const giveUp = () => {
        this.#held = this.#held.filter((each) => each !== held);
        reject(until?.reason);
      };
      if (until !== undefined) callOff = whenAborted(until, giveUp);
    });
  }

  /** All whose credentials are known to work by now, and else the first one. */
  #releaseHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const each of held) {
      if (this.#probing && this.#isProbe(each.entry)) this.#held.push(each);
      else each.release();
    }
  }

  #end(reason: unknown): void {
    this.#closed ??= { reason };
    for (const { refuse } of this.#held.splice(0)) refuse(this.#closed.reason);
    this.limiter.refuse(this.#lines.values(), this.#closed.reason);
  }
}
