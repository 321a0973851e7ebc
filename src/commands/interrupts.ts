/** What is in flight may end by itself for this long after the first interrupt. */
const GRACE_MS = 10_000;
/** A terminal sends its Ctrl-C to npx and to node, and npx passes its own on: that is one interrupt. */
const ECHO_MS = 250;

export interface Interrupts {
  /** At the first interrupt: nothing new starts. */
  readonly stop: AbortSignal;
  /** A grace period later, or at the second interrupt: waiting ends. */
  readonly abort: AbortSignal;
  /** At the second interrupt: what is in flight is let go. */
  readonly cut: AbortSignal;
  /** Told of each signal that comes. */
  readonly interrupt: () => void;
}

/** What signals mean for a run. `now` counts milliseconds; `later` must not keep the process alive. */
export function createInterrupts(now: () => number, later: (ms: number, job: () => void) => void): Interrupts {
  const [stop, abort, cut] = [new AbortController(), new AbortController(), new AbortController()];
  const reason = new Error('interrupted');
  let last = Number.NEGATIVE_INFINITY;
  return {
    stop: stop.signal,
    abort: abort.signal,
    cut: cut.signal,
    interrupt: () => {
      const echoes = now() - last < ECHO_MS;
      if (echoes) return;
      last = now();
      if (stop.signal.aborted) {
        cut.abort(reason);
        abort.abort(reason);
        return;
      }
      stop.abort(reason);
      later(GRACE_MS, () => abort.abort(reason));
    },
  };
}
