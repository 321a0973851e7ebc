import type { ProviderIo } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { Directory } from './directory.ts';

const WAITS_MS = [0, 250, 750, 1_000, 2_000, 4_000, 8_000, 14_000];

/** So long one that is not alone waits for another create to begin, which then looks for both. */
const TURNS = 4;
const TURN_MS = 250;

/**
 * Gives the list time to show new objects, since the next run finds it there: 30 seconds, or what is left of the time
 * for one change. Whether lists lag is not documented. What is not listed by then is created all the same.
 * While others are being created the last one of them looks for all: a list for each would cost more than the creates.
 */
export async function awaitListed(directory: Directory, io: ProviderIo, deadline: number): Promise<void> {
  const { fresh } = directory;
  for (let turn = 0; turn < TURNS && fresh.unlisted.size > 1 && fresh.creating === 0; turn++)
    await io.clock.sleep(TURN_MS);
  if (fresh.unlisted.size === 0) return;
  for (const wait of WAITS_MS) {
    if (io.clock.now() + wait > deadline) return;
    if (wait > 0) await io.clock.sleep(wait);
    if (fresh.creating > 0) return;
    await cross(directory);
    if (fresh.unlisted.size === 0) return;
  }
}

/** Crosses off what is listed by now. The objects were created: a list that cannot be had does not make that a failure. */
async function cross(directory: Directory): Promise<void> {
  try {
    for (const { id } of (await directory.freshList()).items) directory.fresh.unlisted.delete(id);
  } catch (error) {
    if (!isProviderError(error)) throw error;
  }
}
