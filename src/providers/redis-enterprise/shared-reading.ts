/**
 * Readings one at a time. Whoever asks while one is under way gets the one after it, which is begun after they asked, and
 * shares it with all others who do: databases whose changes end together are read back together.
 */
export function createSharedReading<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<void> | null = null;
  let next: Promise<T> | null = null;
  const ended = () => {
    running = null;
  };
  const start = (): Promise<T> => {
    const reading = read();
    running = reading.then(ended, ended);
    return reading;
  };
  const afterThis = (end: Promise<void>): Promise<T> =>
    end.then(() => {
      next = null;
      return start();
    });
  return () => {
    if (running === null) return start();
    next ??= afterThis(running);
    return next;
  };
}
