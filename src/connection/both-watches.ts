import type { CallObserver, CallWatch } from '../http/call-observer.ts';
import type { RunWatch } from './run-watch.ts';

/** One watch that tells both. */
export function bothWatches(first: RunWatch, second: RunWatch): RunWatch {
  return {
    opened: (connection) => bothObservers(first.opened(connection), second.opened(connection)),
    unopened(system) {
      first.unopened(system);
      second.unopened(system);
    },
    work: (work, run) => first.work(work, () => second.work(work, run)),
  };
}

function bothObservers(first: CallObserver, second: CallObserver): CallObserver {
  return { begin: (call) => bothCalls(first.begin(call), second.begin(call)) };
}

function bothCalls(first: CallWatch, second: CallWatch): CallWatch {
  return {
    waiting() {
      first.waiting();
      second.waiting();
    },
    sending() {
      first.sending();
      second.sending();
    },
    throttled(waitMs) {
      first.throttled(waitMs);
      second.throttled(waitMs);
    },
    ended(end) {
      first.ended(end);
      second.ended(end);
    },
  };
}
