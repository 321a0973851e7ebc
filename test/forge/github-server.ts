import { type Answer, type ForgeServer, type SeenRequest, startForgeServer } from './forge-server.ts';

interface User {
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

export interface GithubComment {
  readonly id: number;
  issue: number;
  body: string;
  user: User;
}

export interface GithubIssue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: string[];
  user: User;
  readonly pull_request?: object;
}

export interface GithubCheckRun {
  readonly id: number;
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
  external_id: string;
  output: { title: string; summary: string };
  /** All that were ever added, as the forge keeps them. */
  readonly annotations: Readonly<Record<string, unknown>>[];
}

export interface GithubState {
  readonly token: string;
  /** Who the token is; an app's installation token may not ask. */
  user: User;
  installation: boolean;
  readonly permissions: Set<string>;
  readonly comments: GithubComment[];
  readonly issues: GithubIssue[];
  readonly checkRuns: GithubCheckRun[];
  readonly statuses: { readonly sha: string; state: string; context: string; description: string }[];
  readonly pulls: Map<string, object[]>;
  /** Most items a page holds, whatever per_page says. */
  pageSize: number;
}

export interface GithubServer extends ForgeServer {
  readonly state: GithubState;
}

export const BOT: User = { login: 'github-actions[bot]', type: 'Bot' };
export const REPOSITORY = 'acme/databases';
const BASE = `/repos/${REPOSITORY}`;

/** The part of GitHub's REST API that posting reviews takes, as https://docs.github.com/rest describes it. */
export async function startGithub(prefix = ''): Promise<GithubServer> {
  const state: GithubState = {
    token: 'ghs_SECRETTOKEN',
    user: BOT,
    installation: true,
    permissions: new Set(['pull-requests', 'issues', 'checks', 'statuses']),
    comments: [],
    issues: [],
    checkRuns: [],
    statuses: [],
    pulls: new Map(),
    pageSize: 100,
  };
  const server = await startForgeServer((request, url) => answer(state, request, url), prefix);
  return { ...server, state };
}

function answer(state: GithubState, request: SeenRequest, url: string): Answer {
  const { method, path, headers, body } = request;
  if ((headers['user-agent'] ?? '') === '')
    return { status: 403, body: { message: 'Request forbidden by administrative rules' } };
  if (headers.authorization !== `Bearer ${state.token}`) return { status: 401, body: { message: 'Bad credentials' } };
  if (headers.accept !== 'application/vnd.github+json' || headers['x-github-api-version'] !== '2022-11-28')
    return { status: 415, body: { message: 'Unsupported' } };
  const may = (permission: string) => state.permissions.has(permission);
  const list = (items: readonly object[], wrap: (page: readonly object[]) => unknown = (page) => page) =>
    listing(state, request, url, items, wrap);
  if (path === '/user')
    return state.installation
      ? { status: 403, body: { message: 'Resource not accessible by integration' } }
      : { status: 200, body: state.user };
  if (!path.startsWith(`${BASE}/`)) return { status: 404, body: { message: 'Not Found' } };
  const way = path.slice(BASE.length);
  let match: RegExpExecArray | null;

  match = /^\/issues\/(\d+)\/comments$/.exec(way);
  if (match !== null) {
    const issue = Number(match[1]);
    if (method === 'GET') return list(state.comments.filter((comment) => comment.issue === issue));
    if (!may('pull-requests') && !may('issues')) return forbidden();
    if (tooLong(body.body)) return invalid('body is too long (maximum is 65536 characters)');
    const comment = { id: next(state.comments, 'id'), issue, body: String(body.body), user: state.user };
    state.comments.push(comment);
    return { status: 201, body: comment };
  }
  match = /^\/issues\/comments\/(\d+)$/.exec(way);
  if (match !== null) {
    if (!may('pull-requests') && !may('issues')) return forbidden();
    const found = state.comments.findIndex(({ id }) => id === Number(match![1]));
    if (found < 0) return notFound();
    if (method === 'DELETE') {
      state.comments.splice(found, 1);
      return { status: 204 };
    }
    if (tooLong(body.body)) return invalid('body is too long (maximum is 65536 characters)');
    state.comments[found]!.body = String(body.body);
    return { status: 200, body: state.comments[found] };
  }
  if (way === '/issues' && method === 'GET') {
    const label = request.query.get('labels');
    const wanted = request.query.get('state') ?? 'open';
    return list(
      state.issues
        .filter((issue) => wanted === 'all' || issue.state === wanted)
        .filter(({ labels }) => label === null || labels.includes(label)),
    );
  }
  if (way === '/issues') {
    if (!may('issues')) return forbidden();
    if (tooLong(body.body)) return invalid('body is too long');
    const issue: GithubIssue = {
      number: next(state.issues, 'number'),
      title: String(body.title),
      body: String(body.body),
      state: 'open',
      labels: body.labels as string[],
      user: state.user,
    };
    state.issues.push(issue);
    return { status: 201, body: issue };
  }
  match = /^\/issues\/(\d+)$/.exec(way);
  if (match !== null) {
    if (!may('issues')) return forbidden();
    const issue = state.issues.find(({ number }) => number === Number(match![1]));
    if (issue === undefined) return notFound();
    Object.assign(issue, body);
    return { status: 200, body: issue };
  }
  return checks(state, request, way, may, list);
}

function checks(
  state: GithubState,
  { method, body, query }: SeenRequest,
  way: string,
  may: (permission: string) => boolean,
  list: (items: readonly object[], wrap?: (page: readonly object[]) => unknown) => Answer,
): Answer {
  let match = /^\/commits\/([0-9a-f]+)\/(check-runs|statuses|pulls)$/.exec(way);
  if (match !== null && method === 'GET') {
    const [, sha, what] = match;
    if (what === 'pulls') return list(state.pulls.get(sha!) ?? []);
    if (what === 'statuses') return list(state.statuses.filter((status) => status.sha === sha).reverse());
    const runs = state.checkRuns.filter((run) => run.head_sha === sha && run.name === query.get('check_name'));
    return list(runs.reverse(), (page) => ({ total_count: runs.length, check_runs: page }));
  }
  if (way === '/check-runs' && method === 'POST') {
    if (!may('checks')) return forbidden();
    const wrong = wrongCheck(body);
    if (wrong !== null) return invalid(wrong);
    const run: GithubCheckRun = {
      id: next(state.checkRuns, 'id'),
      name: String(body.name),
      head_sha: String(body.head_sha),
      status: String(body.status ?? 'queued'),
      conclusion: (body.conclusion as string | undefined) ?? null,
      external_id: String(body.external_id),
      output: outputOf(body),
      annotations: [...annotationsOf(body)],
    };
    state.checkRuns.push(run);
    return { status: 201, body: run };
  }
  match = /^\/check-runs\/(\d+)$/.exec(way);
  if (match !== null && method === 'PATCH') {
    if (!may('checks')) return forbidden();
    const run = state.checkRuns.find(({ id }) => id === Number(match![1]));
    const wrong = wrongCheck(body);
    if (run === undefined) return notFound();
    if (wrong !== null) return invalid(wrong);
    run.annotations.push(...annotationsOf(body));
    run.output = outputOf(body);
    if (body.status !== undefined) run.status = String(body.status);
    if (body.conclusion !== undefined) Object.assign(run, { conclusion: body.conclusion, status: 'completed' });
    return { status: 200, body: run };
  }
  match = /^\/statuses\/([0-9a-f]{40})$/.exec(way);
  if (match !== null && method === 'POST') {
    if (!may('statuses')) return forbidden();
    if (String(body.description).length > 140) return invalid('description is too long (maximum is 140 characters)');
    if (!['error', 'failure', 'pending', 'success'].includes(String(body.state))) return invalid('state');
    const status = {
      sha: match[1]!,
      state: String(body.state),
      context: String(body.context),
      description: String(body.description),
    };
    state.statuses.push(status);
    return { status: 201, body: status };
  }
  return notFound();
}

function wrongCheck(body: Readonly<Record<string, unknown>>): string | null {
  const annotations = annotationsOf(body);
  if (annotations.length > 50) return 'only 50 annotations in one request';
  if (outputOf(body).summary.length > 65_535) return 'summary is too long';
  if (outputOf(body).title === '') return 'title is missing';
  const levels = ['notice', 'warning', 'failure'];
  const odd = annotations.find(
    ({ path, start_line, end_line, annotation_level, message, title }) =>
      typeof path !== 'string' ||
      path.startsWith('/') ||
      path.startsWith('.') ||
      !Number.isInteger(start_line) ||
      !Number.isInteger(end_line) ||
      !levels.includes(String(annotation_level)) ||
      typeof message !== 'string' ||
      message === '' ||
      String(title).length > 255,
  );
  if (odd !== undefined) return 'an annotation is invalid';
  const conclusions = ['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'];
  if (body.status === 'completed' && !conclusions.includes(String(body.conclusion))) return 'conclusion is missing';
  return null;
}

function annotationsOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return (body.output as { annotations?: Readonly<Record<string, unknown>>[] } | undefined)?.annotations ?? [];
}

function outputOf(body: Readonly<Record<string, unknown>>): { title: string; summary: string } {
  const { title, summary } = (body.output ?? {}) as { title?: string; summary?: string };
  return { title: title ?? '', summary: summary ?? '' };
}

function listing(
  state: GithubState,
  { path, query }: SeenRequest,
  url: string,
  items: readonly object[],
  wrap: (page: readonly object[]) => unknown,
): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100, state.pageSize);
  const page = Number(query.get('page') ?? 1);
  const body = wrap(items.slice((page - 1) * size, page * size));
  if (page * size >= items.length) return { status: 200, body };
  const to = (number: number) => {
    const following = new URLSearchParams(query);
    following.set('page', String(number));
    return `${url}${path}?${following}`;
  };
  const last = Math.ceil(items.length / size);
  const first = page > 1 ? `<${to(page - 1)}>; rel="prev", ` : '';
  return { status: 200, body, headers: { link: `${first}<${to(page + 1)}>; rel="next", <${to(last)}>; rel="last"` } };
}

function next<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return Math.max(0, ...items.map((item) => item[key])) + 1;
}

function tooLong(body: unknown): boolean {
  return [...String(body)].length > 65_536;
}

function forbidden(): Answer {
  return { status: 403, body: { message: 'Resource not accessible by integration' } };
}

function notFound(): Answer {
  return { status: 404, body: { message: 'Not Found' } };
}

function invalid(message: string): Answer {
  return { status: 422, body: { message: `Validation Failed: ${message}` } };
}
