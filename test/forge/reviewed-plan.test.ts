import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GithubServer, startGithub } from './github-server.ts';
import { HEAD, onPullRequest, planOf, type Review } from './review.ts';

const MERGED = '3333333333333333333333333333333333333333';
const PLAN = planOf({ changes: [{ before: 7 }] });
let github: GithubServer;
let review: Review;

beforeEach(async () => {
  github = await startGithub();
  review = onPullRequest(github);
  await review.run('--plan', review.save(PLAN), '--no-comment', '--check');
  github.state.pulls.set(MERGED, [merged(7, HEAD)]);
  review.env.GITHUB_OUTPUT = review.write('outputs', '');
  // The push of the merge.
  review.write('event.json', '{}');
  review.env.GITHUB_REF = 'refs/heads/main';
  review.env.GITHUB_SHA = MERGED;
  review.env.GITHUB_RUN_ID = '9002';
  github.forget();
});
afterEach(async () => {
  review.close();
  await github.close();
});

const merged = (number: number, sha: string) => ({
  number,
  merged_at: '2026-01-02T00:00:00Z',
  merge_commit_sha: MERGED,
  head: { sha },
});
const reviewed = (...argv: string[]) => review.run('--reviewed', ...argv);

describe('the plan that was reviewed with the merged pull request', () => {
  test('is found with the run that keeps it, and nothing is written', async () => {
    expect((await reviewed()).code).toBe(0);
    expect(review.read('outputs')).toBe(`plan_id=${PLAN.id}\nplan_run=9001\npull=7\n`);
    expect(github.writes()).toEqual([]);
  });

  test('is told from another file, which is refused', async () => {
    expect((await reviewed('--plan', review.save(PLAN))).code).toBe(0);
    const other = await reviewed('--plan', review.save(planOf({ changes: [{ before: 8 }] })));
    expect(other.code).toBe(4);
    expect(other.stderr).toContain('not the plan that was reviewed');
    expect((await reviewed('--plan', review.write('plan.json', '{}'))).code).not.toBe(0);
  });

  test.each([
    ['a commit that no pull request made', () => github.state.pulls.clear()],
    [
      'a pull request that is not merged',
      () => github.state.pulls.set(MERGED, [{ ...merged(7, HEAD), merged_at: null }]),
    ],
    [
      'a pull request of which this is not the merge',
      () => github.state.pulls.set(MERGED, [{ ...merged(7, HEAD), merge_commit_sha: HEAD }]),
    ],
    ['two pull requests', () => github.state.pulls.set(MERGED, [merged(7, HEAD), merged(8, HEAD)])],
    ['a head pushed after the plan', () => github.state.pulls.set(MERGED, [merged(7, '4'.repeat(40))])],
    [
      'a plan whose check was not completed',
      () => Object.assign(github.state.checkRuns[0]!, { status: 'in_progress' }),
    ],
    ['a check of another program', () => Object.assign(github.state.checkRuns[0]!, { external_id: 'x' })],
    [
      'a check that says there was no plan',
      () => Object.assign(github.state.checkRuns[0]!, { external_id: 'auditform none 9001' }),
    ],
  ])('does not exist for %s', async (_what, arrange) => {
    arrange();
    const { code, stderr } = await reviewed();
    expect(code).toBe(1);
    expect(stderr).toMatch(/no plan|No plan/);
    expect(review.read('outputs')).toBe('');
  });
});
