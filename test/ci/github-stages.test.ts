import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../forge/github-server.ts';
import { type CommandLine, openCommandLine } from './command-line.ts';
import { type GithubPipeline, openGithubPipeline } from './github-pipeline.ts';
import { tairManifest } from './scratch-repository.ts';
import { runJob } from './workflow-runner.ts';

let line: CommandLine;
let pipeline: GithubPipeline;

beforeAll(async () => {
  line = await openCommandLine();
});
afterAll(() => line.close());
beforeEach(async () => {
  pipeline = await openGithubPipeline(line);
});
afterEach(() => pipeline.close());

describe('from the pull request to the vendor', () => {
  test('a change is validated, planned, reviewed, and after the merge exactly that is applied', async () => {
    const { head, run } = await pipeline.openPull(365);
    const jobs = await pipeline.review(run);
    expect([jobs.validate.result, jobs.plan.result, jobs.review.result]).toEqual(['success', 'success', 'success']);
    expect(jobs.plan.summary).toContain('TairInstance/orders');
    expect(jobs.review.outputs).toEqual({ has_changes: 'true', weakens: 'false', exit_code: '2' });
    expect(pipeline.github.state.comments).toHaveLength(1);
    expect(pipeline.github.state.comments[0]!.body).toContain('audit/tair.yaml');
    const [check] = pipeline.github.state.checkRuns;
    expect(check).toMatchObject({ head_sha: head, conclusion: 'success', external_id: expect.stringMatching(/ 100$/) });
    expect(check!.annotations).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: 'audit/tair.yaml', start_line: 6 })]),
    );

    const pushed = await pipeline.merge(head);
    const reviewed = await runJob(pipeline.runner, 'reviewed', pushed);
    expect(reviewed).toMatchObject({ result: 'success', summary: expect.stringContaining('TairInstance/orders') });
    const apply = await runJob(pipeline.runner, 'apply', pushed, { reviewed });
    expect([apply.result, apply.output]).toEqual(['success', expect.stringContaining('Operations: 1 done.')]);
    expect(pipeline.runner.artifacts.has('200/auditform-journal')).toBe(true);

    expect((await pipeline.night()).drift.result).toBe('success');
  });

  test('running it again writes nothing', async () => {
    const { run } = await pipeline.openPull(365);
    await pipeline.review(run);
    pipeline.github.forget();
    const again = await pipeline.review({ ...run, runId: '101' });
    expect([again.review.result, pipeline.github.writes()]).toEqual(['success', []]);
  });

  test('a weakening fails the check and says so in the outputs, and is not applied', async () => {
    const { head, run } = await pipeline.openPull(7);
    const jobs = await pipeline.review(run);
    expect(jobs.review.outputs).toEqual({ has_changes: 'true', weakens: 'true', exit_code: '3' });
    expect(pipeline.github.state.checkRuns[0]!.conclusion).toBe('failure');
    const pushed = await pipeline.merge(head);
    const reviewed = await runJob(pipeline.runner, 'reviewed', pushed);
    const apply = await runJob(pipeline.runner, 'apply', pushed, { reviewed });
    expect([apply.result, apply.output]).toEqual(['failure', expect.stringContaining('nothing was written')]);
  });

  test('a change that cannot be planned fails, and the comment says that there is no plan', async () => {
    const { run } = await pipeline.openPull(365);
    const jobs = await pipeline.review({ ...run, inputs: { path: 'no-such-folder' } });
    expect([jobs.validate.result, jobs.plan.result, jobs.review.result]).toEqual(['failure', 'skipped', 'skipped']);
    const plan = await runJob(pipeline.runner, 'plan', { ...run, inputs: { path: 'no-such-folder' } });
    expect(plan.result).toBe('failure');
    const late = await runJob(pipeline.runner, 'review', run, { plan });
    expect(late.result).toBe('failure');
    expect(pipeline.github.state.comments[0]!.body).toContain('No plan could be made');
  });
});

describe('what was reviewed is what is applied, or nothing is', () => {
  test('a commit merged in between refuses the plan', async () => {
    const { head, run } = await pipeline.openPull(365);
    await pipeline.review(run);
    const pushed = await pipeline.merge(head, { between: true });
    const reviewed = await runJob(pipeline.runner, 'reviewed', pushed);
    const apply = await runJob(pipeline.runner, 'apply', pushed, { reviewed });
    expect([apply.result, apply.output]).toEqual(['failure', expect.stringContaining('on top of commit')]);
    expect(pipeline.runner.artifacts.has('200/auditform-journal')).toBe(false);
  });

  test('another plan in the place of the reviewed one is refused before anybody approves', async () => {
    const { head, run } = await pipeline.openPull(365);
    await pipeline.review(run);
    const forged = await pipeline.openPull(90);
    await pipeline.review({
      ...forged.run,
      runId: '102',
      payload: { pull_request: { number: 8, head: { sha: '9'.repeat(40), repo: { full_name: REPOSITORY } } } },
    });
    pipeline.runner.artifacts.set('100/auditform-plan', pipeline.runner.artifacts.get('102/auditform-plan')!);
    await pipeline.openPull(365);
    const reviewed = await runJob(pipeline.runner, 'reviewed', await pipeline.merge(head));
    expect([reviewed.result, reviewed.output]).toEqual([
      'failure',
      expect.stringContaining('not the plan that was reviewed'),
    ]);
    expect(await runJob(pipeline.runner, 'apply', await pipeline.push(), { reviewed })).toMatchObject({
      result: 'skipped',
    });
  });

  test('a plan that was tampered with is refused', async () => {
    const { head, run } = await pipeline.openPull(365);
    await pipeline.review(run);
    const file = join(pipeline.runner.artifacts.get('100/auditform-plan')!, 'auditform-plan.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('365', '90'));
    const reviewed = await runJob(pipeline.runner, 'reviewed', await pipeline.merge(head));
    expect([reviewed.result, reviewed.output]).toEqual(['failure', expect.stringContaining('AF506')]);
  });

  test('a push without a pull request has no reviewed plan', async () => {
    await pipeline.repository.git('checkout', '--quiet', 'main');
    pipeline.repository.write('audit/tair.yaml', tairManifest(365));
    await pipeline.repository.commit('straight to main');
    const reviewed = await runJob(pipeline.runner, 'reviewed', await pipeline.push());
    expect([reviewed.result, reviewed.output]).toEqual([
      'failure',
      expect.stringContaining('no plan of it was reviewed'),
    ]);
  });
});
