import { whenAborted } from '../when-aborted.ts';
import type { Clock } from '../providers/provider.ts';

/** The real clock. Its timers keep the process alive: a run that only waits is not over. */
export function createSystemClock(signal: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          callOff();
          resolve();
        }, ms);
        const callOff = whenAborted(signal, () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
  };
}
