import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';
import { manifestOf, subjects } from './vendor-subjects.ts';

const consent = ['--allow-weaken', 'A', '--allow-history-loss', 'A', '--reason', 'property', '--verify-timeout', '20s'];

describe.each(subjects.map((subject) => [subject.kind, subject] as const))('%s', (kind, subject) => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace({ vendors: [subject.vendor] });
  });
  afterEach(() => workspace.close());

  test('from wherever it stands, applying any valid wish leaves nothing to plan', async () => {
    const plan = async () => jsonOf<Plan>(await workspace.run('plan', workspace.folder, '--format', 'json'));
    const allowed = consent.map((word) => (word === 'A' ? `${kind}/subject` : word));
    await fc.assert(
      fc.asyncProperty(subject.spec, async (spec) => {
        workspace.write('manifest.yaml', manifestOf(subject, spec));
        const first = await plan();
        expect(first.verdict, JSON.stringify(first.problems)).not.toBe('blocked');
        const applied = await workspace.run('apply', workspace.folder, '--yes', ...allowed);
        expect(applied.code, applied.stdout + applied.stderr).toBe(0);
        const second = await plan();
        expect([second.verdict, second.changes], JSON.stringify(second.problems)).toEqual(['in-sync', []]);
      }),
      { seed: 20260103, numRuns: 8, endOnFailure: true },
    );
    expect(workspace.sandbox.crashes()).toEqual([]);
  }, 120_000);
});
