import { readFile } from 'node:fs/promises';
import { type ForgePlace, forgePlace } from '../forge/forge-place.ts';
import { isMarkerId } from '../forge/marker.ts';
import type { Json } from '../model/json.ts';
import type { CommandContext } from './command-context.ts';
import { wholeNumber } from './common-options.ts';
import { usageError } from './usage-error.ts';

export interface CommentOptions {
  readonly plan?: string;
  readonly marker?: string;
  /** False with --no-comment. */
  readonly comment?: boolean;
  readonly check?: boolean;
  readonly issue?: boolean;
  readonly reviewed?: boolean;
  readonly outputs?: string;
  readonly forge?: string;
  readonly apiUrl?: string;
  readonly repository?: string;
  readonly pull?: string;
  readonly commit?: string;
}

export interface CommentSettings {
  readonly plan: string | null;
  readonly marker: string;
  readonly does: {
    readonly comment: boolean;
    readonly check: boolean;
    readonly issue: boolean;
    readonly reviewed: boolean;
  };
  /** File that step outputs are added to. */
  readonly outputs: string | null;
  readonly place: ForgePlace;
}

/** Checks the flags against each other and against the pipeline's variables. Throws UsageError. */
export async function commentSettings(context: CommandContext, raw: CommentOptions): Promise<CommentSettings> {
  const { env } = context;
  const does = {
    comment: raw.comment !== false && raw.issue !== true && raw.reviewed !== true,
    check: raw.check === true,
    issue: raw.issue === true,
    reviewed: raw.reviewed === true,
  };
  if (does.issue && does.check) usageError('--issue is about drift; --check belongs to the plan of a change.');
  if (does.reviewed && (does.issue || does.check))
    usageError('--reviewed posts nothing; leave --issue and --check out.');
  if (raw.plan === undefined && !does.reviewed) usageError('--plan FILE is missing: auditform plan -o FILE makes one.');
  const id = raw.marker ?? 'auditform';
  if (!isMarkerId(id)) usageError('--marker is up to 64 letters and digits, with single . _ - between them.');
  if (raw.forge !== undefined && raw.forge !== 'github' && raw.forge !== 'gitlab')
    usageError(`--forge is github or gitlab, not ${raw.forge}.`);
  const pull = raw.pull === undefined ? {} : { pull: wholeNumber(raw.pull, '--pull', 1, 999_999_999) };
  const flags = {
    ...(raw.forge === undefined ? {} : { forge: raw.forge }),
    ...(raw.apiUrl === undefined ? {} : { apiUrl: raw.apiUrl }),
    ...(raw.repository === undefined ? {} : { repository: raw.repository }),
    ...(raw.commit === undefined ? {} : { commit: raw.commit }),
    ...pull,
  };
  const place = forgePlace(env, flags, await eventOf(env.GITHUB_EVENT_PATH));
  if (Object.values(does).includes(true)) checkPlace(place, does);
  return { plan: raw.plan ?? null, marker: id, does, outputs: raw.outputs ?? (env.GITHUB_OUTPUT || null), place };
}

function checkPlace(place: ForgePlace, does: CommentSettings['does']): void {
  const { forge, apiUrl, repository, pull, commit, authentication } = place;
  checkApiUrl(apiUrl);
  if (authentication === null)
    usageError(
      `No token: set ${forge === 'github' ? 'GITHUB_TOKEN' : 'GITLAB_TOKEN or CI_JOB_TOKEN'} in the environment.`,
    );
  if (Object.values(authentication).some((value) => /[^\x20-\x7e]/.test(value)))
    usageError('The token in the environment holds a line break or another stray character.');
  if (repository === null) usageError('Which repository? Set --repository.');
  if (forge === 'github' && !/^[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/.test(repository))
    usageError(`--repository is OWNER/NAME, not ${repository}.`);
  if (does.comment && pull === null) usageError('Which pull request? Set --pull, or pass --no-comment.');
  const needsCommit = does.check || does.reviewed;
  if (needsCommit && commit === null) usageError('Which commit? Set --commit.');
  if (commit !== null && !/^[0-9a-f]{40,64}$/.test(commit)) usageError('--commit is a full commit id.');
  if (does.reviewed && forge !== 'github') usageError('--reviewed works on GitHub only.');
}

/** In the clear, the token would be anybody's; a loopback address never leaves the machine. */
function checkApiUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : usageError(`The address of the API is no URL: ${text}.`);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    usageError(`The address of the API must start with https://: ${url.origin}.`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    usageError('The address of the API must be a plain address, without credentials or query.');
}

/** What the pipeline says of its event; no event, or none that can be read, says nothing. */
async function eventOf(file: string | undefined): Promise<Json> {
  if (file === undefined || file === '') return null;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Json;
  } catch {
    return null;
  }
}
