import { type Answer, type ForgeServer, type SeenRequest, startForgeServer } from './forge-server.ts';

export interface GitlabNote {
  readonly id: number;
  mr: number;
  body: string;
  system: boolean;
  author: { username: string };
}

export interface GitlabIssue {
  readonly iid: number;
  title: string;
  description: string;
  state: 'opened' | 'closed';
  labels: string[];
  author: { username: string };
  readonly notes: string[];
}

export interface GitlabState {
  readonly token: string;
  readonly jobToken: string;
  username: string;
  /** Of the token: a Guest may write nothing, a Reporter comments and issues, a Developer statuses too. */
  role: 'guest' | 'reporter' | 'developer';
  readonly notes: GitlabNote[];
  readonly issues: GitlabIssue[];
  readonly statuses: { readonly id: number; sha: string; status: string; name: string; description: string }[];
  pageSize: number;
}

export interface GitlabServer extends ForgeServer {
  readonly state: GitlabState;
}

export const PROJECT = '42';

/** The part of GitLab's REST API v4 that posting reviews takes, as https://docs.gitlab.com/api/ describes it. */
export async function startGitlab(): Promise<GitlabServer> {
  const state: GitlabState = {
    token: 'glpat-SECRETTOKEN',
    jobToken: 'glcbt-SECRETTOKEN',
    username: 'project_42_bot_0123456789abcdef',
    role: 'developer',
    notes: [],
    issues: [],
    statuses: [],
    pageSize: 100,
  };
  const server = await startForgeServer((request) => answer(state, request), '/api/v4');
  return { ...server, state };
}

function answer(state: GitlabState, request: SeenRequest): Answer {
  const { method, path, headers, body, query } = request;
  const personal = headers['private-token'] === state.token;
  if (!personal && headers['job-token'] !== state.jobToken)
    return { status: 401, body: { message: '401 Unauthorized' } };
  if (path === '/user') return personal ? { status: 200, body: { username: state.username } } : forbidden();
  const base = `/projects/${PROJECT}`;
  if (!path.startsWith(`${base}/`)) return { status: 404, body: { message: '404 Project Not Found' } };
  if (method !== 'GET' && state.role === 'guest') return forbidden();
  const way = path.slice(base.length);
  const author = { username: personal ? state.username : 'job-owner' };

  let match = /^\/merge_requests\/(\d+)\/notes(?:\/(\d+))?$/.exec(way);
  if (match !== null) {
    const mr = Number(match[1]);
    if (match[2] === undefined && method === 'GET')
      return list(
        state,
        query,
        state.notes.filter((note) => note.mr === mr),
      );
    if (match[2] === undefined) {
      const id = state.notes.length + 1000;
      state.notes.push({ id, mr, body: String(body.body), system: false, author });
      return { status: 201, body: state.notes.at(-1) };
    }
    const found = state.notes.findIndex(({ id }) => id === Number(match![2]));
    if (found < 0) return { status: 404, body: { message: '404 Note Not Found' } };
    if (method === 'DELETE') {
      state.notes.splice(found, 1);
      return { status: 204 };
    }
    state.notes[found]!.body = String(body.body);
    return { status: 200, body: state.notes[found] };
  }
  if (way === '/issues' && method === 'GET') {
    const label = query.get('labels');
    const wanted = query.get('state');
    const issues = state.issues.filter((issue) => wanted === null || issue.state === wanted);
    return list(
      state,
      query,
      issues.filter(({ labels }) => label === null || labels.includes(label)),
    );
  }
  if (way === '/issues') {
    const issue: GitlabIssue = {
      iid: state.issues.length + 1,
      title: String(body.title),
      description: String(body.description),
      state: 'opened',
      labels: String(body.labels).split(','),
      author,
      notes: [],
    };
    state.issues.push(issue);
    return { status: 201, body: issue };
  }
  match = /^\/issues\/(\d+)(\/notes)?$/.exec(way);
  if (match !== null) {
    const issue = state.issues.find(({ iid }) => iid === Number(match![1]));
    if (issue === undefined) return { status: 404, body: { message: '404 Not found' } };
    if (match[2] !== undefined) issue.notes.push(String(body.body));
    if (typeof body.title === 'string') issue.title = body.title;
    if (typeof body.description === 'string') issue.description = body.description;
    if (body.state_event === 'close') issue.state = 'closed';
    if (body.state_event === 'reopen') issue.state = 'opened';
    return { status: match[2] === undefined ? 200 : 201, body: issue };
  }
  match = /^\/repository\/commits\/([0-9a-f]{40})\/statuses$/.exec(way);
  if (match !== null) {
    const name = query.get('name');
    return list(
      state,
      query,
      state.statuses.filter((status) => status.sha === match![1] && status.name === name),
    );
  }
  match = /^\/statuses\/([0-9a-f]{40})$/.exec(way);
  if (match !== null && method === 'POST') {
    if (state.role !== 'developer') return forbidden();
    if (!['pending', 'running', 'success', 'failed', 'canceled'].includes(String(body.state)))
      return { status: 400, body: { message: 'state does not have a valid value' } };
    if (String(body.description).length > 255) return { status: 400, body: { message: 'description is too long' } };
    const id = state.statuses.length + 1;
    state.statuses.push({
      id,
      sha: match[1]!,
      status: String(body.state),
      name: String(body.name),
      description: String(body.description),
    });
    return { status: 201, body: state.statuses.at(-1) };
  }
  return { status: 404, body: { error: '404 Not Found' } };
}

function list(state: GitlabState, query: URLSearchParams, items: readonly object[]): Answer {
  const size = Math.min(Number(query.get('per_page') ?? 20), 100, state.pageSize);
  const page = Number(query.get('page') ?? 1);
  const more = page * size < items.length;
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    headers: {
      'x-page': String(page),
      'x-next-page': more ? String(page + 1) : '',
      // As GitLab believes to be called, which is not how we came here.
      ...(more ? { link: `<https://gitlab.example.com/api/v4/elsewhere?page=${page + 1}>; rel="next"` } : {}),
    },
  };
}

function forbidden(): Answer {
  return { status: 403, body: { message: '403 Forbidden' } };
}
