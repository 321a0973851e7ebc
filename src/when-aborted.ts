import { setMaxListeners } from 'node:events';

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the run is interrupted, at once where it is already; gives the function that calls it off. One
 * listener for all, since a signal with thousands of them looks through all to add one or take one away.
 */
export function whenAborted(run: AbortSignal, callback: () => void): () => void {
  if (run.aborted) callback();
  const known = waiting.get(run) ?? listenTo(run);
  known.add(callback);
  return () => void known.delete(callback);
}

function listenTo(run: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(run, callbacks);
  // One of ours, and one of each transport and fetch beside it: no leak.
  setMaxListeners(0, run);
  run.addEventListener('abort', () => {
    for (const callback of callbacks) callback();
  });
  return callbacks;
}

/** As `work`, or the signal's reason as soon as it is aborted. */
export function orAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const callOff = whenAborted(signal, () => reject(signal.reason));
    void work.then(resolve, reject).finally(callOff);
  });
}
