import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitlabServer, startGitlab } from './gitlab-server.ts';
import { HEAD, onMergeRequest, planOf, type Review } from './review.ts';

const MARK = '<!-- auditform:comment auditform -->';
let gitlab: GitlabServer;
let review: Review;

beforeEach(async () => {
  gitlab = await startGitlab();
  review = onMergeRequest(gitlab);
  review.save(planOf({ changes: [{ direction: 'weakens' }] }));
});
afterEach(async () => {
  review.close();
  await gitlab.close();
});

const comment = (...argv: string[]) => review.run('--plan', `${review.folder}/plan.json`, ...argv);

describe('a merge request', () => {
  test('gets one note, which is edited in place and left alone while nothing changes', async () => {
    expect(await comment()).toMatchObject({ code: 0, stdout: 'comment: posted\n', stderr: '' });
    expect((await comment()).stdout).toBe('comment: unchanged\n');
    review.save(planOf({}));
    expect((await comment()).stdout).toBe('comment: edited\n');
    const notes = '/projects/42/merge_requests/7/notes';
    expect(gitlab.writes()).toEqual([`POST ${notes}`, `PUT ${notes}/1000`]);
  });

  test('notes are read page after page by X-Next-Page; duplicates go, those of people and of GitLab stay', async () => {
    const note = (id: number, body: string, username: string, system = false) => ({
      id,
      mr: 7,
      body,
      system,
      author: { username },
    });
    const bot = gitlab.state.username;
    gitlab.state.notes.push(
      note(1, 'hi', 'ann'),
      note(2, 'added 1 commit', 'ann', true),
      note(3, `${MARK}\nx`, 'mallory'),
    );
    gitlab.state.notes.push(note(4, `${MARK}\nold`, bot), note(5, MARK, 'project_42_bot1'));
    gitlab.state.pageSize = 2;
    expect((await comment()).stdout).toBe('comment: edited\n');
    expect(gitlab.state.notes.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(gitlab.state.notes[2]!.body).toBe(`${MARK}\nx`);
    expect(gitlab.seen.filter(({ path }) => path.includes('elsewhere'))).toEqual([]);
  });

  test('gets a commit status at the head of its branch, once', async () => {
    expect((await comment('--no-comment', '--check')).stdout).toBe('check: commit status\n');
    expect((await comment('--no-comment', '--check')).stdout).toBe('check: unchanged\n');
    expect(gitlab.state.statuses).toMatchObject([
      { sha: HEAD, name: 'auditform', status: 'failed', description: 'needs-consent: 1 change, 1 weaken auditing' },
    ]);
    review.save(planOf({}));
    await comment('--no-comment', '--check');
    expect(gitlab.state.statuses.map(({ status }) => status)).toEqual(['failed', 'success']);
  });

  test('a token with too small a role is told what it needs', async () => {
    gitlab.state.role = 'guest';
    const { code, stderr } = await comment();
    expect(code).toBe(1);
    expect(stderr).toContain('403');
    expect(stderr).toContain('Reporter');
    gitlab.state.role = 'reporter';
    expect((await comment('--no-comment', '--check')).stderr).toContain('Developer');
  });

  test('a project that is not visible is told as such', async () => {
    const { code, stderr } = await comment('--repository', 'group/sub/project');
    expect(code).toBe(1);
    expect(stderr).toContain('404');
    expect(gitlab.seen.some(({ path }) => path.startsWith('/projects/group%2Fsub%2Fproject/'))).toBe(true);
  });

  test('CI_JOB_TOKEN is used where there is no GITLAB_TOKEN, each in its own header', async () => {
    delete review.env.GITLAB_TOKEN;
    review.env.CI_JOB_TOKEN = gitlab.state.jobToken;
    await comment('--no-comment', '--check');
    expect(gitlab.state.statuses).toHaveLength(1);
    expect(gitlab.seen.every(({ headers }) => headers['private-token'] === undefined)).toBe(true);
    const printed = await review.run('--plan', 'none.json');
    expect(printed.stdout + printed.stderr).not.toContain('SECRETTOKEN');
  });

  test('too many calls are waited out', async () => {
    gitlab.instead.push(() => ({ status: 429, headers: { 'retry-after': '0' }, body: 'Retry later' }));
    expect(await comment()).toMatchObject({ code: 0, stdout: 'comment: posted\n' });
  });

  test('has no --reviewed', async () => {
    expect((await review.run('--reviewed')).code).toBe(64);
  });
});

describe('drift', () => {
  test('opens an issue, stays silent, closes it with a note, opens it again', async () => {
    const night = async (changes: object[]) => {
      gitlab.forget();
      review.save(planOf({ changes }));
      expect((await comment('--issue')).code).toBe(0);
      return gitlab.writes().map((write) => write.replace('/projects/42', ''));
    };
    expect(await night([{}])).toEqual(['POST /issues']);
    expect(gitlab.state.issues).toMatchObject([{ state: 'opened', labels: ['auditform-drift'] }]);
    expect(await night([{}])).toEqual([]);
    expect(await night([])).toEqual(['POST /issues/1/notes', 'PUT /issues/1']);
    expect(gitlab.state.issues[0]!.state).toBe('closed');
    expect(gitlab.state.issues[0]!.notes[0]).toContain('jobs/1');
    expect(await night([{}])).toEqual(['PUT /issues/1', 'POST /issues/1/notes']);
    expect(gitlab.state.issues[0]!.state).toBe('opened');
  });
});
