import { afterEach, describe, expect, test } from 'vitest';
import type { Behaviour, Instance } from './tair-loopback.ts';
import { openStory, type Story, type StoryOptions } from './tair-story.ts';
import { type Answer, refuse } from './tair-strict-signature.ts';

type World = Partial<Behaviour> & Pick<Behaviour, 'instances'>;
const year = { DbAudit: true, Retention: 365 };
const ids = (count: number) => Array.from({ length: count }, (_, index) => `r-${String(index).padStart(3, '0')}`);
const fleet = (count: number, on: boolean): Record<string, Instance> =>
  Object.fromEntries(ids(count).map((id) => [id, { on }]));
const specs = (count: number, spec: object) => Object.fromEntries(ids(count).map((id) => [id, spec]));

const open: Story[] = [];
async function begin(world: World, wanted: Readonly<Record<string, object>>, options?: StoryOptions): Promise<Story> {
  const story = await openStory(world, wanted, options);
  open.push(story);
  return story;
}
afterEach(async () => {
  for (const story of open.splice(0)) {
    expect(story.at.faults, 'signatures that a strict server would refuse').toEqual([]);
    await story.close();
  }
});

async function converge(story: Story): Promise<void> {
  const applied = await story.apply('.');
  expect(applied.code, applied.out).toBe(0);
  const again = await story.plan();
  expect(again.code, again.out).toBe(0);
}
const counts = (story: Story, from = 0): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { action } of story.at.calls.slice(from)) found[action] = (found[action] ?? 0) + 1;
  return found;
};

describe('a whole region', () => {
  test.each([
    ['has the retention already', 365],
    ['gets another retention', 30],
    ['gets its first retention', null],
  ])('is enabled with five calls a change, and what all share asked for once (it %s)', async (_how, retention) => {
    const story = await begin({ retention, instances: fleet(60, false) }, specs(60, year));
    expect((await story.run('plan', '.', '-o', 'FILE')).code).toBe(0);
    const planned = counts(story);
    expect(planned.DescribeInstances, 'two pages').toBe(2);
    expect(planned.DescribeServiceLinkedRoleExists).toBe(1);
    const from = story.at.calls.length;
    const applied = await story.apply('.');
    expect(applied.code, applied.out).toBe(0);
    const spent = counts(story, from);
    // The plan of `apply .` asks as the plan above did, and 60 changes more.
    const more = (action: string) => (spent[action] ?? 0) - (planned[action] ?? 0);
    expect(spent.ModifyAuditLogConfig).toBe(60);
    expect(more('DescribeInstanceAttribute'), 'the status before and after each write').toBe(120);
    expect(more('DescribeServiceLinkedRoleExists')).toBe(1);
    expect(more('DescribeInstances')).toBe(2);
    expect(more('DescribeEngineVersion')).toBe(0);
    expect(more('DescribeAuditLogConfig'), 'before and after each write, and the region once').toBeLessThan(
      120 + 60 + 10,
    );
  });

  test('whose retention is raised is written to once; all others only look', async () => {
    const story = await begin({ retention: 30, instances: fleet(20, true) }, specs(20, year));
    await converge(story);
    expect(story.at.writes()).toEqual([{ InstanceId: 'r-000', DbAudit: 'true', Retention: '365' }]);
  });

  test('may be switched off while another instance is switched on', async () => {
    const wanted = { ...specs(8, { DbAudit: false }), 'r-100': year };
    const story = await begin({ retention: 365, instances: { ...fleet(8, true), 'r-100': { on: false } } }, wanted);
    await converge(story);
    expect(story.at.world.retention).toBe(365);
  });
});

describe('what a region does while it is written to', () => {
  test('takes one change at a time, all instances together', async () => {
    let running: { id: string; left: number } | null = null;
    const before = (action: string, { InstanceId = '' }: Readonly<Record<string, string>>): Answer | null => {
      if (action === 'DescribeInstanceAttribute' && running?.id === InstanceId && running.left-- <= 0) running = null;
      if (action !== 'ModifyAuditLogConfig') return null;
      if (running !== null && running.id !== InstanceId) return refuse(403, 'TaskHasExist');
      running = { id: InstanceId, left: 0 };
      return null;
    };
    await converge(await begin({ retention: 365, before, instances: fleet(8, false) }, specs(8, year)));
  });

  test.each<[string, Answer]>([
    ['a page of some proxy', [502, '<html>']],
    ['an answer that makes no sense', [200, { DbAudit: 'odd' }]],
    ['a refusal for now', refuse(403, 'IncorrectDBInstanceState')],
  ])('reads back with %s: an accepted write is no failure', async (_what, answer) => {
    let writes = 0;
    const story = await begin({ retention: 365, instances: fleet(2, false) }, specs(2, year));
    const seen = new Set<string>();
    story.at.world.before = (action, { InstanceId = '' }) => {
      if (action === 'ModifyAuditLogConfig') writes++;
      if (action !== 'DescribeAuditLogConfig' || !story.at.world.instances[InstanceId]!.on || seen.has(InstanceId))
        return null;
      seen.add(InstanceId);
      return answer;
    };
    await converge(story);
    expect([writes, seen.size]).toEqual([2, 2]);
  });

  test('keeps an instance busy: its write waits, without being sent in vain', async () => {
    const story = await begin({ retention: 365, instances: fleet(3, false) }, specs(3, year));
    story.at.world.instances['r-001']!.busy = 3;
    await converge(story);
    expect(story.at.calls.filter(({ action }) => action === 'ModifyAuditLogConfig')).toHaveLength(3);
  });
});
