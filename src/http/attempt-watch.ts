import { EventEmitter } from 'node:events';
import { whenAborted } from './when-aborted.ts';

/** Tells the transport to break off. As an AbortSignal, which is far dearer to make and to listen to. */
export class CallOff extends EventEmitter {
  aborted = false;
  reason: unknown = null;

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort');
  }
}

/** Bounds one attempt in time. Real time, whatever clock the run has: a socket does not follow a test's clock. */
export class AttemptWatch {
  readonly callOff = new CallOff();
  readonly #detach: () => void;
  #timedOut = false;
  #timer: NodeJS.Timeout;

  constructor(ms: number, run: AbortSignal) {
    this.#timer = setTimeout(this.#timeOut, ms);
    this.#detach = whenAborted(run, () => this.callOff.abort(run.reason));
  }

  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** Starts over with another bound. */
  reset(ms: number): void {
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
      const { callOff } = this;
      if (callOff.aborted) reject(callOff.reason);
      callOff.once('abort', () => reject(callOff.reason));
      work.then(resolve, reject);
    });
  }

  readonly #timeOut = () => {
    this.#timedOut = true;
    this.callOff.abort(new Error('timed out'));
  };
}
