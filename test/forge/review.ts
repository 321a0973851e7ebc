import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../../src/model/change.ts';
import type { Json } from '../../src/model/json.ts';
import type { Plan, PlannedTarget } from '../../src/model/plan.ts';
import type { Problem } from '../../src/model/problem.ts';
import { planId } from '../../src/pipeline/make-plan.ts';
import { createPalette } from '../../src/render/palette.ts';
import { runCli } from '../../src/run-cli.ts';
import type { Ran } from '../workspace.ts';
import { type GithubServer, REPOSITORY } from './github-server.ts';
import { type GitlabServer, PROJECT } from './gitlab-server.ts';

export const HEAD = '1111111111111111111111111111111111111111';
export const MERGE = '2222222222222222222222222222222222222222';

/** A folder in which `auditform comment` runs as a pipeline runs it. */
export interface Review {
  readonly folder: string;
  /** Saves a plan and returns the file. */
  save(plan: Plan, name?: string): string;
  write(name: string, text: string): string;
  read(name: string): string;
  /** Variables of the pipeline; a test may change them. */
  readonly env: Record<string, string | undefined>;
  run(...argv: readonly string[]): Promise<Ran>;
  close(): void;
}

export function openReview(env: Readonly<Record<string, string | undefined>>): Review {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-review-'));
  const file = (name: string) => join(folder, name);
  const write = (name: string, text: string) => {
    writeFileSync(file(name), text);
    return file(name);
  };
  const used: Record<string, string | undefined> = { ...env };
  return {
    folder,
    env: used,
    write,
    save: (plan, name = 'plan.json') => write(name, JSON.stringify(plan)),
    read: (name) => readFileSync(file(name), 'utf8'),
    async run(...argv) {
      const [out, talk] = [[] as string[], [] as string[]];
      const code = await runCli(['comment', ...argv], {
        env: used,
        stdout: (text) => void out.push(text),
        stderr: (text) => void talk.push(text),
        palette: createPalette(false),
        talkPalette: createPalette(false),
        now: Date.now,
        ask: null,
        stop: new AbortController().signal,
        abort: new AbortController().signal,
      });
      return { code, stdout: out.join(''), stderr: talk.join('') };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As a GitHub workflow of a pull request has it; the event's file is written into the review's folder. */
export function onPullRequest({ url, state }: GithubServer, number = 7): Review {
  const review = openReview({
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: url,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_REF: `refs/pull/${number}/merge`,
    GITHUB_SHA: MERGE,
    GITHUB_RUN_ID: '9001',
    GITHUB_TOKEN: state.token,
  });
  review.env.GITHUB_WORKSPACE = review.folder;
  review.env.GITHUB_EVENT_PATH = review.write(
    'event.json',
    JSON.stringify({ number, pull_request: { number, head: { sha: HEAD } } }),
  );
  return review;
}

/** As a GitLab merge request pipeline has it. */
export function onMergeRequest({ url, state }: GitlabServer): Review {
  return openReview({
    GITLAB_CI: 'true',
    CI_API_V4_URL: url,
    CI_PROJECT_ID: PROJECT,
    CI_MERGE_REQUEST_IID: '7',
    CI_COMMIT_SHA: MERGE,
    CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: HEAD,
    CI_JOB_URL: 'https://gitlab.example.com/acme/databases/-/jobs/1',
    GITLAB_TOKEN: state.token,
  });
}

export interface PlanParts {
  readonly changes?: readonly Partial<Change>[];
  readonly problems?: readonly Problem[];
  readonly status?: PlannedTarget['status'];
  /** File that all origins name. */
  readonly file?: string;
  readonly made?: string;
}

const ADDRESS = 'TairInstance/sessions';

/** A whole plan with one target and these changes: by default, one that strengthens. */
export function planOf({ changes = [{}], problems = [], status, file = 'tair.yaml', made }: PlanParts): Plan {
  const whole = changes.map((change, index) => changeOf(change, index, file));
  const count = (direction: string) => whole.filter((change) => change.direction === direction).length;
  const losses = whole.filter(({ historyLoss }) => historyLoss).length;
  const state = status ?? (whole.length === 0 ? 'in-sync' : 'changed');
  const body = {
    format: 'auditform.plan/1',
    verdict: verdictOf(state, count('weakens') + losses > 0 && whole.some(({ waiver }) => waiver === null)),
    summary: {
      targets: 1,
      inSync: state === 'in-sync' ? 1 : 0,
      changed: state === 'changed' ? 1 : 0,
      unreadable: state === 'unreadable' ? 1 : 0,
      blocked: state === 'blocked' ? 1 : 0,
      operations: 0,
      strengthens: count('strengthens'),
      weakens: count('weakens'),
      historyLoss: losses,
      neutral: count('neutral'),
      unknown: count('unknown'),
      unverifiable: 0,
    },
    basis: { manifests: [] },
    connections: {},
    targets: [
      {
        address: ADDRESS,
        status: state,
        origin: { file, line: 1, column: 1 },
        fingerprint: null,
        unverifiable: [],
        posture: { live: null, desired: null },
        shared: {},
        desired: { target: { InstanceId: 'r-1' }, spec: {}, ensure: 'present', connection: 'sha256:0' },
      },
    ],
    changes: whole,
    operations: [],
    waves: [],
    edges: [],
    problems: [...problems],
  };
  const id = planId(body as unknown as Json);
  return { ...body, id, made: { at: made ?? '2026-01-01T00:00:00.000Z', version: '0.1.0' } } as unknown as Plan;
}

function verdictOf(state: PlannedTarget['status'], needsConsent: boolean): Plan['verdict'] {
  if (state === 'unreadable' || state === 'blocked') return 'blocked';
  return needsConsent ? 'needs-consent' : state === 'changed' ? 'ready' : 'in-sync';
}

function changeOf(change: Partial<Change>, index: number, file: string): Change {
  const address = change.address ?? ADDRESS;
  const path = change.path ?? '/Retention';
  return {
    id: `${address}#${path}`,
    address,
    path,
    before: 30,
    after: 365,
    direction: 'strengthens',
    historyLoss: false,
    origin: { file, line: index + 1, column: 3 },
    patch: [],
    waiver: null,
    ...change,
  };
}
