import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type GithubServer, REPOSITORY, startGithub } from '../forge/github-server.ts';
import type { CommandLine } from './command-line.ts';
import {
  createScratchRepository,
  READ_SECRETS,
  type ScratchRepository,
  secretsOf,
  tairConnection,
  tairManifest,
  WRITE_SECRETS,
} from './scratch-repository.ts';
import { type JobRan, type Runner, type RunOf, runJob } from './workflow-runner.ts';

export interface Pull {
  readonly head: string;
  readonly run: RunOf;
}

/** A repository on a GitHub of its own, with manifests of a sandbox of its own: as the vendor has it, until a pull request. */
export interface GithubPipeline {
  readonly sandbox: Sandbox;
  readonly github: GithubServer;
  readonly repository: ScratchRepository;
  readonly runner: Runner;
  /** A branch with another retention, and its merge with main as GitHub makes it to be tested. */
  openPull(
    retention: number,
    options?: { readonly fork?: boolean; readonly inputs?: Readonly<Record<string, string>> },
  ): Promise<Pull>;
  /** What runs for a pull request. */
  review(run: RunOf): Promise<Record<'validate' | 'plan' | 'review', JobRan>>;
  /** The push of the merge; `between` is a commit that came in before it. */
  merge(head: string, options?: { readonly between?: boolean }): Promise<RunOf>;
  /** The push of what HEAD is, without a pull request. */
  push(): Promise<RunOf>;
  /** A run on the timer. */
  night(): Promise<Record<'drift' | 'issue', JobRan>>;
  close(): Promise<void>;
}

export async function openGithubPipeline(line: CommandLine): Promise<GithubPipeline> {
  const sandbox = await startSandbox({ settleMs: 0 });
  const github = await startGithub();
  const repository = await createScratchRepository(line);
  repository.write('audit/connections.yaml', tairConnection(sandbox));
  repository.write('audit/tair.yaml', tairManifest(30));
  await repository.commit('as it is');
  const { url: apiUrl, state } = github;
  const runner = {
    line,
    repository: repository.folder,
    apiUrl,
    token: state.token,
    name: REPOSITORY,
    artifacts: new Map<string, string>(),
  };
  const at = (revision: string) => repository.git('rev-parse', revision);
  const onMain = { ref: 'refs/heads/main', event: 'push' } as const;
  const knowing = { repository: { default_branch: 'main' } };
  return {
    sandbox,
    github,
    repository,
    runner,
    async openPull(retention, { fork = false, inputs = {} } = {}) {
      await repository.git('checkout', '--quiet', '-B', 'change', 'main');
      repository.write('audit/tair.yaml', tairManifest(retention));
      const head = await repository.commit('change');
      await mergeToTest(repository);
      const full_name = fork ? 'mallory/databases' : REPOSITORY;
      const pull_request = { number: 7, head: { sha: head, repo: { full_name } }, base: { sha: await at('main') } };
      const secrets = fork ? {} : secretsOf(sandbox, READ_SECRETS);
      const payload = { number: 7, pull_request, ...knowing };
      const sha = await at('merge-result');
      return {
        head,
        run: { event: 'pull_request', payload, ref: 'refs/pull/7/merge', sha, runId: '100', inputs, secrets },
      };
    },
    async review(run) {
      const validate = await runJob(runner, 'validate', run);
      const plan = await runJob(runner, 'plan', run, { validate });
      return { validate, plan, review: await runJob(runner, 'review', run, { plan }) };
    },
    async merge(head, { between = false } = {}) {
      await repository.git('checkout', '--quiet', 'main');
      if (between) {
        repository.write('README.md', 'in between');
        await repository.commit('in between');
      }
      const before = await at('HEAD');
      await repository.git('merge', '--quiet', '--no-ff', '--message', 'merged', 'change');
      const sha = await at('HEAD');
      const pull = { number: 7, merged_at: '2026-01-01T00:00:00Z', merge_commit_sha: sha, head: { sha: head } };
      state.pulls.set(sha, [pull]);
      const secrets = secretsOf(sandbox, [...READ_SECRETS, ...WRITE_SECRETS]);
      return { ...onMain, payload: { before, after: sha, ...knowing }, sha, runId: '200', secrets };
    },
    async push() {
      const sha = await at('HEAD');
      return { ...onMain, payload: { before: await at('HEAD^1'), after: sha, ...knowing }, sha, runId: '201' };
    },
    async night() {
      await repository.git('checkout', '--quiet', 'main');
      const secrets = secretsOf(sandbox, READ_SECRETS);
      const run = { ...onMain, event: 'schedule', payload: knowing, sha: await at('main'), runId: '300', secrets };
      const drift = await runJob(runner, 'drift', run);
      return { drift, issue: await runJob(runner, 'issue', run, { drift }) };
    },
    async close() {
      await github.close();
      await sandbox.close();
    },
  };
}

/** Makes `merge-result` of main and the branch. */
export async function mergeToTest(repository: ScratchRepository): Promise<void> {
  await repository.git('checkout', '--quiet', '-B', 'merge-result', 'main');
  await repository.git('merge', '--quiet', '--no-ff', '--message', 'to be tested', 'change');
}
