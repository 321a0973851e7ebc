import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './command-line.ts';
import { fillIn, holds } from './expression.ts';
import { action, type Job, OWN_ACTION, type Step, workflow } from './templates.ts';

/** What GitHub knows of a run of the workflow. */
export interface RunOf {
  readonly event: string;
  /** `github.event`. */
  readonly payload: object;
  readonly ref: string;
  readonly sha: string;
  readonly runId: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Of forks: none. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface JobRan {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly output: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly workspace: string;
  /** All variables that any step saw. */
  readonly seen: Readonly<Record<string, string>>;
}

export interface Runner {
  readonly line: CommandLine;
  /** Folder with the repository to check out. */
  readonly repository: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly name: string;
  /** Folders, by `run/name`. */
  readonly artifacts: Map<string, string>;
}

/** One job under way. */
interface State {
  readonly runner: Runner;
  readonly of: RunOf;
  readonly workspace: string;
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly steps: Record<string, { readonly outputs: Readonly<Record<string, string>> }>;
  readonly environment: Readonly<Record<string, string>>;
  readonly seen: Record<string, string>;
  readonly output: string[];
  summary: string;
  failed: boolean;
  count: number;
}

type Env = Readonly<Record<string, string>>;

/** Runs a job of the reusable workflow as a GitHub runner would: expressions first, then each step in a shell. */
export async function runJob(
  runner: Runner,
  name: string,
  of: RunOf,
  needs: Readonly<Record<string, JobRan>> = {},
): Promise<JobRan> {
  const job = workflow.jobs[name]!;
  const state = begin(runner, job, of, needs);
  const failed = Object.values(needs).some(({ result }) => result !== 'success');
  if (!holds(job.if, state.contexts, { failed })) return ended(state, 'skipped', {});
  for (const step of job.steps) await runStep(state, step, state.contexts, state.steps, state.environment);
  const outputs = fillAll(job.outputs, { ...state.contexts, steps: state.steps });
  return ended(state, state.failed ? 'failure' : 'success', outputs);
}

function begin(runner: Runner, job: Job, of: RunOf, needs: Readonly<Record<string, JobRan>>): State {
  const { line, apiUrl, token, name } = runner;
  const workspace = mkdtempSync(join(line.folder, 'workspace-'));
  const { event, payload, ref, sha, runId } = of;
  const defaults = Object.entries(workflow.on.workflow_call.inputs).map(([key, input]) => [key, input.default]);
  const contexts = {
    inputs: { ...Object.fromEntries(defaults), ...of.inputs },
    secrets: of.secrets ?? {},
    needs,
    github: {
      event_name: event,
      event: payload,
      ref,
      ref_name: ref.replace('refs/heads/', ''),
      sha,
      token,
      repository: name,
    },
  };
  const eventFile = join(line.folder, `event-${runId}-${event}.json`);
  writeFileSync(eventFile, JSON.stringify(payload));
  const environment = {
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: apiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: name,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_REF: ref,
    GITHUB_SHA: sha,
    GITHUB_RUN_ID: runId,
    GITHUB_WORKSPACE: workspace,
    GITHUB_ACTION_PATH: line.folder,
    ...fillAll(job.env, contexts),
  };
  return {
    runner,
    of,
    workspace,
    contexts,
    environment,
    steps: {},
    seen: {},
    output: [],
    summary: '',
    failed: false,
    count: 0,
  };
}

async function runStep(
  state: State,
  step: Step,
  contexts: Readonly<Record<string, unknown>>,
  steps: State['steps'],
  environment: Env,
): Promise<void> {
  const here = { ...contexts, steps };
  if (!holds(step.if, here, state)) return;
  const env = { ...environment, ...fillAll(step.env, here) };
  if (step.run !== undefined) {
    // Expressions in scripts are how injection happens; a test of the templates forbids them, so none is filled in.
    const outputs = await runScript(state, step.run, env);
    if (step.id !== undefined) steps[step.id] = { outputs };
    return;
  }
  const given = fillAll(step.with as Env | undefined, here);
  if (step.uses === OWN_ACTION) {
    const inputs = Object.fromEntries(
      Object.entries(action.inputs).map(([key, input]) => [key, given[key] ?? fillIn(input.default ?? '', here)]),
    );
    const inner: State['steps'] = {};
    const { github, secrets: _secrets } = contexts;
    for (const part of action.runs.steps) await runStep(state, part, { inputs, github }, inner, env);
    const outputs = Object.entries(action.outputs).map(([key, { value }]) => [
      key,
      fillIn(value, { inputs, steps: inner }),
    ]);
    if (step.id !== undefined) steps[step.id] = { outputs: Object.fromEntries(outputs) };
    return;
  }
  const done = await runKnownAction(state, step.uses ?? '', given);
  if (!done && step['continue-on-error'] !== true) state.failed = true;
}

async function runScript(state: State, script: string, env: Env): Promise<Readonly<Record<string, string>>> {
  const { runner, workspace } = state;
  state.count += 1;
  const file = (name: string) => join(runner.line.folder, `${name}-${state.of.runId}-${state.count}-${Math.random()}`);
  const [outputs, summary] = [file('output'), file('summary')];
  writeFileSync(outputs, '');
  writeFileSync(summary, '');
  const whole = { ...env, GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary };
  Object.assign(state.seen, whole);
  const { code, output } = await runner.line.run(script, { cwd: workspace, env: whole });
  state.output.push(output);
  state.summary += readFileSync(summary, 'utf8');
  if (code !== 0) state.failed = true;
  const lines = readFileSync(outputs, 'utf8')
    .split('\n')
    .filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** The few actions of others that the templates use, as far as they matter here. */
async function runKnownAction(state: State, uses: string, given: Env): Promise<boolean> {
  const { runner, of, workspace } = state;
  const { line, artifacts } = runner;
  switch (uses.split('@')[0]) {
    case 'actions/setup-node':
      return true;
    case 'actions/checkout': {
      const folder = join(workspace, given.path ?? '.');
      mkdirSync(folder, { recursive: true });
      await line.git(folder, 'init', '--quiet');
      await line.git(
        folder,
        'fetch',
        '--quiet',
        '--depth',
        given['fetch-depth'] ?? '1',
        runner.repository,
        given.ref ?? of.sha,
      );
      await line.git(folder, 'checkout', '--quiet', 'FETCH_HEAD');
      return true;
    }
    case 'actions/upload-artifact': {
      const from = join(workspace, given.path!);
      if (!existsSync(from)) return given['if-no-files-found'] !== 'error';
      const kept = mkdtempSync(join(line.folder, 'artifact-'));
      cpSync(from, join(kept, given.path!.split('/').at(-1)!), { recursive: true });
      artifacts.set(`${of.runId}/${given.name}`, kept);
      return true;
    }
    case 'actions/download-artifact': {
      const kept = artifacts.get(`${given['run-id'] ?? of.runId}/${given.name}`);
      if (kept === undefined) return false;
      cpSync(kept, workspace, { recursive: true });
      return true;
    }
    default:
      throw new Error(`the templates use ${uses}, which the tests do not know`);
  }
}

function ended({ output, summary, workspace, seen }: State, result: JobRan['result'], outputs: Env): JobRan {
  return { result, output: output.join(''), outputs, summary, workspace, seen };
}

function fillAll(
  values: Readonly<Record<string, unknown>> | undefined,
  contexts: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, fillIn(String(value), contexts)]));
}
