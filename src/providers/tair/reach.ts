import type { Delta, Finding } from '../provider.ts';
import type { TairApi } from './api.ts';
import { deltaIntent, retentionAfter } from './operations.ts';
import { prerequisites } from './prerequisites.ts';
import { isAnswerless } from './refusal.ts';
import type { Audited, Region } from './region.ts';

/** What stands in the way of the change, what it costs, and whom else it touches. Called only for targets that change. */
export async function reach(api: TairApi, region: Region, delta: Delta): Promise<Finding[]> {
  const id = String(delta.target.InstanceId);
  const { on, enabling, disabling } = deltaIntent(delta);
  const retention = retentionAfter(delta);
  const moving = on && retention !== undefined && delta.changes.some(({ path }) => path === '/Retention');
  // The list that tells whom else it touches tells of this instance, too.
  if (moving) await listed(region);
  const findings = await prerequisites(api, region, id, enabling);
  if (findings.some(({ severity }) => severity === 'error')) return findings;
  if (on && retention === undefined) return [...findings, retentionNeeded];
  if (enabling) findings.push(cost);
  if (disabling) findings.push(remains);
  if (moving) findings.push(...(await neighbours(region, id, retention)));
  return findings;
}

async function listed(region: Region): Promise<void> {
  try {
    await region.list();
  } catch (error) {
    if (!isAnswerless(error)) throw error;
  }
}

const retentionNeeded: Finding = {
  code: 'AF403',
  severity: 'error',
  message:
    'Auditing cannot be enabled without a retention: no manifest gives one, and the region is not known to have one.',
  path: '/spec/DbAudit',
  fix: 'Add Retention (days, 1 to 365).',
};

const cost: Finding = {
  code: 'AF408',
  severity: 'note',
  message:
    'Audit logs are billed by volume and retention, and cost 5 to 15 % performance on instances that write much. Simple Log Service must be activated for the account.',
  path: '/spec/DbAudit',
  fix: null,
};

const remains: Finding = {
  code: 'AF408',
  severity: 'note',
  message: 'From then on nothing is recorded. Records stored so far stay, and are billed, until the retention ends.',
  path: '/spec/DbAudit',
  fix: null,
};

/** Retention is one value for the region: every instance that audits keeps its records by it, managed or not. */
async function neighbours(region: Region, id: string, retention: number): Promise<Finding[]> {
  const warning = (message: string): Finding => ({
    code: 'AF404',
    severity: 'warning',
    message,
    path: '/spec/Retention',
    fix: null,
  });
  try {
    const { audited, unknown } = await region.neighbours(id);
    if (audited.length === 0 && unknown === 0) return [];
    return [warning(affected(audited, unknown, retention))];
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    const rest = `which other instances keep records ${retention} days too could not be looked up: ${error.message}`;
    return [warning(`Retention is one value for the whole region; ${rest}`)];
  }
}

function affected(audited: readonly Audited[], unknown: number, retention: number): string {
  const names = [...audited.map(({ id }) => id)].sort().join(', ') || 'no other instance that could be asked';
  const losing = audited.filter((other) => other.retention !== null && other.retention > retention);
  const lost = losing
    .map(({ id }) => id)
    .sort()
    .join(', ');
  return [
    `Retention is one value for the whole region: it becomes ${retention} days for ${names} too.`,
    ...(losing.length === 0 ? [] : [`Older records are deleted there as well: ${lost}.`]),
    ...(unknown === 0 ? [] : [`${unknown} more could not be asked.`]),
  ].join(' ');
}
