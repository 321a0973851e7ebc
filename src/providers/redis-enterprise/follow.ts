import type { HttpClient } from '../../http/http-client.ts';
import type { Clock } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { getAction, getDatabaseStatus } from './api.ts';
import { called } from './document.ts';
import { shortened } from './refusal.ts';

export interface Follower {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly settleMs: number;
}

interface Followed {
  readonly uid: number;
  readonly name: string;
  readonly action: string | null;
}

/**
 * Waits until an accepted database change has ended: the action `completed` (or forgotten: 404) and the database
 * `active`. Throws AF502 when the change failed, AF503 with the action's id when it does not end in time.
 */
export async function followDatabase(follower: Follower, followed: Followed): Promise<void> {
  const deadline = follower.clock.now() + follower.settleMs;
  const { action } = followed;
  if (action !== null) await until(follower, deadline, followed, () => actionEnded(follower.http, followed, action));
  await until(follower, deadline, followed, () => isActive(follower.http, followed));
}

async function until(
  follower: Follower,
  deadline: number,
  followed: Followed,
  ended: () => Promise<boolean>,
): Promise<void> {
  for (let pause = 500; !(await ended()); pause = Math.min(pause * 1.5, 5000)) {
    const left = deadline - follower.clock.now();
    if (left <= 0) throw tooLong(followed, follower.settleMs);
    await follower.clock.sleep(Math.min(pause, left));
  }
}

async function actionEnded(http: HttpClient, followed: Followed, uid: string): Promise<boolean> {
  const action = await getAction(http, uid);
  if (action === null || action.status === 'completed') return true;
  if (action.status === 'failed') throw changeFailed(followed, action.error);
  return false;
}

async function isActive(http: HttpClient, followed: Followed): Promise<boolean> {
  const status = await getDatabaseStatus(http, followed.uid).catch((error: unknown) => {
    throw isGone(error) ? gone(followed) : error;
  });
  if (status === 'creation-failed') throw changeFailed(followed, 'the database is in state creation-failed');
  return status === 'active';
}

export function isGone(error: unknown): boolean {
  return isProviderError(error) && error.status === 404;
}

/** The cluster answers 404 for a database that was deleted, and for one that the user may not see. */
export function gone(database: { readonly uid: number; readonly name: string }): ProviderError {
  return new ProviderError(`The cluster shows no database ${called(database)} any more.`, {
    code: 'AF305',
    trouble: 'refused',
    status: 404,
    fix: 'It was deleted since the plan was made: plan again.',
  });
}

function changeFailed(followed: Followed, reason: string | null): ProviderError {
  const why = reason === null ? '' : `: ${shortened(reason)}`;
  const action = followed.action === null ? '' : ` (action ${followed.action})`;
  return new ProviderError(
    `The cluster accepted the change of database ${called(followed)}, but it failed${action}${why}.`,
    {
      code: 'AF502',
      trouble: 'refused',
      fix: 'Look at the action and the database in the cluster manager, then plan again.',
    },
  );
}

function tooLong(followed: Followed, settleMs: number): ProviderError {
  const action = followed.action === null ? 'no action id was given' : `action ${followed.action}`;
  return new ProviderError(
    `The change of database ${called(followed)} was accepted but has not ended after ${Math.round(settleMs / 1000)} s (${action}).`,
    {
      code: 'AF503',
      trouble: 'unavailable',
      sent: 'maybe',
      fix: 'Look at the action in the cluster manager; run the same command again later or raise --verify-timeout.',
    },
  );
}
