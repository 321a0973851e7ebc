import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BOT, type GithubServer, startGithub } from './github-server.ts';
import { onPullRequest, planOf, type Review } from './review.ts';

const MARK = '<!-- auditform:comment auditform -->';
const WEAKER = { before: 365, after: 30, direction: 'weakens' } as const;
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

const comment = (...argv: string[]) => review.run('--plan', `${review.folder}/plan.json`, ...argv);

describe('one comment on the pull request', () => {
  test('is posted once, with the marker first and the report of the plan', async () => {
    review.save(planOf({ changes: [WEAKER] }));
    expect(await comment()).toMatchObject({ code: 0, stdout: 'comment: posted\n', stderr: '' });
    expect(github.writes()).toEqual(['POST /repos/acme/databases/issues/7/comments']);
    const [posted] = github.state.comments;
    expect(posted!.body.startsWith(`${MARK}\n`)).toBe(true);
    expect(posted!.body).toContain('Weakens auditing');
    expect(posted!.body).toMatch(/365.*→.*30/);
  });

  test('causes no request that writes while nothing changes, though the plan was made anew', async () => {
    review.save(planOf({}));
    await comment();
    github.forget();
    review.save(planOf({ made: '2026-02-02T00:00:00.000Z' }));
    expect(await comment()).toMatchObject({ code: 0, stdout: 'comment: unchanged\n' });
    expect(github.writes()).toEqual([]);
    expect(github.seen.length).toBeGreaterThan(0);
  });

  test('counts as unchanged when the forge keeps other line ends', async () => {
    review.save(planOf({}));
    await comment();
    github.state.comments[0]!.body = `${github.state.comments[0]!.body.replaceAll('\n', '\r\n')}\r\n`;
    expect((await comment()).stdout).toBe('comment: unchanged\n');
  });

  test('is edited in place when the plan differs', async () => {
    review.save(planOf({ changes: [WEAKER] }));
    await comment();
    review.save(planOf({ changes: [] }));
    github.forget();
    expect((await comment()).stdout).toBe('comment: edited\n');
    expect(github.writes()).toEqual(['PATCH /repos/acme/databases/issues/comments/1']);
    expect(github.state.comments).toHaveLength(1);
    expect(github.state.comments[0]!.body).not.toContain('Weakens auditing');
  });

  test('is put right again when somebody has altered it', async () => {
    review.save(planOf({ changes: [WEAKER] }));
    await comment();
    github.state.comments[0]!.body = github.state.comments[0]!.body.replace('Weakens', 'Strengthens');
    expect((await comment()).stdout).toBe('comment: edited\n');
    expect(github.state.comments[0]!.body).toContain('Weakens auditing');
  });

  test('is found on a later page, and what stands there twice is deleted', async () => {
    review.save(planOf({}));
    const other = (id: number) => ({ id, issue: 7, body: 'LGTM', user: { login: 'ann', type: 'User' as const } });
    const ours = (id: number) => ({ id, issue: 7, body: `${MARK}\nold`, user: BOT });
    github.state.comments.push(...[1, 2, 3, 4, 5].map(other), ours(6), other(7), ours(8), ours(9));
    github.state.pageSize = 2;
    expect((await comment()).stdout).toBe('comment: edited\n');
    const base = '/repos/acme/databases/issues/comments';
    expect(github.writes().sort()).toEqual([`DELETE ${base}/8`, `DELETE ${base}/9`, `PATCH ${base}/6`]);
    expect(github.state.comments.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('is another one for another marker', async () => {
    review.save(planOf({}));
    await comment('--marker', 'prod');
    await comment('--marker', 'staging');
    expect(github.state.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- auditform:comment prod -->',
      '<!-- auditform:comment staging -->',
    ]);
  });

  test('of a person that begins with the marker, or of an app that quotes it, is left alone', async () => {
    review.save(planOf({}));
    const foreign = [
      { id: 1, issue: 7, body: `${MARK}\nnothing weakens here`, user: { login: 'mallory', type: 'User' as const } },
      { id: 2, issue: 7, body: `> ${MARK}`, user: BOT },
    ];
    github.state.comments.push(...structuredClone(foreign));
    expect((await comment()).stdout).toBe('comment: posted\n');
    expect(github.state.comments.slice(0, 2)).toEqual(foreign);
    expect(github.state.comments).toHaveLength(3);
  });

  test("is found by a person's own token too", async () => {
    github.state.installation = false;
    github.state.user = { login: 'release-robot', type: 'User' };
    review.save(planOf({}));
    await comment();
    expect((await comment()).stdout).toBe('comment: unchanged\n');
    expect(github.state.comments).toHaveLength(1);
  });

  test('is not begun when the change touches no target', async () => {
    const plan = planOf({ changes: [] });
    const none = { ...plan, targets: [], summary: { ...plan.summary, targets: 0, inSync: 0 } };
    const { planId } = await import('../../src/pipeline/make-plan.ts');
    review.save({ ...none, id: planId(none as never) });
    expect((await comment()).stdout).toBe('comment: nothing to say\n');
    expect(github.writes()).toEqual([]);
  });

  test('says so when there is no plan, instead of leaving an old one on show', async () => {
    review.save(planOf({ changes: [WEAKER] }));
    await comment();
    review.write('plan.json', '{"format": "auditform.pl');
    const { code, stderr } = await comment();
    expect(code).toBe(1);
    expect(stderr).toContain('AF506');
    expect(github.state.comments).toHaveLength(1);
    expect(github.state.comments[0]!.body).toContain('No plan could be made');
    expect(github.state.comments[0]!.body).not.toContain('Weakens');
  });

  test.each([1, 50, 10_000])('stays under 60,000 characters with %i changes', async (count) => {
    const changes = Array.from({ length: count }, (_, index) => ({
      ...WEAKER,
      address: `TairInstance/db-${index}`,
      historyLoss: index % 2 === 0,
    }));
    review.save(planOf({ changes }));
    expect((await comment()).code).toBe(0);
    const { body } = github.state.comments[0]!;
    expect(body.length).toBeLessThan(60_000);
    expect(body).toContain('TairInstance/db-0');
    if (count === 10_000) expect(body).toMatch(/\d more|not shown/);
  });
});

describe('where it is posted', () => {
  test('flags win over what the pipeline says', async () => {
    review.save(planOf({}));
    await comment('--pull', '12');
    expect(github.writes()).toEqual(['POST /repos/acme/databases/issues/12/comments']);
  });

  test('the number comes from GITHUB_REF when the event has none', async () => {
    review.save(planOf({}));
    review.write('event.json', '{}');
    review.env.GITHUB_REF = 'refs/pull/31/merge';
    await comment();
    expect(github.writes()).toEqual(['POST /repos/acme/databases/issues/31/comments']);
  });

  test('the API may lie below a path, as on an Enterprise Server', async () => {
    const enterprise = await startGithub('/api/v3');
    review.save(planOf({}));
    expect(await comment('--api-url', `${enterprise.url}/`)).toMatchObject({ code: 0 });
    expect(enterprise.writes()).toEqual(['POST /repos/acme/databases/issues/7/comments']);
    await enterprise.close();
  });
});
