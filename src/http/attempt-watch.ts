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
  let letGo: ((reason: unknown) => void) | null = null;
  const abort = (reason: unknown) => {
    controller.abort(reason);
    letGo?.(reason);
  };
  const timeOut = () => {
    timedOut = true;
    abort(new Error('timed out'));
  };
  const interrupt = () => abort(run.reason);
  let timer = setTimeout(timeOut, ms);
  const detach = whenAborted(run, interrupt);
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
    hold: (work) =>
      new Promise((resolve, reject) => {
        if (controller.signal.aborted) reject(controller.signal.reason);
        letGo = reject;
        work.then(resolve, reject);
      }),
  };
}

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the run is interrupted, at once where it is already; gives the function that calls it off. One
 * listener for all attempts, since a signal with hundreds of them looks through all to take one away.
 */
function whenAborted(run: AbortSignal, callback: () => void): () => void {
  if (run.aborted) callback();
  const known = waiting.get(run) ?? listenTo(run);
  known.add(callback);
  return () => void known.delete(callback);
}

function listenTo(run: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(run, callbacks);
  run.addEventListener('abort', () => {
    for (const callback of callbacks) callback();
  });
  return callbacks;
}
