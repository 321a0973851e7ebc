import { whenAborted } from '../when-aborted.ts';

/** Tells whoever works on an attempt to break off: one after the other, never two at a time. An AbortSignal is far dearer. */
export class CallOff {
  aborted = false;
  reason: unknown = null;
  #stop: ((reason: unknown) => void) | null = null;

  /** Calls back when the attempt is called off, at once where it is already; null: there is nothing to break off any more. */
  listen(stop: ((reason: unknown) => void) | null): void {
    this.#stop = stop;
    if (this.aborted) stop?.(this.reason);
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#stop?.(reason);
  }
}

/** Bounds one attempt in time. Real time, whatever clock the run has: a socket does not follow a test's clock. */
export class AttemptWatch {
  readonly callOff = new CallOff();
  readonly #detach: () => void;
  #timedOut = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(run: AbortSignal) {
    this.#detach = whenAborted(run, () => this.callOff.abort(run.reason));
  }

  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** From now on so long, whatever was set before. */
  bound(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#timeOut, ms);
  }

  /** From now on the run's signal no longer matters: a write on the wire is seen through. */
  detach(): void {
    this.#detach();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#detach();
  }

  /** The same bounds for work that cannot be called off. */
  hold<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.callOff.listen(reject);
      work.then(resolve, reject);
    });
  }

  readonly #timeOut = () => {
    this.#timedOut = true;
    this.callOff.abort(new Error('timed out'));
  };
}
