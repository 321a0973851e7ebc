import { afterEach, describe, expect, test } from 'vitest';
import type { Behaviour } from './tair-loopback.ts';
import { openStory, type Story, type StoryOptions } from './tair-story.ts';
import { type Answer, refuse } from './tair-strict-signature.ts';

type World = Partial<Behaviour> & Pick<Behaviour, 'instances'>;
type Specs = Readonly<Record<string, object>>;

const open: Story[] = [];
const begin = async (world: World, specs: Specs, options?: StoryOptions) => {
  const story = await openStory(world, specs, options);
  open.push(story);
  return story;
};
afterEach(async () => {
  for (const story of open.splice(0)) {
    expect(story.at.faults, 'signatures that a strict server would refuse').toEqual([]);
    await story.close();
  }
});

/** Applies, demands success, and demands that planning again finds nothing. */
async function converge(story: Story): Promise<void> {
  const applied = await story.apply('.');
  expect(applied.code, applied.out).toBe(0);
  const again = await story.plan();
  expect(again.code, again.out).toBe(0);
}
const off = () => ({ on: false });
const on = () => ({ on: true });
const times = (count: number, answer: Answer, when: (action: string, id?: string) => boolean): Behaviour['before'] => {
  let left = count;
  return (action, { InstanceId }) => (when(action, InstanceId) && left-- > 0 ? answer : null);
};
const modify = (action: string) => action === 'ModifyAuditLogConfig';

describe('one retention for the whole region', () => {
  const onlyOne = { 'r-a': { DbAudit: true }, 'r-b': { DbAudit: true, Retention: 180 }, 'r-c': { DbAudit: true } };

  test.each([
    ['empty', {}],
    ['absent', {}],
    ['region', {}],
    ['empty', { DescribeInstances: 404 }],
    ['region', { DescribeInstances: 403 }],
  ] as const)(
    'a first rollout in which one manifest names it for all ends in one apply (off shows %s, not served: %j)',
    async (offShows, missing) => {
      const story = await begin(
        { offShows, missing, instances: { 'r-a': off(), 'r-b': off(), 'r-c': off() } },
        onlyOne,
      );
      await converge(story);
      expect(story.at.writes().map(({ Retention }) => Retention)).toEqual(['180', '180', '180']);
    },
  );

  test.each(['r-b', 'r-z'])('switching off the last audited instance does not stop enabling %s', async (other) => {
    const instances = { 'r-m': on(), [other]: off() };
    const story = await begin(
      { retention: 30, instances },
      { 'r-m': { DbAudit: false }, [other]: { DbAudit: true, Retention: 30 } },
    );
    await converge(story);
    expect(story.at.world.retention).toBe(30);
  });

  test('two connections that disagree are refused before anything is asked', async () => {
    const story = await begin(
      { retention: 30, instances: { 'r-a': on(), 'r-b': on() } },
      { 'r-a': { Retention: 60 }, 'r-b': { Retention: 90 } },
      { apart: ['r-b'] },
    );
    const { code, out } = await story.run('validate', '.');
    expect(code).toBe(1);
    expect(out).toContain('AF208');
    expect(story.at.calls).toEqual([]);
  });

  test('through two connections to one account nobody sends back what was before', async () => {
    const story = await begin(
      { retention: 30, instances: { 'r-a': on(), 'r-b': off(), 'r-c': off() } },
      { 'r-a': { DbAudit: true, Retention: 365 }, 'r-b': { DbAudit: true }, 'r-c': { DbAudit: true, Retention: 365 } },
      { apart: ['r-b', 'r-c'] },
    );
    await converge(story);
    expect(story.at.writes().map(({ Retention }) => Retention)).toEqual(['365', '365', '365']);
  });

  test('one that leaves it out keeps it when the last audited instance goes off', async () => {
    const story = await begin(
      { retention: 30, instances: { 'r-a': on(), 'r-b': off() } },
      { 'r-a': { DbAudit: false }, 'r-b': { DbAudit: true } },
    );
    await converge(story);
    expect(story.at.world.retention).toBe(30);
  });

  test('both stories hold for a saved plan', async () => {
    const rollout = await begin({ instances: { 'r-a': off(), 'r-b': off(), 'r-c': off() } }, onlyOne);
    const swap = await begin(
      { retention: 30, instances: { 'r-a': on(), 'r-b': off() } },
      { 'r-a': { DbAudit: false }, 'r-b': { DbAudit: true, Retention: 30 } },
    );
    for (const story of [rollout, swap]) {
      expect((await story.run('plan', '.', '-o', 'FILE')).code).toBe(0);
      const applied = await story.apply('FILE');
      expect(applied.code, applied.out).toBe(0);
      expect((await story.plan()).code).toBe(0);
    }
  });

  test('a saved plan is refused when somebody else set another value meanwhile', async () => {
    const story = await begin({ instances: { 'r-a': off(), 'r-b': off(), 'r-c': off(), 'r-x': off() } }, onlyOne);
    await story.run('plan', '.', '-o', 'FILE');
    story.at.world.instances['r-x']!.on = true;
    story.at.world.retention = 365;
    expect((await story.apply('FILE')).code).toBe(4);
    expect(story.at.writes()).toEqual([]);
  });

  test('the first write serves the siblings: none is refused as moved, none is written twice', async () => {
    const story = await begin(
      { retention: 30, instances: { 'r-a': on(), 'r-b': on(), 'r-c': on() } },
      { 'r-a': { DbAudit: true, Retention: 365 }, 'r-b': { Retention: 365 }, 'r-c': { DbAudit: false } },
    );
    await converge(story);
    expect(story.at.writes().map(({ InstanceId }) => InstanceId)).toEqual(['r-a', 'r-c']);
  });

  test('lowering it names the instances that no manifest manages, and needs both consents', async () => {
    const story = await begin(
      { retention: 365, instances: { 'r-a': on(), 'r-b': on(), 'r-c': off() } },
      { 'r-a': { DbAudit: true, Retention: 30 } },
    );
    const planned = await story.plan();
    expect(planned.code).toBe(3);
    expect(planned.out).toMatch(/LOSES HISTORY[\s\S]*becomes 30 days for r-b too[\s\S]*deleted there as well: r-b\./);
    expect((await story.run('apply', '.', '--yes')).code).toBe(4);
    expect(story.at.writes()).toEqual([]);
  });
});

describe('what the pages leave open', () => {
  const specs = { 'r-a': { DbAudit: true, Retention: 60 }, 'r-b': { DbAudit: true, Retention: 60 } };
  const one = () => ({ 'r-a': off(), 'r-b': on() });

  test.each(['region', 'empty', 'absent'] as const)('off shows %s, as text and as typed values', async (offShows) => {
    for (const native of [false, true]) {
      const story = await begin({ retention: 30, offShows, native, instances: one() }, specs);
      await converge(story);
      expect((await story.run('drift', '.')).code).toBe(0);
      expect(story.at.world.retention).toBe(60);
    }
  });

  const nice = ['DescribeInstances', 'DescribeInstanceAttribute', 'DescribeEngineVersion'];
  test.each([403, 404, 405, 406, 501])('an address that serves only the two settings actions: %i', async (status) => {
    const missing = Object.fromEntries([...nice, 'DescribeServiceLinkedRoleExists'].map((name) => [name, status]));
    const story = await begin({ retention: 30, missing, instances: one() }, specs);
    expect((await story.run('plan', '.')).out).toContain('a lower retention may go unnoticed');
    await converge(story);
  });

  test.each([404, 501])('a reading that is refused while off, with no second witness: %i', async (status) => {
    const story = await begin(
      { missing: { DescribeInstanceAttribute: status }, instances: { 'r-a': off() } },
      {
        'r-a': { DbAudit: true, Retention: 60 },
      },
    );
    const { world } = story.at;
    world.before = (action, { InstanceId = '' }) =>
      action === 'DescribeAuditLogConfig' && !world.instances[InstanceId]!.on
        ? refuse(400, 'IncorrectDBInstance.NotSupported', 'This instance do not support log audit.')
        : null;
    await converge(story);
  });

  test('a missing role is created once, before the first instance', async () => {
    const story = await begin({ role: false, instances: { 'r-a': off(), 'r-b': off() } }, specs);
    await converge(story);
    expect(story.at.writes().map(({ InstanceId }) => InstanceId)).toEqual([undefined, 'r-a', 'r-b']);
  });
});

describe('what is in the way for a while', () => {
  const raise = { 'r-a': { DbAudit: true, Retention: 365 }, 'r-b': { DbAudit: false } };
  const both = () => ({ retention: 30, instances: { 'r-a': on(), 'r-b': on() } });

  test('a task that runs already', async () => {
    await converge(await begin({ ...both(), before: times(2, refuse(403, 'TaskHasExist'), modify) }, raise));
  });

  test("a sibling that the run's own write keeps busy", async () => {
    const story = await begin(both(), raise);
    const busy = times(3, refuse(403, 'IncorrectDBInstanceState'), (action, id) => {
      return action === 'DescribeAuditLogConfig' && id === 'r-b' && story.at.world.retention === 365;
    });
    story.at.world.before = busy;
    await converge(story);
  });

  test('settings that show only later', async () => {
    const story = await begin({ ...both(), lag: 3 }, raise);
    await converge(story);
    expect(story.at.writes()).toHaveLength(2);
  });

  test.each(['Throttling', 'Throttling.User', 'Throttling.Api'])('%s with a wait in milliseconds', async (code) => {
    const [status, body] = refuse(code === 'Throttling.Api' ? 403 : 400, code);
    let calls = 0;
    const before = (): Answer | null => (calls++ % 4 === 0 ? [status, body, { 'x-acs-retry-after': '20' }] : null);
    const story = await begin({ ...both(), before }, raise);
    const started = Date.now();
    await converge(story);
    expect(Date.now() - started, 'taken for seconds it would be minutes').toBeLessThan(10_000);
  });

  test('an answer that was lost after the write took effect', async () => {
    let lost = 0;
    const after = (action: string): Answer | null => (modify(action) && lost++ === 0 ? [0, ''] : null);
    const story = await begin(
      { after, instances: { 'r-a': off(), 'r-b': off() } },
      {
        'r-a': { DbAudit: true },
        'r-b': { DbAudit: true, Retention: 60 },
      },
    );
    await converge(story);
    expect(story.at.writes()).toHaveLength(2);
  });
});

describe('logging in', () => {
  const specs = { 'r-a': { DbAudit: true, Retention: 60 } };
  const sts = { securityToken: { fromEnv: 'TAIR_TOKEN' } };

  test('a temporary key is sent with its token, and neither is printed', async () => {
    const options = { credentials: sts, env: { TAIR_TOKEN: 'CANARY-token' } };
    const story = await begin({ token: 'CANARY-token', instances: { 'r-a': off() } }, specs, options);
    const applied = await story.apply('.', '--log-format', 'json');
    expect(applied.code, applied.out).toBe(0);
    expect(applied.out).not.toContain('CANARY');
  });

  test.each([
    [{}, 'MissingSecurityToken'],
    [{ credentials: sts, env: { TAIR_TOKEN: 'CANARY-old' } }, 'InvalidSecurityToken.Expired'],
    [{ env: { TAIR_SECRET: 'CANARY-wrong' } }, 'SignatureDoesNotMatch'],
    [{ credentials: { accessKeyId: 'LTAIother' } }, 'InvalidAccessKeyId.NotFound'],
  ])('%j: %s is named once, nothing more is sent, and nothing of it is printed', async (options, code) => {
    const story = await begin({ token: 'CANARY-token', instances: { 'r-a': off(), 'r-b': off() } }, specs, options);
    const planned = await story.plan();
    expect(planned.code).toBe(1);
    expect(planned.out).toContain(`AF302: Login refused`);
    expect(planned.out).toContain(code);
    expect(planned.out).not.toContain('CANARY');
    expect(story.at.faults.splice(0)).toEqual([code]);
  });
});

describe('verify', () => {
  test('counts records and prints none', async () => {
    const story = await begin(
      { retention: 60, records: 12, instances: { 'r-a': on() } },
      {
        'r-a': { DbAudit: true, Retention: 60 },
      },
    );
    const { code, out } = await story.run('verify', '.');
    expect(code, out).toBe(0);
    expect(out).toContain('12 records');
    expect(out).not.toContain('CANARY');
  });

  test('no records prove nothing, and a window before auditing began is no outage', async () => {
    const story = await begin(
      { retention: 60, since: Date.now(), instances: { 'r-a': on() } },
      {
        'r-a': { DbAudit: true, Retention: 60 },
      },
    );
    const { code, out } = await story.run('verify', '.');
    expect(code).toBe(6);
    expect(out).toMatch(/configured yes {2}effective yes {2}flowing unknown[\s\S]*auditing began later/);
  });
});
