import type { Clock } from '../providers/provider.ts';

/** The real clock. Its timers keep the process alive: a run that only waits is not over. */
export function createSystemClock(signal: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const interrupt = () => {
          clearTimeout(timer);
          reject(signal.reason);
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', interrupt);
          resolve();
        }, ms);
        signal.addEventListener('abort', interrupt, { once: true });
      }),
  };
}
