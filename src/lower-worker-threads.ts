import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** As `nice` counts. Twice as much, and on a machine that is busy with other things every garbage collection waits for them. */
const STEPS = 5;
const LOWEST = 19;

/**
 * V8's worker threads step back behind the one that talks to vendors: a run of seconds keeps them busy compiling, and on two
 * cores it waits a seventh of its time for its turn. So do the threads that wait for the disk and for names, which cannot be
 * told from them. Linux only, where each thread has a priority of its own (setpriority(2)). Speed is all that is lost
 * where this is refused.
 */
export function lowerWorkerThreads(): void {
  if (process.platform !== 'linux') return;
  try {
    const priority = Math.min(getPriority() + STEPS, LOWEST);
    for (const thread of readdirSync('/proc/self/task').map(Number))
      if (thread !== process.pid) setPriority(thread, priority);
  } catch {
    // A container may hide the threads or refuse the call.
  }
}
