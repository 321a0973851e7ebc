import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type GithubServer, REPOSITORY, startGithub } from '../forge/github-server.ts';
import { type GitlabServer, PROJECT, startGitlab } from '../forge/gitlab-server.ts';
import { type CommandLine, openCommandLine, type Ran } from './command-line.ts';
import {
  createScratchRepository,
  READ_SECRETS,
  type ScratchRepository,
  secretsOf,
  tairConnection,
  tairManifest,
  WRITE_SECRETS,
} from './scratch-repository.ts';
import { gitlab as template, textOf } from './templates.ts';

let line: CommandLine;
let sandbox: Sandbox;
let repository: ScratchRepository;
let base: string;
let head: string;

beforeAll(async () => {
  line = await openCommandLine();
});
afterAll(() => line.close());
beforeEach(async () => {
  sandbox = await startSandbox({ settleMs: 0 });
  repository = await createScratchRepository(line);
  repository.write('audit/connections.yaml', tairConnection(sandbox));
  repository.write('audit/tair.yaml', tairManifest(30));
  base = await repository.commit('as it is');
  repository.write('audit/tair.yaml', tairManifest(365));
  head = await repository.commit('change');
});
afterEach(() => sandbox.close());

const read = () => secretsOf(sandbox, READ_SECRETS);
const write = () => secretsOf(sandbox, [...READ_SECRETS, ...WRITE_SECRETS]);

describe('the GitLab template', () => {
  let gitlab: GitlabServer;
  beforeEach(async () => {
    gitlab = await startGitlab();
  });
  afterEach(() => gitlab.close());

  /** A job's lines, as the runner runs them: one shell, ended by the first that fails. */
  async function job(name: string, env: Readonly<Record<string, string>>): Promise<Ran> {
    const { variables } = template as unknown as { variables: Record<string, string> };
    const pipeline = {
      ...variables,
      GITLAB_CI: 'true',
      CI_API_V4_URL: gitlab.url,
      CI_PROJECT_ID: PROJECT,
      CI_PROJECT_DIR: repository.folder,
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_BEFORE_SHA: base,
      CI_COMMIT_SHA: head,
    };
    const { before_script } = template['.auditform']!;
    const script = [...before_script!, ...template[name]!.script!].join('\n');
    return line.run(script, { cwd: repository.folder, env: { ...pipeline, ...env } });
  }
  const token = () => ({ GITLAB_TOKEN: gitlab.state.token });

  test('validates without credentials, plans with those for reading, and comments with a token alone', async () => {
    expect(await job('auditform:validate', {})).toMatchObject({ code: 0, output: expect.stringContaining('Valid') });
    expect((await job('auditform:plan', read())).code).toBe(0);
    expect(await job('auditform:review', token())).toMatchObject({ code: 0 });
    expect(gitlab.state.notes).toMatchObject([{ mr: 7, body: expect.stringContaining('TairInstance/orders') }]);
    expect(gitlab.state.statuses).toMatchObject([{ sha: head, name: 'auditform', status: 'success' }]);
    expect(readFileSync(join(repository.folder, 'auditform.env'), 'utf8')).toBe(
      'has_changes=true\nweakens=false\nexit_code=2\n',
    );
  });

  test('applies after the merge what was planned after the merge', async () => {
    expect((await job('auditform:plan-merged', read())).code).toBe(0);
    const late = await job('auditform:apply', { ...write(), CI_COMMIT_BEFORE_SHA: head });
    expect(late).toMatchObject({ code: 4, output: expect.stringContaining('on top of commit') });
    expect(await job('auditform:apply', write())).toMatchObject({ code: 0, output: expect.stringContaining('1 done') });
  });

  test('opens an issue for drift, and closes it when healed', async () => {
    expect((await job('auditform:drift', read())).code).toBe(3);
    expect((await job('auditform:issue', token())).code).toBe(0);
    expect(gitlab.state.issues).toMatchObject([{ state: 'opened' }]);
    await job('auditform:plan-merged', read());
    expect((await job('auditform:apply', write())).code).toBe(0);
    expect((await job('auditform:drift', read())).code).toBe(0);
    expect((await job('auditform:issue', token())).code).toBe(0);
    expect(gitlab.state.issues).toMatchObject([{ state: 'closed' }]);
  });
});

describe('the recipe for other pipelines', () => {
  let github: GithubServer;
  beforeEach(async () => {
    github = await startGithub();
  });
  afterEach(() => github.close());

  const stage = (name: string, env: Readonly<Record<string, string>>) =>
    line.run(`${textOf('ci/shell.sh').replace('"$@"', name)}`, {
      cwd: repository.folder,
      shell: 'sh',
      env: {
        AUDITFORM_PATH: 'audit',
        AUDITFORM_BASE: base,
        AUDITFORM_PLAN_FILE: 'plan.json',
        AUDITFORM_FORGE: 'github',
        AUDITFORM_REPOSITORY: REPOSITORY,
        AUDITFORM_PULL: '7',
        AUDITFORM_COMMIT: head,
        GITHUB_API_URL: github.url,
        ...env,
      },
    });

  test('runs every stage', async () => {
    const token = { GITHUB_TOKEN: github.state.token };
    expect((await stage('validate', {})).code).toBe(0);
    expect((await stage('plan', read())).code).toBe(0);
    expect(await stage('review', token)).toMatchObject({ code: 0, output: 'comment: posted\ncheck: check run\n' });
    expect((await stage('apply', write())).code).toBe(0);
    expect((await stage('drift', read())).code).toBe(0);
    expect((await stage('issue', token)).code).toBe(0);
    expect([github.state.comments.length, github.state.issues.length]).toEqual([1, 0]);
  });

  test('takes the stage as its argument', async () => {
    repository.write('shell.sh', textOf('ci/shell.sh'));
    const env = { AUDITFORM_PATH: 'audit' };
    expect(await line.run('sh shell.sh validate', { cwd: repository.folder, env })).toMatchObject({ code: 0 });
  });

  test('a stage that lacks a variable stops', async () => {
    const { code, output } = await line.run(`${textOf('ci/shell.sh').replace('"$@"', 'plan')}`, {
      cwd: repository.folder,
      shell: 'sh',
      env: {},
    });
    expect(code).not.toBe(0);
    expect(output).toContain('AUDITFORM_BASE');
  });
});

describe('the pre-commit hook', () => {
  test('lets a valid change be committed and stops one that is not', async () => {
    const hook = () => line.run('auditform validate', { cwd: repository.folder, env: {} });
    expect((await hook()).code).toBe(0);
    repository.write('audit/tair.yaml', tairManifest(99_999));
    expect(await hook()).toMatchObject({ code: 1, output: expect.stringContaining('audit/tair.yaml:6') });
  });
});
