import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ForgeServer, startForgeServer } from './forge-server.ts';
import { type GithubServer, startGithub } from './github-server.ts';
import { onPullRequest, planOf, type Review } from './review.ts';

let github: GithubServer;
let review: Review;

beforeEach(async () => {
  github = await startGithub();
  review = onPullRequest(github);
  review.save(planOf({}));
});
afterEach(async () => {
  review.close();
  await github.close();
});

const comment = (...argv: string[]) => review.run('--plan', `${review.folder}/plan.json`, ...argv);

describe('errors say what is missing, and end with 1', () => {
  test('403 names the permission', async () => {
    github.state.permissions.clear();
    const { code, stderr } = await comment();
    expect(code).toBe(1);
    expect(stderr).toContain('AF303');
    expect(stderr).toContain('403');
    expect(stderr).toContain('pull-requests: write');
    expect(stderr).toContain('fork');
  });

  test('404 names the repository or the permission to see it', async () => {
    const { code, stderr } = await comment('--repository', 'acme/private');
    expect(code).toBe(1);
    expect(stderr).toMatch(/404.*\/repos\/acme\/private\/issues\/7\/comments/);
    expect(stderr).toContain('pull-requests: write');
  });

  test('401 says that the token is not valid, and is not tried twice', async () => {
    review.env.GITHUB_TOKEN = 'ghs_EXPIRED';
    const { code, stderr } = await comment();
    expect([code, github.seen.length]).toEqual([1, 1]);
    expect(stderr).toContain('AF302');
    expect(stderr).not.toContain('ghs_EXPIRED');
  });

  test('422 is told as such', async () => {
    github.instead.push(
      () => null,
      () => null,
      () => ({ status: 422, body: { message: 'Validation Failed ghs_ECHO' } }),
    );
    const { code, stderr } = await comment();
    expect(code).toBe(1);
    expect(stderr).toContain('422');
    expect(stderr).not.toContain('ghs_ECHO');
  });

  test.each([
    ['a login page', '<html>sign in</html>'],
    ['an object where a list belongs', { comments: [] }],
    ['a comment without an id', [{ body: 'x', user: { login: 'a', type: 'User' } }]],
  ])('%s is an error, not an empty list', async (_what, body) => {
    github.instead.push(
      () => null,
      () => ({ status: 200, body }),
    );
    expect((await comment()).code).toBe(1);
    expect(github.writes()).toEqual([]);
  });

  test('an API that is not there is said to be so', async () => {
    const { url } = github;
    await github.close();
    const { code, stderr } = await comment('--api-url', url);
    expect(code).toBe(1);
    expect(stderr).toContain('AF301');
    github = await startGithub();
  });
});

describe('the token stays with its host', () => {
  let elsewhere: ForgeServer;
  beforeEach(async () => {
    elsewhere = await startForgeServer(() => ({ status: 200, body: [] }));
  });
  afterEach(() => elsewhere.close());

  test.each([301, 302, 307, 308])('a redirect (%i) to another host is not followed', async (status) => {
    github.instead.push(() => ({ status, headers: { location: `${elsewhere.url}/user` } }));
    const { code, stderr } = await comment();
    expect(code).toBe(1);
    expect(stderr).toContain('another host');
    expect(elsewhere.seen).toEqual([]);
  });

  test('a next page on another host is not fetched', async () => {
    github.instead.push(
      () => null,
      () => ({ status: 200, body: [], headers: { link: `<${elsewhere.url}/page2>; rel="next"` } }),
    );
    expect((await comment()).code).toBe(1);
    expect(elsewhere.seen).toEqual([]);
  });

  test('a redirect on the same host is followed, as after a repository was renamed', async () => {
    const location = `${github.url}/repos/acme/databases/issues/7/comments?per_page=100`;
    github.instead.push(
      () => null,
      () => ({ status: 301, headers: { location } }),
    );
    expect(await comment()).toMatchObject({ code: 0, stdout: 'comment: posted\n' });
  });

  test('a POST that is redirected by 301 is not turned into something else', async () => {
    github.instead.push(
      () => null,
      () => null,
      () => ({ status: 301, headers: { location: `${github.url}/repos/acme/databases/issues/8/comments` } }),
    );
    expect((await comment()).code).toBe(1);
    expect(github.state.comments).toEqual([]);
  });

  test('it is in no output, whatever goes wrong', async () => {
    const printed: string[] = [];
    for (const status of [400, 401, 403, 404, 409, 422]) {
      github.instead.push(() => ({ status, body: { message: `you sent ${github.state.token}` } }));
      const { stdout, stderr } = await comment('--check');
      printed.push(stdout, stderr);
    }
    expect(printed.join('')).not.toContain('SECRETTOKEN');
    expect(github.state.comments.map(({ body }) => body).join('')).not.toContain('SECRETTOKEN');
  });
});

describe('wrong usage ends with 64, before anything is sent', () => {
  test.each([
    ['no plan', ['--marker', 'x'], 'plan'],
    ['a marker that could end its comment', ['--plan', 'p.json', '--marker', 'a-->b'], '--marker'],
    ['an unknown forge', ['--plan', 'p.json', '--forge', 'svn'], '--forge'],
    ['a pull request that is no number', ['--plan', 'p.json', '--pull', '../8'], '--pull'],
    ['a repository that climbs', ['--plan', 'p.json', '--repository', 'acme/..'], '--repository'],
    ['a commit that is none', ['--plan', 'p.json', '--check', '--commit', 'main'], '--commit'],
    ['plain http', ['--plan', 'p.json', '--api-url', 'http://ghe.example.com'], 'https://'],
    ['credentials in the address', ['--plan', 'p.json', '--api-url', 'https://a:b@ghe.example.com'], 'credentials'],
    ['an issue and a check', ['--plan', 'p.json', '--issue', '--check'], '--check'],
    ['drift of what was reviewed', ['--reviewed', '--issue'], '--reviewed'],
  ])('%s', async (_what, argv, names) => {
    const { code, stderr } = await review.run(...argv);
    expect([code, github.seen.length]).toEqual([64, 0]);
    expect(stderr).toContain(names);
  });

  test.each([
    ['GITHUB_TOKEN', 'GITHUB_TOKEN'],
    ['GITHUB_REPOSITORY', '--repository'],
  ])('%s is not set', async (name, says) => {
    delete review.env[name];
    const { code, stderr } = await comment();
    expect([code, github.seen.length]).toEqual([64, 0]);
    expect(stderr).toContain(says);
  });

  test('neither the event nor the ref names a pull request', async () => {
    review.write('event.json', '{"ref": "refs/heads/main"}');
    review.env.GITHUB_REF = 'refs/heads/main';
    const { code, stderr } = await comment();
    expect(code).toBe(64);
    expect(stderr).toContain('--pull');
    expect(await comment('--no-comment', '--check')).toMatchObject({ code: 0, stdout: 'check: check run\n' });
  });

  test('a token with a line break in it is not sent', async () => {
    review.env.GITHUB_TOKEN = 'ghs_ABC\nx-evil: 1';
    const { code, stderr } = await comment();
    expect([code, github.seen.length]).toEqual([64, 0]);
    expect(stderr).not.toContain('ghs_ABC');
  });
});
