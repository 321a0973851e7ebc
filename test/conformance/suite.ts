import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { AppliedPlan } from '../../src/render/applied-plan.ts';
import type { FaultKind } from '../../src/sandbox/fault.ts';
import type { SimulatedRequest } from '../../src/sandbox/simulator.ts';
import { plan as fitsPlanSchema } from '../../src/schema/generated/validators.js';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import type { VerifiedTarget } from '../../src/pipeline/verify-targets.ts';
import { type Cases, withExtra, withMember } from './cases.ts';
import { sendAlone } from './send-alone.ts';
import { sentWhenInterrupted } from './sent-when-interrupted.ts';

/** The contract of all providers: what must hold for every vendor, whatever its API looks like. */
export function describeProvider(cases: Cases): void {
  const address = `${cases.kind}/subject`;
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace({ vendors: [cases.vendor] });
  });
  afterEach(async () => {
    const crashes = workspace.sandbox.crashes();
    await workspace.close();
    expect(crashes, 'the simulator crashed').toEqual([]);
  });

  const manifest = (spec: object) => ({
    apiVersion: 'auditform/v1',
    kind: cases.kind,
    metadata: { name: 'subject' },
    connection: cases.connection,
    ...(Object.keys(cases.target).length > 0 ? { target: cases.target } : {}),
    spec,
  });
  const want = (state: string) => workspace.write('manifest.yaml', manifest(cases.states[state]!));
  const consent = [
    '--yes',
    '--allow-weaken',
    address,
    '--allow-history-loss',
    address,
    '--reason',
    'conformance',
    '--verify-timeout',
    '20s',
  ];
  const apply = (...more: string[]) =>
    workspace.run('apply', workspace.folder, '--format', 'json', ...consent, ...more);
  const plan = async () => jsonOf<Plan>(await workspace.run('plan', workspace.folder, '--format', 'json'));
  const saved = () => join(workspace.folder, 'plan.json');
  const save = async () => {
    await workspace.run('plan', workspace.folder, '-o', saved());
    return JSON.parse(readFileSync(saved(), 'utf8')) as Plan;
  };
  const applySaved = (...more: string[]) => workspace.run('apply', saved(), '--format', 'json', ...consent, ...more);
  const reach = async (state: string) => {
    want(state);
    const applied = await apply();
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
  };
  const writes = () => cases.writes(workspace.sandbox.simulator(cases.vendor).state());
  const names = Object.keys(cases.states);
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
  const clause = (name: string, run: () => Promise<void>) => {
    const reason = cases.notApplicable[name];
    if (reason === undefined) test(name, run);
    else test(`${name}: does not apply, ${reason}`, () => expect(reason.length).toBeGreaterThan(10));
  };

  describe(`${cases.kind} keeps the contract`, () => {
    clause('reading never writes', async () => {
      want(names[0]!);
      const before = writes();
      await workspace.run('plan', workspace.folder);
      await workspace.run('drift', workspace.folder);
      await workspace.run('verify', workspace.folder);
      expect(writes()).toBe(before);
    });

    test.each(pairs)('from %s to %s converges, and the second plan is empty', async (from, to) => {
      await reach(from);
      want(to);
      const first = await save();
      expect(first.verdict, JSON.stringify(first.problems)).not.toBe('blocked');
      const before = writes();
      const { outcome, operations, changes } = jsonOf<AppliedPlan>(await applySaved());
      expect(outcome!.filter(({ status }) => status !== 'done')).toEqual([]);
      const sent = outcome!.reduce((sum, { attempts }) => sum + attempts, 0);
      expect(sent, 'attempts are what the vendor took').toBe(writes() - before);
      const realised = operations.flatMap(({ realises }) => realises).sort();
      expect(realised, 'each change is realised by exactly one operation').toEqual(changes.map(({ id }) => id).sort());
      const second = await plan();
      expect(second.changes).toEqual([]);
      expect(second.verdict, JSON.stringify(second.problems)).toBe('in-sync');
      const settled = writes();
      expect((await apply()).code).toBe(0);
      expect(writes(), 'a second apply writes nothing').toBe(settled);
    });

    clause('a saved plan is carried out where another journal lies', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      await save();
      const applied = await applySaved('--journal', join(workspace.folder, 'another-journal'));
      expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    });

    clause('the way there strengthens, the way back weakens and needs consent', async () => {
      const { weak, strong, paths } = cases.flip;
      await reach(weak);
      want(strong);
      expect((await plan()).changes.map(({ path, direction }) => [path, direction])).toEqual(
        paths.map((path) => [path, 'strengthens']),
      );
      await reach(strong);
      want(weak);
      const back = await plan();
      expect(back.changes.map(({ path, direction }) => [path, direction])).toEqual(
        paths.map((path) => [path, 'weakens']),
      );
      expect(back.verdict).toBe('needs-consent');
      const before = writes();
      expect((await workspace.run('apply', workspace.folder, '--yes')).code).toBe(4);
      expect(writes()).toBe(before);
    });

    clause('operations come in the order that the vendor demands', async () => {
      await reach(cases.order.from);
      want(cases.order.to);
      expect((await plan()).waves).toEqual(cases.order.waves.map((wave) => wave.map((verb) => `${address}/${verb}`)));
    });

    const faults: FaultKind[] = [
      'throttle',
      'unavailable',
      'error',
      'reset-before',
      'reset-after',
      'slow',
      'truncate',
      'garbage',
    ];
    test.each(faults)('with %s on every third request, running again converges', async (kind) => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      workspace.sandbox.setFaults(
        cases.vendor,
        Array.from({ length: 40 }, (_, index) => ({ nth: 3 * index + 2, times: 1, kind, ms: 5 })),
      );
      const first = await apply();
      expect([0, 1, 4, 5]).toContain(first.code);
      workspace.sandbox.setFaults(cases.vendor, null);
      await reach(cases.flip.strong);
      expect((await plan()).changes).toEqual([]);
    });

    clause(
      'a write whose answer is lost is not lost: running again plans nothing, and the journal shows the intent',
      async () => {
        await reach(cases.flip.weak);
        want(cases.flip.strong);
        workspace.sandbox.setFaults(cases.vendor, [{ ...cases.write, nth: 1, kind: 'reset-after' }]);
        const applied = await apply();
        workspace.sandbox.setFaults(cases.vendor, null);
        expect(applied.code, applied.stdout).toBe(0);
        expect((await plan()).changes).toEqual([]);
        const folder = join(workspace.folder, '.auditform/journal');
        const events = readdirSync(folder)
          .flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'))
          .map((line) => (JSON.parse(line) as { event: string }).event);
        expect(events).toContain('intent');
        expect(events.filter((event) => event === 'intent').length).toBeGreaterThanOrEqual(
          events.filter((event) => event === 'outcome').length,
        );
      },
    );

    clause('a saved plan is refused when the live settings have moved since', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      const file = join(workspace.folder, 'saved.json');
      expect((await workspace.run('plan', workspace.folder, '-o', file)).code).toBe(0);
      const other = names.find((name) => name !== cases.flip.weak && name !== cases.flip.strong)!;
      await reach(other);
      const before = writes();
      const refused = await workspace.run('apply', file, '--format', 'json', ...consent);
      expect(refused.code, refused.stdout).toBe(4);
      expect(writes()).toBe(before);
    });

    clause('a saved plan is applied as reviewed', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      const file = join(workspace.folder, 'saved.json');
      await workspace.run('plan', workspace.folder, '-o', file);
      expect((await workspace.run('apply', file, '--yes')).code).toBe(0);
      expect((await plan()).changes).toEqual([]);
    });

    test.each(cases.needed.map(({ request, member }) => [request, member.join('.'), member] as const))(
      'an answer to %s without %s, or with another type, makes the target unreadable',
      async (request, _name, member) => {
        await reach(cases.flip.strong);
        const simulator = workspace.sandbox.simulator(cases.vendor);
        const honest = simulator.handle.bind(simulator);
        for (const value of [undefined, { odd: true }]) {
          simulator.handle = async (asked: SimulatedRequest) => {
            const reply = await honest(asked);
            const about = `${asked.method} ${asked.path}?${asked.rawQuery} ${asked.headers['x-acs-action'] ?? ''}`;
            return about.includes(request) && reply.status < 300 ? withMember(reply, member, value) : reply;
          };
          const ran = await workspace.run('plan', workspace.folder, '--format', 'json', '--detailed-exitcode');
          expect(ran.code, ran.stdout).toBe(1);
          expect(jsonOf<Plan>(ran).targets[0]?.status).toBe('unreadable');
          expect(jsonOf<Plan>(ran).changes).toEqual([]);
        }
        simulator.handle = honest;
      },
    );

    clause('members of answers that nobody documented are ignored', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      const known = await plan();
      const simulator = workspace.sandbox.simulator(cases.vendor);
      const honest = simulator.handle.bind(simulator);
      simulator.handle = async (asked: SimulatedRequest) => {
        const reply = await honest(asked);
        return reply.status < 300 ? withExtra(reply) : reply;
      };
      expect((await plan()).id).toBe(known.id);
      await reach(cases.flip.strong);
      expect((await plan()).changes).toEqual([]);
    });

    clause('verify agrees with what was applied, and does not prove what the vendor does not show', async () => {
      await reach(cases.flip.strong);
      const { targets } = jsonOf<{ targets: VerifiedTarget[] }>(
        await workspace.run('verify', workspace.folder, '--format', 'json'),
      );
      const settings = cases.hidden.filter((path) => path !== '/spec/password');
      expect(targets.map(({ configured }) => configured)).toEqual([settings.length > 0 ? 'unknown' : 'yes']);
      want(cases.flip.weak);
      const other = jsonOf<{ targets: VerifiedTarget[] }>(
        await workspace.run('verify', workspace.folder, '--format', 'json'),
      );
      expect(other.targets.map(({ configured }) => configured)).toEqual(['no']);
    });

    clause('the vendor refuses an operation whose requirements do not hold', async () => {
      expect(cases.premature.length).toBeGreaterThan(0);
      for (const { from, to, verb } of cases.premature) {
        await reach(from);
        want(to);
        const { operations } = await plan();
        const operation = operations.find(({ id }) => id === `${address}/${verb}`)!;
        expect(operation.requires.length).toBeGreaterThan(0);
        const before = writes();
        await expect(sendAlone(workspace, operation)).rejects.toBeInstanceOf(ProviderError);
        expect(writes(), 'the vendor took it').toBe(before);
      }
    });

    clause('an interrupt ends the run after the operation in flight, and running again converges', async () => {
      await reach(cases.order.from);
      want(cases.order.to);
      const first = cases.order.waves[0]![0]!;
      const stop = new AbortController();
      const onTalk = (text: string) => {
        if (text.startsWith(`done ${address}/`)) stop.abort(new Error('interrupted'));
      };
      const ran = await workspace.runWith(
        { stop, onTalk },
        ...['apply', workspace.folder, '--format', 'json', ...consent, '--parallelism', '1'],
      );
      expect(ran.code).toBe(130);
      const outcome = jsonOf<AppliedPlan>(ran).outcome!;
      expect(outcome.filter(({ status }) => status === 'done').map(({ operation }) => operation)).toEqual([
        `${address}/${first}`,
      ]);
      expect(outcome.slice(1).every(({ status, attempts }) => status === 'not-run' && attempts === 0)).toBe(true);
      await reach(cases.order.to);
      expect((await plan()).changes).toEqual([]);
    });

    clause('a write that is at the vendor when an interrupt comes is seen through', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      const sent = await sentWhenInterrupted(workspace, cases, consent);
      expect(new Set(sent.map(({ status }) => status))).toEqual(new Set(['done']));
    });

    clause(
      'a write that the vendor had no time for is sent again, and its outcome says how often it was sent',
      async () => {
        await reach(cases.flip.weak);
        want(cases.flip.strong);
        workspace.sandbox.setFaults(cases.vendor, [{ ...cases.write, nth: 1, kind: 'throttle' }]);
        const ran = await apply();
        workspace.sandbox.setFaults(cases.vendor, null);
        const outcome = jsonOf<AppliedPlan>(ran).outcome!;
        expect(
          outcome.every(({ status }) => status === 'done'),
          ran.stdout,
        ).toBe(true);
        expect(outcome.map(({ attempts }) => attempts).filter((times) => times !== 1)).toEqual([2]);
      },
    );

    clause('what the vendor does not show is listed as such, and never silently in sync', async () => {
      await reach(cases.flip.strong);
      expect((await plan()).targets[0]?.unverifiable).toEqual(cases.hidden);
    });

    clause('no secret is in any output or file', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      for (const format of ['text', 'json', 'markdown', 'sarif', 'junit', 'html'])
        await workspace.run('plan', workspace.folder, '--format', format);
      await workspace.run('plan', workspace.folder, '-o', join(workspace.folder, 'saved.json'));
      workspace.sandbox.setFaults(cases.vendor, { seed: 1, rate: 0.3 });
      await apply();
      await workspace.run('verify', workspace.folder);
      workspace.sandbox.setFaults(cases.vendor, null);
      for (const name of cases.secrets)
        await workspace.runWith({ env: { [name]: 'CANARY-wrong-credential' } }, 'plan', workspace.folder);
      const written = workspace.everythingWritten();
      for (const name of cases.secrets)
        expect(written.includes(workspace.sandbox.environment[name]!), name).toBe(false);
      expect(written).not.toContain('CANARY');
    });

    clause('wrong credentials are tried once, and leave the target unreadable', async () => {
      want(names[0]!);
      const before = workspace.sandbox.requests(cases.vendor).length;
      const ran = await workspace.runWith(
        { env: { [cases.secrets[0]!]: 'wrong' } },
        'plan',
        workspace.folder,
        '--format',
        'json',
      );
      expect(ran.code).toBe(1);
      expect(jsonOf<Plan>(ran).problems.map(({ code }) => code)).toContain('AF302');
      expect(workspace.sandbox.requests(cases.vendor).length - before).toBe(1);
    });

    clause('discovered manifests plan nothing', async () => {
      workspace.write('connection.yaml', {
        apiVersion: 'auditform/v1',
        kind: 'Connection',
        metadata: { name: 'found' },
        spec: { system: cases.vendor, ...cases.connection },
      });
      const found = await workspace.run('discover', workspace.folder);
      expect(found.code, found.stderr).toBe(0);
      expect(found.stdout).toContain(`kind: ${cases.kind}`);
      workspace.write('discovered.yaml', found.stdout);
      const planned = await plan();
      expect(planned.changes).toEqual([]);
      expect(planned.targets.length).toBeGreaterThan(0);
    });

    clause('the plan fits its schema, survives a round trip, and equal inputs give equal bytes', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      const [one, two] = [await plan(), await plan()];
      expect(fitsPlanSchema(one), JSON.stringify(fitsPlanSchema.errors)).toBe(true);
      expect(JSON.stringify({ ...one, made: null })).toBe(JSON.stringify({ ...two, made: null }));
      const file = join(workspace.folder, 'saved.json');
      await workspace.run('plan', workspace.folder, '-o', file);
      expect({ ...jsonOf<Plan>(await workspace.run('show', file, '--format', 'json')), made: null }).toEqual({
        ...one,
        made: null,
      });
    });

    clause('an interrupt before the first write writes nothing', async () => {
      await reach(cases.flip.weak);
      want(cases.flip.strong);
      const before = writes();
      const stop = new AbortController();
      const ran = await workspace.runWith(
        {
          stop,
          ask: async () => {
            stop.abort(new Error('interrupted'));
            return true;
          },
        },
        'apply',
        workspace.folder,
      );
      expect(ran.code).toBe(130);
      expect(writes()).toBe(before);
    });
  });
}
