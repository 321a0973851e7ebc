import type { Delta, Finding } from '../provider.ts';
import type { TaurusDBApi } from './api.ts';
import { hindrances } from './readiness.ts';
import { isAnswerless } from './refusal.ts';

const WHICH = '/target/instance_id';
const LOOK = 'Look at its status and kernel version in the console before applying.';

/** Is the instance fit for the write, and what does the write cost? Looked up only when something changes. */
export async function reach(api: TaurusDBApi, delta: Delta): Promise<Finding[]> {
  const before = Number(delta.live.document?.keep_days ?? 0);
  const after = Number(delta.document.keep_days ?? before);
  return [...costs(delta, before, after), ...(await fitness(api, String(delta.target.instance_id), after > 0))];
}

async function fitness(api: TaurusDBApi, instanceId: string, enabling: boolean): Promise<Finding[]> {
  const unknown = (why: string, fix: string): Finding[] => [
    {
      code: 'AF406',
      severity: 'note',
      message: `Status and kernel of the instance are not known: ${why}`,
      path: WHICH,
      fix,
    },
  ];
  try {
    const instance = await api.findInstance(instanceId);
    if (instance === null) return unknown('the list of instances does not hold it.', LOOK);
    return hindrances(instance, enabling).map(({ code, message, fix }) => ({
      code,
      severity: 'error',
      message,
      path: WHICH,
      fix,
    }));
  } catch (error) {
    // Looking up needs a permission of its own; without it the vendor judges the write.
    if (!isAnswerless(error)) throw error;
    return unknown(error.message, error.code === 'AF303' ? 'Grant gaussdbformysql:instance:list.' : LOOK);
  }
}

function costs(delta: Delta, before: number, after: number): Finding[] {
  const note = (message: string, path: string): Finding => ({
    code: 'AF408',
    severity: 'note',
    message,
    path,
    fix: null,
  });
  if (delta.document.reserve_audit_logs === false)
    return [note('Every existing audit log file of the instance is deleted, for good.', '/spec/reserve_audit_logs')];
  if (after === 0)
    return [note('Existing audit log files are kept, and counted against the backup space.', '/spec/keep_days')];
  if (before === 0)
    return [
      note(
        'SQL audit costs performance, its files count against the backup space, and SQL text is not masked.',
        '/spec/keep_days',
      ),
    ];
  if (after < before)
    return [note('Files older than the new keep_days are deleted within about an hour.', '/spec/keep_days')];
  return [];
}
