import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { action, gitlab, gitlabJobs, OWN_ACTION, type Step, textOf, workflow } from './templates.ts';

const jobs = Object.entries(workflow.jobs);
const allSteps: readonly Step[] = [...jobs.flatMap(([, { steps }]) => steps), ...action.runs.steps];
const scripts = allSteps.flatMap(({ run }) => (run === undefined ? [] : [run]));
const LITERAL = /\$\{\{/;

describe('scripts', () => {
  test('there are some', () => {
    expect(scripts.length).toBeGreaterThan(8);
  });

  test.each(scripts)('hold no expression, so nothing is pasted into them: %s', (script) => {
    expect(script).not.toMatch(LITERAL);
  });

  const lines = [
    ...scripts.flatMap((script) => script.trim().split('\n')),
    ...gitlabJobs.flatMap(([, { script }]) => script ?? []),
    ...gitlab['.auditform']!.before_script!,
  ];

  test.each(lines)('run auditform or install it, and nothing else: %s', (line) => {
    expect(line).toMatch(/^(auditform|npm (ci|install|run)) /);
    // No pipes, lists, conditions, loops or substitutions; variables stand in double quotes.
    expect(line.replaceAll(/"[^"]*"/g, '')).not.toMatch(/[|&;<>()`$*?{}]/);
    expect(line).not.toMatch(/\$\(|`/);
  });

  test.each(lines.filter((line) => line.includes('_PATH"')))(
    'take the path after --, so that it is no flag: %s',
    (line) => {
      if (!line.startsWith('npm')) expect(line).toMatch(/ -- "\$AUDITFORM_PATH"$/);
    },
  );
});

describe('the workflow', () => {
  test('gives nothing by default, and each job what it needs', () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.fromEntries(jobs.map(([name, { permissions }]) => [name, permissions]))).toEqual({
      validate: { contents: 'read' },
      plan: { contents: 'read' },
      review: { contents: 'read', 'pull-requests': 'write', checks: 'write' },
      reviewed: { contents: 'read', actions: 'read', checks: 'read', 'pull-requests': 'read' },
      apply: { contents: 'read' },
      drift: { contents: 'read' },
      issue: { contents: 'read', issues: 'write' },
    });
  });

  test('keeps vendor credentials and tokens that write apart', () => {
    const holding = jobs.filter(([, { env }]) => env !== undefined).map(([name]) => name);
    expect(holding).toEqual(['plan', 'apply', 'drift']);
    const writing = jobs.filter(([, { permissions }]) => Object.values(permissions).includes('write'));
    expect(writing.map(([name]) => name)).toEqual(['review', 'issue']);
  });

  test('keeps credentials behind environments, and those for writing behind their own', () => {
    const behind = jobs
      .filter(([, { env }]) => env !== undefined)
      .map(([name, { environment }]) => [name, environment]);
    expect(Object.fromEntries(behind)).toEqual({
      plan: expect.stringContaining('plan-environment'),
      apply: expect.stringContaining('apply-environment'),
      drift: expect.stringContaining('plan-environment'),
    });
    const reading = Object.keys(workflow.jobs.plan!.env!);
    expect(reading.filter((name) => !/READER|VIEWER|READ_API_KEY|PROJECT_ID/.test(name))).toEqual([]);
    expect(workflow.jobs.drift!.env).toEqual(workflow.jobs.plan!.env);
    expect(Object.keys(workflow.jobs.apply!.env!)).toEqual(expect.arrayContaining(reading));
  });

  test('passes each secret under its own name, as the examples name them', () => {
    const named = [...textOf('examples/connections.yaml').matchAll(/fromEnv: (\w+)/g)].map(([, name]) => name!);
    const secrets = new Set(named.filter((name) => !name.startsWith('AUDITFORM_SANDBOX')));
    expect(new Set(Object.keys(workflow.jobs.apply!.env!))).toEqual(secrets);
    for (const [, { env }] of jobs)
      for (const [name, value] of Object.entries(env ?? {})) expect(value).toBe(`\${{ secrets.${name} }}`);
  });

  test('never runs with the rights of the base on code of a fork', () => {
    expect(Object.keys(workflow.on)).toEqual(['workflow_call']);
    expect(textOf('.github/workflows/auditform.yml')).not.toContain('pull_request_target');
    expect(workflow.jobs.plan!.if).toContain('head.repo.full_name == github.repository');
  });

  test('leaves no credentials of Git behind in a checkout', () => {
    const checkouts = allSteps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(checkouts.length).toBeGreaterThan(3);
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
  });

  test('pins the actions of others to commits, one for each', () => {
    const foreign = allSteps.flatMap(({ uses }) => (uses === undefined || uses === OWN_ACTION ? [] : [uses]));
    expect(foreign.filter((uses) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
    expect(new Set(foreign).size).toBe(new Set(foreign.map((uses) => uses.split('@')[0])).size);
  });

  test('gives the action only inputs that it has', () => {
    const given = jobs.flatMap(([, { steps }]) => steps.filter(({ uses }) => uses === OWN_ACTION));
    expect(given.length).toBeGreaterThan(6);
    for (const step of given)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with!)));
  });
});

describe('the GitLab template', () => {
  test('plans branches of this project only', () => {
    for (const name of ['auditform:plan', 'auditform:review'])
      expect(gitlab[name]!.rules![0]!.if).toContain('$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID');
  });

  test('applies by hand, behind an environment of its own', () => {
    const { rules, environment } = gitlab['auditform:apply']!;
    expect(rules).toEqual([{ if: expect.stringContaining('$CI_DEFAULT_BRANCH'), when: 'manual' }]);
    const names = gitlabJobs.map(([name, job]) => [name, job.environment?.name]);
    expect(names.filter(([, where]) => where === environment!.name)).toEqual([['auditform:apply', environment!.name]]);
  });

  test('gives the token that comments to an environment without vendor credentials', () => {
    const talking = gitlabJobs.filter(([, { script }]) => script!.some((line) => line.startsWith('auditform comment')));
    expect(talking.map(([name]) => name)).toEqual(['auditform:review', 'auditform:issue']);
    expect(new Set(talking.map(([, { environment }]) => environment!.name))).toEqual(
      new Set(['$AUDITFORM_REVIEW_ENVIRONMENT']),
    );
  });

  test('needs jobs that are there', () => {
    for (const [, { needs }] of gitlabJobs) for (const name of needs ?? []) expect(gitlab).toHaveProperty([name]);
  });
});

describe('the pre-commit hook', () => {
  test('validates, whatever was committed', () => {
    const [hook] = parse(textOf('.pre-commit-hooks.yaml')) as Record<string, unknown>[];
    expect(hook).toMatchObject({ entry: 'auditform validate', language: 'node', pass_filenames: false });
    expect('audit/tair.yaml').toMatch(new RegExp(String(hook!.files)));
  });
});
