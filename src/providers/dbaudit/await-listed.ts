import type { ProviderIo } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { Directory } from './directory.ts';

const WAITS_MS = [0, 250, 750, 1_000, 2_000, 4_000, 8_000, 14_000];

/**
 * Gives the list time to show a new object, since the next run finds it there: 30 seconds, or what is left of the time
 * for one change. Whether lists lag is not documented. An object that is not listed by then is created all the same.
 */
export async function awaitListed(directory: Directory, io: ProviderIo, id: string, deadline: number): Promise<void> {
  for (const wait of WAITS_MS) {
    if (io.clock.now() + wait > deadline) return;
    if (wait > 0) await io.clock.sleep(wait);
    if (await isListed(directory, id)) return;
  }
}

/** The object was created: a list that cannot be had does not make that a failure. */
async function isListed(directory: Directory, id: string): Promise<boolean> {
  try {
    return (await directory.freshList()).items.some((item) => item.id === id);
  } catch (error) {
    if (!isProviderError(error) || error.code === 'AF302') throw error;
    return false;
  }
}
