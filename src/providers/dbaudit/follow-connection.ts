import type { HttpClient } from '../../http/http-client.ts';
import type { ProviderIo } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { databaseStatus } from './api.ts';
import { isDown, isUnderWay, type LiveStatus } from './live-status.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;

/**
 * After a connection write the vendor connects anew. Returns when that has ended, when the deadline has passed, or when
 * the status cannot be had: reading back judges then. A connection that was down before may still be shown so for a
 * while, which is no failure yet. Throws AF502 when connecting failed.
 */
export async function followConnection(http: HttpClient, io: ProviderIo, id: string, wasDown: boolean): Promise<void> {
  const deadline = io.clock.now() + io.settleMs;
  let stale = wasDown;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const status = await statusOrNull(http, id);
    if (status === null) return;
    const late = io.clock.now() >= deadline;
    if (isDown(status) && (!stale || late)) throw failed(id, status.connection);
    stale &&= isDown(status);
    if (late || !(stale || isUnderWay(status))) return;
    await io.clock.sleep(wait);
  }
}

/** The write was accepted: what goes wrong with watching it does not make it a failure. */
async function statusOrNull(http: HttpClient, id: string): Promise<LiveStatus | null> {
  try {
    return await databaseStatus(http, id);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return null;
  }
}

function failed(id: string, word: string): ProviderError {
  return new ProviderError(`DB Audit accepted the change of ${id}, but its connection is ${word}.`, {
    code: 'AF502',
    trouble: 'refused',
    fix: 'Check host, port, username, password and TLS settings; a corrected password is pushed by a higher password_version.',
  });
}
