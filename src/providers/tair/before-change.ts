import type { Problem } from '../../model/problem.ts';
import type { Observer } from './observer.ts';
import type { RoleState } from './limits.ts';
import type { Reading } from './read-config.ts';
import { isAnswerless } from './refusal.ts';
import { keptDays, type RegionRetention } from './region.ts';
import { isStuck, statusOf } from './status.ts';

export type Remark = Pick<Problem, 'code' | 'severity' | 'message' | 'fix'>;

/** What was looked up, and what a person should know of it. */
export interface LookedUp<T> {
  readonly value: T;
  readonly remarks: readonly Remark[];
}

const remark = (code: Remark['code'], severity: Remark['severity'], message: string, fix: string): Remark => ({
  code,
  severity,
  message,
  fix,
});

/** Is it Normal? True where that is out of reach. */
export async function lookUpSettled({ api, statuses }: Observer, id: string): Promise<LookedUp<boolean>> {
  statuses.delete(id);
  const { status, trouble } = await statusOf(api, id);
  if (status === null) {
    const message = `The status of ${id} could not be read, so a running change would not be noticed: ${trouble}`;
    return { value: true, remarks: [remark('AF406', 'note', message, 'Look at its status in the console.')] };
  }
  statuses.set(id, status);
  if (status === 'Normal') return { value: true, remarks: [] };
  const known = isStuck(status)
    ? remark(
        'AF407',
        'warning',
        `${id} is ${status}, so the vendor will refuse the change.`,
        'Renew or repair it first.',
      )
    : remark(
        'AF407',
        'note',
        `${id} is ${status}; the vendor changes settings only when it is Normal.`,
        'Run again when it is Normal.',
      );
  return { value: false, remarks: [known] };
}

/**
 * What the region keeps now: an instance that is audited knows for sure, one that is off perhaps. What was lent by
 * another manifest of this run, where the region had nothing, is nothing that anybody else has set.
 */
export async function lookUpRetention(observer: Observer, id: string, own: Reading): Promise<LookedUp<number | null>> {
  const { value, remarks } = await keptElsewhere(observer, id);
  const days = keptDays(value, own.retention);
  return { value: days !== null && observer.borrowed.has(days) ? null : days, remarks };
}

async function keptElsewhere({ region }: Observer, id: string): Promise<LookedUp<RegionRetention>> {
  const unnoticed = (why: string) =>
    remark(
      'AF406',
      'warning',
      `What the region keeps now is not sure, so a lower retention may go unnoticed: ${why}`,
      'Compare Retention with what the console shows before applying.',
    );
  try {
    const value = await region.retention(id);
    return { value, remarks: value.sure ? [] : [unnoticed('not every instance of the region could say.')] };
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    return { value: { days: null, idle: null, sure: false }, remarks: [unnoticed(error.message)] };
  }
}

/** Who may not ask leaves it to the vendor, which refuses the write when the role is missing. */
export async function lookUpRole({ hasRole }: Observer): Promise<LookedUp<RoleState>> {
  try {
    return { value: (await hasRole()) ? 'exists' : 'missing', remarks: [] };
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    const message = `Whether the service-linked role AliyunServiceRoleForKvstore exists could not be looked up: ${error.message}`;
    return {
      value: 'unknown',
      remarks: [remark('AF406', 'note', message, 'Look for it in the console under RAM: enabling needs it.')],
    };
  }
}
