import type { ProviderIo } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';

export type Waiting = Pick<ProviderIo, 'clock' | 'settleMs'>;

/** Terraform's provider polls every three seconds; the first looks are sooner for instances that are quick. */
const POLLS_MS = [100, 250, 500, 1000, 2000];
const LATER_POLLS_MS = 3000;

/** Milliseconds to wait after the poll with this number, from 0. */
function pollWait(poll: number): number {
  return POLLS_MS[poll] ?? LATER_POLLS_MS;
}

/** Asks until the vendor is not busy any more, or `settleMs` are over: then its last answer goes up. */
export async function whileBusy<T>({ clock, settleMs }: Waiting, ask: () => Promise<T>): Promise<T> {
  const deadline = clock.now() + settleMs;
  for (let poll = 0; ; poll++) {
    try {
      return await ask();
    } catch (error) {
      if (!isProviderError(error) || error.trouble !== 'busy' || clock.now() + pollWait(poll) > deadline) throw error;
    }
    await clock.sleep(pollWait(poll));
  }
}
