/** As `work`, or the signal's reason as soon as it is aborted. Left out: as `work`. */
export function unlessStopped<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason as Error);
    if (signal.aborted) give();
    signal.addEventListener('abort', give);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
