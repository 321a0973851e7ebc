import { isProviderError } from '../provider-error.ts';
import type { TairApi } from './api.ts';
import { isAnswerless } from './refusal.ts';

/** Statuses that no waiting ends; any other word but Normal means "not ready yet". */
const STUCK = new Set(['Inactive', 'Released', 'Unavailable', 'Error']);

export function isStuck(status: string): boolean {
  return STUCK.has(status);
}

/**
 * InstanceStatus, or why it is not known: looking needs permissions that writing does not, and two actions tell it.
 * Throws what may pass.
 */
export async function statusOf(api: TairApi, id: string): Promise<{ status: string | null; trouble: string }> {
  try {
    const { status } = await api.describeInstanceAttribute(id);
    return { status, trouble: '' };
  } catch (error) {
    // An answer to the wrong question, such as odd digits elsewhere, leaves the status unknown as well.
    if (!isAnswerless(error)) throw error;
    return { status: await listedStatus(api, id), trouble: error.message };
  }
}

/** What the region's list says; null where that is out of reach too. */
async function listedStatus(api: TairApi, id: string): Promise<string | null> {
  try {
    return (await api.describeInstance(id))?.status || null;
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    return null;
  }
}

/** The status where it is known and the vendor is in the mood to tell; for waiting, where nothing may be thrown. */
export async function statusNow(api: TairApi, id: string): Promise<string | null> {
  try {
    return (await statusOf(api, id)).status;
  } catch (error) {
    if (isProviderError(error)) return null;
    throw error;
  }
}
