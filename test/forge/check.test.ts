import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import { type GithubServer, startGithub } from './github-server.ts';
import { HEAD, onPullRequest, planOf, type Review } from './review.ts';

let github: GithubServer;
let review: Review;

beforeEach(async () => {
  github = await startGithub();
  review = onPullRequest(github);
});
afterEach(async () => {
  review.close();
  await github.close();
});

const check = (...argv: string[]) =>
  review.run('--plan', `${review.folder}/plan.json`, '--no-comment', '--check', ...argv);
const inRepository = () => join(review.folder, 'audit/tair.yaml');
const many = (count: number, change: Partial<Change> = {}) =>
  Array.from({ length: count }, (_, index) => ({ ...change, address: `TairInstance/db-${index}` }));
const WAIVER = { path: '/Retention', reason: 'cost', owner: 'dba', until: '2030-01-01' };

describe('a check run at the head of the pull request', () => {
  test('carries annotations at manifest lines, relative to the repository, worst first', async () => {
    const changes = [
      { path: '/DbAudit', before: false, after: true },
      { before: 365, after: 30, direction: 'weakens' } as const,
    ];
    review.save(planOf({ changes, file: inRepository() }));
    expect(await check()).toMatchObject({ code: 0, stdout: 'check: check run\n' });
    const [run] = github.state.checkRuns;
    expect(run).toMatchObject({ name: 'auditform', head_sha: HEAD, status: 'completed', conclusion: 'failure' });
    expect(run!.output.title).toBe('needs-consent: 2 changes, 1 weaken auditing');
    expect(run!.annotations).toMatchObject([
      { path: 'audit/tair.yaml', start_line: 2, end_line: 2, annotation_level: 'failure' },
      { path: 'audit/tair.yaml', start_line: 1, end_line: 1, annotation_level: 'notice' },
    ]);
    expect(run!.annotations[0]!.message).toMatch(/365.* → .*30/);
  });

  test.each([
    [0, ['POST']],
    [50, ['POST']],
    [51, ['POST', 'PATCH']],
    [120, ['POST', 'PATCH', 'PATCH']],
  ])('%i annotations go in batches of 50, and only the last call completes it', async (count, methods) => {
    review.save(planOf({ changes: many(count), file: inRepository() }));
    await check();
    const writes = github.seen.filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method }) => method)).toEqual(methods);
    expect(writes.map(({ body }) => body.status === 'completed')).toEqual(
      methods.map((_, index) => index === methods.length - 1),
    );
    const [run] = github.state.checkRuns;
    expect([run!.annotations.length, run!.status, run!.conclusion]).toEqual([count, 'completed', 'success']);
    expect(new Set(run!.annotations.map(({ title }) => title)).size).toBe(count);
  });

  test('of 10,000 changes stays within bounds and counts what it leaves out', async () => {
    review.save(planOf({ changes: many(10_000), file: inRepository() }));
    expect((await check()).code).toBe(0);
    const [run] = github.state.checkRuns;
    expect(run!.annotations).toHaveLength(500);
    expect(run!.output.summary).toContain('9500 of 10000 annotations are left out');
  });

  test('is not written again for the same plan', async () => {
    review.save(planOf({ changes: many(60), file: inRepository() }));
    await check();
    github.forget();
    expect(await check()).toMatchObject({ code: 0, stdout: 'check: unchanged\n' });
    expect(github.writes()).toEqual([]);
  });

  test('is written anew for another plan, and when an earlier one was never completed', async () => {
    review.save(planOf({ changes: many(1), file: inRepository() }));
    await check();
    review.save(planOf({ changes: many(2), file: inRepository() }));
    expect((await check()).stdout).toBe('check: check run\n');
    Object.assign(github.state.checkRuns.at(-1)!, { status: 'in_progress', conclusion: null });
    expect((await check()).stdout).toBe('check: check run\n');
    expect(github.state.checkRuns).toHaveLength(3);
  });

  test('names no line for a file outside the repository', async () => {
    review.save(planOf({ changes: many(1), file: join(review.folder, '../elsewhere.yaml') }));
    await check();
    expect(github.state.checkRuns[0]!.annotations).toEqual([]);
  });

  test.each([
    ['in sync', { changes: [] }, 'success'],
    ['strengthening', { changes: [{}] }, 'success'],
    ['weakening with consent', { changes: [{ direction: 'weakens', waiver: WAIVER }] }, 'neutral'],
    ['weakening without consent', { changes: [{ direction: 'weakens' }] }, 'failure'],
    ['loss of history', { changes: [{ historyLoss: true }] }, 'failure'],
    ['an unreadable target', { changes: [], status: 'unreadable' }, 'failure'],
    ['a blocked target', { changes: [{}], status: 'blocked' }, 'failure'],
    [
      'a failed guardrail',
      { problems: [{ code: 'AF214', severity: 'error', message: 'No.', at: null, fix: null }] },
      'failure',
    ],
  ] as const)('%s concludes %o as it should', async (_what, parts, conclusion) => {
    review.save(planOf(parts as never));
    await check();
    expect(github.state.checkRuns[0]!.conclusion).toBe(conclusion);
  });

  test('fails when there is no plan', async () => {
    expect((await check()).code).toBe(1);
    expect(github.state.checkRuns).toMatchObject([{ conclusion: 'failure', output: { title: 'no plan' } }]);
  });
});

describe('a commit status, where the token may not write checks', () => {
  beforeEach(() => void github.state.permissions.delete('checks'));

  test('says the outcome in one line', async () => {
    review.save(planOf({ changes: [{ direction: 'weakens' }] }));
    expect(await check()).toMatchObject({ code: 0, stdout: 'check: commit status\n' });
    expect(github.state.statuses).toEqual([
      { sha: HEAD, context: 'auditform', state: 'failure', description: 'needs-consent: 1 change, 1 weaken auditing' },
    ]);
  });

  test('is not written again while it stands', async () => {
    review.save(planOf({}));
    await check();
    expect((await check()).stdout).toBe('check: unchanged\n');
    expect(github.state.statuses).toHaveLength(1);
  });

  test('is an error when the token may not do that either', async () => {
    github.state.permissions.delete('statuses');
    review.save(planOf({}));
    const { code, stderr } = await check();
    expect(code).toBe(1);
    expect(stderr).toContain('checks: write');
    expect(stderr).toContain('statuses: write');
  });
});

describe('step outputs', () => {
  const outputs = () => review.read('outputs');
  beforeEach(() => {
    review.env.GITHUB_OUTPUT = review.write('outputs', 'earlier=1\n');
  });

  test.each([
    [{ changes: [] }, 'has_changes=false\nweakens=false\nexit_code=0\n'],
    [{ changes: [{}] }, 'has_changes=true\nweakens=false\nexit_code=2\n'],
    [{ changes: [{ direction: 'weakens' }] }, 'has_changes=true\nweakens=true\nexit_code=3\n'],
    [{ changes: [{ historyLoss: true }] }, 'has_changes=true\nweakens=true\nexit_code=3\n'],
  ] as const)('%o', async (parts, lines) => {
    review.save(planOf(parts as never));
    expect((await check()).code).toBe(0);
    expect(outputs()).toBe(`earlier=1\n${lines}`);
  });

  test('without a plan no condition on true or false holds', async () => {
    await check();
    expect(outputs()).toBe('earlier=1\nhas_changes=unknown\nweakens=unknown\nexit_code=1\n');
  });

  test('are written though posting fails, and need no token alone', async () => {
    review.save(planOf({}));
    delete review.env.GITHUB_TOKEN;
    const file = join(review.folder, 'dotenv');
    const ran = await review.run('--plan', `${review.folder}/plan.json`, '--no-comment', '--outputs', file);
    expect(ran.code).toBe(0);
    expect(review.read('dotenv')).toBe('has_changes=true\nweakens=false\nexit_code=2\n');
    review.env.GITHUB_TOKEN = 'wrong';
    expect((await check()).code).toBe(1);
    expect(outputs()).toContain('exit_code=2');
  });
});
