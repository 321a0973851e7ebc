import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly shell?: string;
  readonly 'continue-on-error'?: boolean;
}

export interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface Workflow {
  readonly on: { readonly workflow_call: { readonly inputs: Readonly<Record<string, { readonly default: string }>> } };
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface GitlabJob {
  readonly extends?: string;
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly needs?: readonly string[];
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
  readonly environment?: { readonly name: string; readonly action?: string };
  readonly artifacts?: { readonly paths?: readonly string[] };
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

export function textOf(file: string): string {
  return readFileSync(`${root}/${file}`, 'utf8');
}

export const action = parse(textOf('action.yml')) as Action;
export const workflow = parse(textOf('.github/workflows/auditform.yml')) as Workflow;
export const gitlab = parse(textOf('ci/gitlab.yml')) as Readonly<Record<string, GitlabJob>>;
export const OWN_ACTION = 'auditform/auditform@v0';

/** Jobs that GitLab starts; the rest of the file is variables and what jobs extend. */
export const gitlabJobs = Object.entries(gitlab).filter(([name]) => name.startsWith('auditform:'));
