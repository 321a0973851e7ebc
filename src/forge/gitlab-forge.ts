import { numberIn, objectIn, textIn, textOrNone } from './answer-fields.ts';
import type { Author, CheckPosted, CheckReport, Forge, Issue, Remark } from './forge.ts';
import type { ForgeClient, ForgeRequest } from './forge-client.ts';
import { ForgeError } from './forge-error.ts';
import { listPages } from './list-pages.ts';

const REPORTER = 'api scope, Reporter role or higher';
const DEVELOPER = 'api scope, Developer role or higher';
const LONGEST_DESCRIPTION = 255;

/** GitLab's REST API v4. `project` is the numeric id or the full path. https://docs.gitlab.com/api/rest/ */
export function createGitlabForge(client: ForgeClient, project: string): Forge {
  const base = `/projects/${encodeURIComponent(project)}`;
  const notes = (pull: number) => `/merge_requests/${pull}/notes`;
  const write = async (method: ForgeRequest['method'], path: string, body?: ForgeRequest['body']) =>
    (await client.send({ method, path: base + path, needs: REPORTER, ...(body === undefined ? {} : { body }) })).value;
  return {
    name: 'GitLab',
    whoAmI: () => gitlabLogin(client),
    async remarks(pull) {
      const listed = await listPages(client, `${base}${notes(pull)}?sort=asc&order_by=created_at`, REPORTER);
      // GitLab's own notes tell of pushes and labels.
      return listed.filter((note) => objectIn(note, 'note').system !== true).map(remarkOf);
    },
    addRemark: async (pull, body) => void (await write('POST', notes(pull), { body })),
    editRemark: async (pull, id, body) => void (await write('PUT', `${notes(pull)}/${id}`, { body })),
    deleteRemark: async (pull, id) => void (await write('DELETE', `${notes(pull)}/${id}`)),
    async issues(label) {
      const open = await listPages(client, `${base}/issues?state=opened`, REPORTER);
      const closed = await listPages(client, `${base}/issues?state=closed&labels=${label}`, REPORTER);
      return [...open, ...closed].map(issueOf);
    },
    async openIssue({ title, body }, label) {
      return numberIn(await write('POST', '/issues', { title, description: body, labels: label }), 'iid');
    },
    async editIssue(number, { title, body, open }) {
      await write('PUT', `/issues/${number}`, {
        ...(title === undefined ? {} : { title }),
        ...(body === undefined ? {} : { description: body }),
        ...(open === undefined ? {} : { state_event: open ? 'reopen' : 'close' }),
      });
    },
    remarkOnIssue: async (number, body) => void (await write('POST', `/issues/${number}/notes`, { body })),
    postCheck: (commit, report) => postStatus(client, base, commit, report),
  };
}

/** GitLab has no checks with annotations; what stands beside the commit is a status. */
async function postStatus(
  client: ForgeClient,
  base: string,
  commit: string,
  { name, conclusion, title, url }: CheckReport,
): Promise<CheckPosted> {
  const state = conclusion === 'failure' ? 'failed' : 'success';
  const description = title.slice(0, LONGEST_DESCRIPTION);
  const path = `${base}/repository/commits/${commit}/statuses?name=${encodeURIComponent(name)}`;
  const listed = (await listPages(client, path, DEVELOPER)).map((status) => objectIn(status, 'status'));
  const [latest] = listed.sort((left, right) => numberIn(right, 'id') - numberIn(left, 'id'));
  if (latest?.status === state && latest.description === description) return 'unchanged';
  const body = { state, name, description, ...(url === null ? {} : { target_url: url }) };
  await client.send({ method: 'POST', path: `${base}/statuses/${commit}`, needs: DEVELOPER, body });
  return 'commit status';
}

/** Job tokens may not ask who they are. */
async function gitlabLogin(client: ForgeClient): Promise<string | null> {
  try {
    return textIn((await client.send({ method: 'GET', path: '/user', needs: 'read_user' })).value, 'username');
  } catch (error) {
    if (error instanceof ForgeError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

function remarkOf(value: unknown): Remark {
  return { id: numberIn(value, 'id'), body: textOrNone(value, 'body'), author: authorOf(value) };
}

function issueOf(value: unknown): Issue {
  return {
    number: numberIn(value, 'iid'),
    title: textIn(value, 'title'),
    body: textOrNone(value, 'description'),
    open: textIn(value, 'state') === 'opened',
    author: authorOf(value),
  };
}

/** Accounts of project and group tokens have names of this form. https://docs.gitlab.com/user/project/settings/project_access_tokens/ */
function authorOf(value: unknown): Author {
  const { author } = objectIn(value, 'note');
  if (author === null || author === undefined) return { login: '', bot: false };
  const login = textIn(author, 'username');
  return { login, bot: /^(project|group)_\d+_bot(_[0-9a-f]+|\d*)$/.test(login) };
}
