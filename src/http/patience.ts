/** Calls in a row that may be throttled, whatever becomes of them. */
const LEAST = 5;
/** An account that lets nothing through for longer than the windows that vendors count in is not waited for any more. */
const SHUT_MS = 75_000;
/** Nor one that goes on throttling this call, whatever it lets through beside it. */
const LONGEST_MS = 300_000;

/** How long one call puts up with being throttled. */
export class Patience {
  readonly #attempts: number | undefined;
  #since: number | null = null;
  #count = 0;

  /** `attempts`: of a call that is worth only so many; undefined: of one that is needed. */
  constructor(attempts: number | undefined) {
    this.#attempts = attempts;
  }

  /** How often it was throttled so far. */
  get count(): number {
    return this.#count;
  }

  /** An attempt that began then was throttled; `refusedMs`: for how long the account has let nothing through. False: no more. */
  lasts(startedAt: number, refusedMs: number): boolean {
    this.#count += 1;
    this.#since ??= startedAt;
    if (this.#attempts !== undefined) return this.#count < this.#attempts;
    return this.#count < LEAST || (refusedMs < SHUT_MS && startedAt - this.#since < LONGEST_MS);
  }
}
