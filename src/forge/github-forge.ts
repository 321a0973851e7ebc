import { numberIn, objectIn, textIn, textOrNone } from './answer-fields.ts';
import type { Author, Forge, Issue, Remark } from './forge.ts';
import type { ForgeClient, ForgeRequest } from './forge-client.ts';
import { ForgeError } from './forge-error.ts';
import { postGithubCheck } from './github-check.ts';
import { listPages } from './list-pages.ts';

const PULLS = 'pull-requests: write';
const ISSUES = 'issues: write';

/** GitHub's REST API, github.com or Enterprise Server. `repository` is `owner/name`. https://docs.github.com/rest */
export function createGithubForge(client: ForgeClient, repository: string): Forge {
  const base = `/repos/${repository}`;
  const write = async (method: ForgeRequest['method'], path: string, body: ForgeRequest['body'], needs: string) =>
    (await client.send({ method, path: base + path, needs, ...(body === undefined ? {} : { body }) })).value;
  return {
    name: 'GitHub',
    whoAmI: () => githubLogin(client),
    async remarks(pull) {
      return (await listPages(client, `${base}/issues/${pull}/comments`, PULLS)).map(remarkOf);
    },
    addRemark: async (pull, body) => void (await write('POST', `/issues/${pull}/comments`, { body }, PULLS)),
    editRemark: async (_pull, id, body) => void (await write('PATCH', `/issues/comments/${id}`, { body }, PULLS)),
    deleteRemark: async (_pull, id) => void (await write('DELETE', `/issues/comments/${id}`, undefined, PULLS)),
    async issues(label) {
      const open = await listPages(client, `${base}/issues?state=open`, ISSUES);
      const closed = await listPages(client, `${base}/issues?state=closed&labels=${label}`, ISSUES);
      // Pull requests are listed as issues too.
      return [...open, ...closed].filter((item) => !('pull_request' in objectIn(item, 'issue'))).map(issueOf);
    },
    async openIssue(text, label) {
      return numberIn(await write('POST', '/issues', { ...text, labels: [label] }, ISSUES), 'number');
    },
    async editIssue(number, { open, ...text }) {
      const state = open === undefined ? {} : { state: open ? 'open' : 'closed' };
      await write('PATCH', `/issues/${number}`, { ...text, ...state }, ISSUES);
    },
    remarkOnIssue: async (number, body) => void (await write('POST', `/issues/${number}/comments`, { body }, ISSUES)),
    postCheck: (commit, report) => postGithubCheck(client, base, commit, report),
  };
}

/** Tokens of workflow runs and of apps may not ask who they are: GitHub answers 403. */
async function githubLogin(client: ForgeClient): Promise<string | null> {
  try {
    return textIn((await client.send({ method: 'GET', path: '/user', needs: 'read:user' })).value, 'login');
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
    number: numberIn(value, 'number'),
    title: textIn(value, 'title'),
    body: textOrNone(value, 'body'),
    open: textIn(value, 'state') === 'open',
    author: authorOf(value),
  };
}

/** Deleted accounts leave `null`. */
function authorOf(value: unknown): Author {
  const { user } = objectIn(value, 'comment');
  if (user === null || user === undefined) return { login: '', bot: false };
  return { login: textIn(user, 'login'), bot: objectIn(user, 'user').type === 'Bot' };
}
