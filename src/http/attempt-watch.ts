/** Bounds one attempt in time. Real time, whatever clock the run has: a socket does not follow a test's clock. */
export interface AttemptWatch {
  readonly signal: AbortSignal;
  timedOut(): boolean;
  /** Starts over with another bound. */
  reset(ms: number): void;
  /** From now on the run's signal no longer matters: a write on the wire is seen through. */
  detach(): void;
  stop(): void;
  /** The same bounds for work that takes no signal. */
  hold<T>(work: Promise<T>): Promise<T>;
}

/** AbortSignal.any and .timeout would do the same, but in Node 20 they leak on a signal that outlives its requests. */
export function watchAttempt(ms: number, run: AbortSignal): AttemptWatch {
  const controller = new AbortController();
  let timedOut = false;
  const timeOut = () => {
    timedOut = true;
    controller.abort(new Error('timed out'));
  };
  const interrupt = () => controller.abort(run.reason);
  let timer = setTimeout(timeOut, ms);
  if (run.aborted) interrupt();
  run.addEventListener('abort', interrupt);
  const detach = () => run.removeEventListener('abort', interrupt);
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    reset(next) {
      clearTimeout(timer);
      timer = setTimeout(timeOut, next);
    },
    detach,
    stop() {
      clearTimeout(timer);
      detach();
    },
    hold: (work) => Promise.race([work, aborted(controller.signal)]),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
