import { isObject, type Json, member } from '../model/json.ts';

/** Where a review goes, as the pipeline's variables and the flags say; null where neither says. */
export interface ForgePlace {
  readonly forge: 'github' | 'gitlab';
  readonly apiUrl: string;
  /** `owner/name`, or GitLab's project id or path. */
  readonly repository: string | null;
  readonly pull: number | null;
  readonly commit: string | null;
  /** The token as headers. */
  readonly authentication: Readonly<Record<string, string>> | null;
  /** The folder that the repository was checked out to. */
  readonly root: string;
  readonly run: string | null;
  /** Page of the pipeline's run. */
  readonly url: string | null;
}

export interface PlaceFlags {
  readonly forge?: string;
  readonly apiUrl?: string;
  readonly repository?: string;
  readonly pull?: number;
  readonly commit?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `event` is the parsed file that GITHUB_EVENT_PATH names, if any. Flags win over variables. A pull request's check belongs
 * to its head: GITHUB_SHA and, in pipelines for merged results, CI_COMMIT_SHA are merges that exist only to be tested.
 */
export function forgePlace(env: Environment, flags: PlaceFlags, event: Json): ForgePlace {
  const gitlab =
    flags.forge === undefined ? env.GITLAB_CI === 'true' || set(env.CI_API_V4_URL) !== null : flags.forge === 'gitlab';
  const found = gitlab ? onGitlab(env) : onGithub(env, event);
  return {
    ...found,
    apiUrl: (flags.apiUrl ?? found.apiUrl).replace(/\/+$/, ''),
    repository: flags.repository ?? found.repository,
    pull: flags.pull ?? found.pull,
    commit: flags.commit ?? found.commit,
  };
}

function onGithub(env: Environment, event: Json): ForgePlace {
  const pull = member(event, 'pull_request');
  const issue = member(event, 'issue');
  // A comment on a pull request starts workflows with an issue that has a pull request.
  const commented = isObject(member(issue, 'pull_request')) ? issue : undefined;
  const number =
    member(pull, 'number') ?? member(commented, 'number') ?? numberOf(/^refs\/pull\/(\d+)\//, env.GITHUB_REF);
  const head = member(member(pull, 'head'), 'sha');
  const token = set(env.GITHUB_TOKEN);
  const server = set(env.GITHUB_SERVER_URL);
  const run = set(env.GITHUB_RUN_ID);
  const repository = set(env.GITHUB_REPOSITORY);
  return {
    forge: 'github',
    apiUrl: set(env.GITHUB_API_URL) ?? 'https://api.github.com',
    repository,
    pull: typeof number === 'number' ? number : null,
    commit: typeof head === 'string' ? head : set(env.GITHUB_SHA),
    authentication:
      token === null
        ? null
        : {
            authorization: `Bearer ${token}`,
            accept: 'application/vnd.github+json',
            'x-github-api-version': '2022-11-28',
          },
    root: set(env.GITHUB_WORKSPACE) ?? '.',
    run,
    url: server !== null && repository !== null && run !== null ? `${server}/${repository}/actions/runs/${run}` : null,
  };
}

function onGitlab(env: Environment): ForgePlace {
  const token = set(env.GITLAB_TOKEN);
  const job = set(env.CI_JOB_TOKEN);
  return {
    forge: 'gitlab',
    apiUrl: set(env.CI_API_V4_URL) ?? 'https://gitlab.com/api/v4',
    repository: set(env.CI_PROJECT_ID),
    pull: numberOf(/^(\d+)$/, env.CI_MERGE_REQUEST_IID),
    commit: set(env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA) ?? set(env.CI_COMMIT_SHA),
    authentication: token !== null ? { 'private-token': token } : job !== null ? { 'job-token': job } : null,
    root: set(env.CI_PROJECT_DIR) ?? '.',
    run: set(env.CI_PIPELINE_ID),
    url: set(env.CI_JOB_URL),
  };
}

function set(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

function numberOf(pattern: RegExp, text: string | undefined): number | null {
  const digits = pattern.exec(text ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}
