import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, openCommandLine } from './command-line.ts';
import { type GithubPipeline, mergeToTest, openGithubPipeline } from './github-pipeline.ts';
import {
  createScratchRepository,
  READ_SECRETS,
  secretsOf,
  tairConnection,
  tairManifest,
  WRITE_SECRETS,
} from './scratch-repository.ts';
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

describe('a pull request of a fork', () => {
  test('is validated without credentials, and nothing else runs', async () => {
    const { run } = await pipeline.openPull(365, { fork: true });
    const jobs = await pipeline.review(run);
    expect([jobs.validate.result, jobs.plan.result, jobs.review.result]).toEqual(['success', 'skipped', 'skipped']);
    expect(pipeline.github.seen).toEqual([]);
    const seen = JSON.stringify(jobs.validate.seen);
    for (const secret of [
      ...Object.values(secretsOf(pipeline.sandbox, [...READ_SECRETS, ...WRITE_SECRETS])),
      pipeline.github.state.token,
    ])
      expect(seen).not.toContain(secret);
  });

  test('with an invalid manifest fails, with the reason in the summary', async () => {
    const { run } = await pipeline.openPull(99_999, { fork: true });
    const validate = await runJob(pipeline.runner, 'validate', run);
    expect(validate).toMatchObject({ result: 'failure', summary: expect.stringContaining('AF202') });
  });
});

describe('each stage sees only what it needs', () => {
  test('planning has credentials for reading and no token; reviewing has the token and no credentials', async () => {
    const { run } = await pipeline.openPull(365);
    const jobs = await pipeline.review({
      ...run,
      secrets: secretsOf(pipeline.sandbox, [...READ_SECRETS, ...WRITE_SECRETS]),
    });
    expect(jobs.plan.seen).toMatchObject(secretsOf(pipeline.sandbox, READ_SECRETS));
    const planned = JSON.stringify(jobs.plan.seen);
    for (const secret of [...Object.values(secretsOf(pipeline.sandbox, WRITE_SECRETS)), pipeline.github.state.token])
      expect(planned).not.toContain(secret);
    const reviewed = JSON.stringify(jobs.review.seen);
    for (const secret of Object.values(secretsOf(pipeline.sandbox, READ_SECRETS)))
      expect(reviewed).not.toContain(secret);
    expect(jobs.review.seen.GITHUB_TOKEN).toBe(pipeline.github.state.token);
  });

  test.each(['"; touch pwned; "', '$(touch pwned)', '`touch pwned`', "'; touch pwned; '", '--config=pwned'])(
    'an input cannot run anything: %s',
    async (path) => {
      const { run } = await pipeline.openPull(365);
      const validate = await runJob(pipeline.runner, 'validate', { ...run, inputs: { path } });
      expect(validate.result).toBe('failure');
      expect(existsSync(join(validate.workspace, 'pwned'))).toBe(false);
      expect(validate.output).toContain('AF101');
    },
  );
});

describe('the trusted Project file', () => {
  const project = (host: string) =>
    `apiVersion: auditform/v1\nkind: Project\nmetadata: { name: here }\nspec: { hosts: ["${host}"] }\n`;

  test('comes from the base branch, so a pull request cannot widen the list of hosts', async () => {
    pipeline.repository.write('auditform.yaml', project('vendor.example.com'));
    await pipeline.repository.commit('only this host');
    const { run } = await pipeline.openPull(365, { inputs: { config: 'auditform.yaml' } });
    await pipeline.repository.git('checkout', '--quiet', 'change');
    pipeline.repository.write('auditform.yaml', project('127.0.0.1'));
    await pipeline.repository.commit('wider');
    await mergeToTest(pipeline.repository);
    const sha = await pipeline.repository.git('rev-parse', 'HEAD');
    const plan = await runJob(pipeline.runner, 'plan', { ...run, sha });
    expect([plan.result, plan.output]).toEqual(['failure', expect.stringMatching(/host/)]);
  });

  test('lets the plan be applied after the merge', async () => {
    pipeline.repository.write('auditform.yaml', project('127.0.0.1'));
    await pipeline.repository.commit('this host');
    const { head, run } = await pipeline.openPull(365, { inputs: { config: 'auditform.yaml' } });
    const jobs = await pipeline.review(run);
    expect([jobs.plan.result, jobs.review.result]).toEqual(['success', 'success']);
    const pushed = await pipeline.merge(head);
    const reviewed = await runJob(pipeline.runner, 'reviewed', pushed);
    const apply = await runJob(pipeline.runner, 'apply', pushed, { reviewed });
    expect([apply.result, apply.output]).toEqual(['success', expect.stringContaining('Operations: 1 done.')]);
  });
});

describe('on the timer', () => {
  test('drift opens one issue, is silent while it lasts, and closes it when healed', async () => {
    expect(await pipeline.night()).toMatchObject({ drift: { result: 'success' }, issue: { result: 'success' } });
    expect(pipeline.github.state.issues).toEqual([]);

    const other = await createScratchRepository(line);
    other.write('connections.yaml', tairConnection(pipeline.sandbox));
    const change = async (retention: number) => {
      other.write('tair.yaml', tairManifest(retention));
      const env = secretsOf(pipeline.sandbox, [...READ_SECRETS, ...WRITE_SECRETS]);
      const allow = '--allow-weaken TairInstance/orders --allow-history-loss TairInstance/orders --reason test';
      const ran = await line.run(`auditform apply . --yes ${allow}`, { cwd: other.folder, env });
      expect(ran.code).toBe(0);
    };
    await change(7);
    const first = await pipeline.night();
    expect([first.drift.result, first.issue.result]).toEqual(['failure', 'success']);
    expect(pipeline.github.state.issues).toMatchObject([
      { state: 'open', body: expect.stringContaining('TairInstance/orders') },
    ]);
    pipeline.github.forget();
    await pipeline.night();
    expect(pipeline.github.writes()).toEqual([]);
    await change(30);
    await pipeline.night();
    expect(pipeline.github.state.issues).toMatchObject([{ state: 'closed' }]);
  });
});
