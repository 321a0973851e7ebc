import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { driftFingerprint } from '../../src/forge/drift-fingerprint.ts';
import { BOT, type GithubServer, startGithub } from './github-server.ts';
import { onPullRequest, planOf, type PlanParts, type Review } from './review.ts';

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

const RETENTION: PlanParts = { changes: [{ before: 7, after: 365 }] };
const SWITCH: PlanParts = { changes: [{ path: '/DbAudit', before: false, after: true }] };
const NONE: PlanParts = { changes: [] };

/** A night's run; what it wrote. */
async function night(parts: PlanParts, ...argv: string[]): Promise<string[]> {
  github.forget();
  const file = review.save(planOf(parts));
  const ran = await review.run('--issue', '--plan', file, ...argv);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return github.writes().map((write) => write.replace('/repos/acme/databases', ''));
}

describe('one issue for each distinct drift', () => {
  test('is opened with what was changed at the vendor', async () => {
    expect(await night(RETENTION)).toEqual(['POST /issues']);
    const [issue] = github.state.issues;
    expect(issue).toMatchObject({ title: 'auditform: drift in 1 setting of 1 target', labels: ['auditform-drift'] });
    expect(issue!.body).toMatch(/^<!-- auditform:drift auditform [0-9a-f]{32} lasting -->\n/);
    expect(issue!.body).toContain('weakened at the vendor');
    expect(issue!.body).toMatch(/365.*→.*7/);
  });

  test('stays silent while the drift lasts', async () => {
    await night(RETENTION);
    expect(await night({ ...RETENTION, made: '2026-03-03T00:00:00.000Z' })).toEqual([]);
    expect(await night(RETENTION)).toEqual([]);
  });

  test('is edited without a comment when only a line has moved', async () => {
    await night(RETENTION);
    const moved = { changes: [{ ...RETENTION.changes![0], origin: { file: 'tair.yaml', line: 99, column: 1 } }] };
    expect(await night(moved)).toEqual(['PATCH /issues/1']);
    expect(github.state.issues).toHaveLength(1);
    expect(github.state.issues[0]!.body).toContain('tair.yaml:99');
  });

  test('is closed with a comment when the drift is gone, once', async () => {
    await night(RETENTION);
    expect(await night(NONE)).toEqual(['POST /issues/1/comments', 'PATCH /issues/1']);
    expect(github.state.issues[0]!.state).toBe('closed');
    expect(github.state.comments[0]!.body).toContain('This drift is gone.');
    expect(github.state.comments[0]!.body).toContain('/actions/runs/9001');
    expect(await night(NONE)).toEqual([]);
  });

  test('is opened again, with a comment, when the same drift returns', async () => {
    await night(RETENTION);
    await night(NONE);
    expect(await night(RETENTION)).toEqual(['PATCH /issues/1', 'POST /issues/1/comments']);
    expect(github.state.issues).toMatchObject([{ state: 'open' }]);
    expect(await night(RETENTION)).toEqual([]);
  });

  test('gives way to another one when the drift becomes another', async () => {
    await night(RETENTION);
    expect(await night(SWITCH)).toEqual(['POST /issues', 'POST /issues/1/comments', 'PATCH /issues/1']);
    expect(github.state.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(github.state.comments[0]!.body).toContain('#2');
  });

  test.each(['unreadable', 'blocked'] as const)('is not closed while a target is %s', async (status) => {
    await night(RETENTION);
    expect(await night({ ...NONE, status })).toEqual([]);
    expect(github.state.issues[0]!.state).toBe('open');
  });

  test('is not closed by a run with errors', async () => {
    await night(RETENTION);
    const problems = [{ code: 'AF301', severity: 'error', message: 'No answer', at: null, fix: null }] as const;
    expect(await night({ ...NONE, problems })).toEqual([]);
  });

  test('is not closed when there is no plan', async () => {
    await night(RETENTION);
    github.forget();
    const ran = await review.run('--issue', '--plan', review.write('drift.json', '{'));
    expect([ran.code, github.writes()]).toEqual([1, []]);
  });

  test('is made from what drift reports, whatever times it adds', async () => {
    const reported = (at: string) =>
      review.write('drift.json', JSON.stringify({ ...planOf(RETENTION), drift: [{ at }] }));
    expect((await review.run('--issue', '--plan', reported('2026-01-01'))).code).toBe(0);
    github.forget();
    expect((await review.run('--issue', '--plan', reported('2026-01-02'))).code).toBe(0);
    expect(github.writes()).toEqual([]);
    const altered = JSON.stringify({ ...planOf(RETENTION), drift: [] }).replaceAll('365', '364');
    expect((await review.run('--issue', '--plan', review.write('drift.json', altered))).code).toBe(1);
    expect(github.writes()).toEqual([]);
  });

  test('that a person has closed stays closed while that drift lasts, and comes back after it was gone', async () => {
    await night(RETENTION);
    github.state.issues[0]!.state = 'closed';
    expect(await night(RETENTION)).toEqual([]);
    expect(await night(NONE)).toEqual(['PATCH /issues/1']);
    expect(await night(RETENTION)).toEqual(['PATCH /issues/1', 'POST /issues/1/comments']);
  });

  test('is found among other issues and pull requests, page after page; those of people are left alone', async () => {
    const body = `<!-- auditform:drift auditform ${'0'.repeat(32)} lasting -->`;
    for (let number = 1; number <= 5; number += 1)
      github.state.issues.push({
        number,
        title: 'x',
        body,
        state: 'open',
        labels: ['auditform-drift'],
        user: number === 5 ? BOT : { login: 'mallory', type: 'User' },
        ...(number === 5 ? { pull_request: {} } : {}),
      });
    github.state.pageSize = 2;
    expect(await night(RETENTION)).toEqual(['POST /issues']);
    expect(await night(RETENTION)).toEqual([]);
    expect(await night(NONE)).toEqual(['POST /issues/6/comments', 'PATCH /issues/6']);
  });

  test('belongs to its schedule', async () => {
    await night(RETENTION, '--marker', 'prod');
    expect(await night(NONE, '--marker', 'staging')).toEqual([]);
    expect(await night(NONE, '--marker', 'prod')).toHaveLength(2);
  });

  test('two of one drift, opened by runs at the same time, become one', async () => {
    await night(RETENTION);
    github.state.issues.push({ ...github.state.issues[0]!, number: 2 });
    expect(await night(RETENTION)).toEqual(['POST /issues/2/comments', 'PATCH /issues/2']);
    expect(await night(RETENTION)).toEqual([]);
  });

  test('takes permission to write issues', async () => {
    github.state.permissions.delete('issues');
    const { code, stderr } = await review.run('--issue', '--plan', review.save(planOf(RETENTION)));
    expect(code).toBe(1);
    expect(stderr).toContain('issues: write');
  });

  test('outputs count what was weakened at the vendor as weakening', async () => {
    review.env.GITHUB_OUTPUT = review.write('outputs', '');
    await night(RETENTION);
    expect(review.read('outputs')).toBe('has_changes=true\nweakens=true\nexit_code=3\n');
  });
});

describe('the fingerprint', () => {
  const { changes } = planOf({ changes: [{ before: 7 }, { path: '/DbAudit', before: false, after: true }] });
  const [first, second] = changes as [(typeof changes)[0], (typeof changes)[0]];

  test('does not depend on order, lines, direction or labels', () => {
    const moved = { ...first, origin: null, direction: 'unknown', label: 'x' } as const;
    expect(driftFingerprint([second, moved])).toBe(driftFingerprint(changes));
  });

  test.each([
    ['address', { address: 'TairInstance/other' }],
    ['path', { path: '/Other' }],
    ['live value', { before: 8 }],
    ['wanted value', { after: 8 }],
    ['type of a value', { before: '7' }],
  ])('depends on the %s', (_what, part) => {
    expect(driftFingerprint([{ ...first, ...part }, second])).not.toBe(driftFingerprint(changes));
  });
});
