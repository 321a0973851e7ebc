import type { HostList } from '../connection/host-list.ts';
import { type Network, openNetwork } from '../connection/network.ts';
import { type ExitCode, exitCode, failed, worstOf } from '../exit-code.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Target } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import type { AppliedPlan } from '../render/applied-plan.ts';
import { outcomesText, planText } from '../render/plan-text.ts';
import { printable } from '../render/printable.ts';
import { renderPlan } from '../render/render-plan.ts';
import { alteredPlan } from './altered-targets.ts';
import { type ApplyOptions, type ApplySettings, applySettings } from './apply-options.ts';
import { carryOut } from './carry-out.ts';
import type { CommandContext } from './command-context.ts';
import { computePlan } from './compute-plan.ts';
import { loadProject } from './load-project.ts';
import { narrowPlan } from './narrow-plan.ts';
import { namesPlanFile, readPlanFile, targetsOf } from './read-plan-file.ts';
import { readProvenance } from './provenance.ts';
import { refusals } from './refusals.ts';
import { foreignPlan, manifestsElsewhere } from './stale-plan.ts';
import { reportProblems } from './report-problems.ts';
import { usageError } from './usage-error.ts';
import { openable, writeOutput } from './write-output.ts';

interface Prepared {
  readonly plan: Plan;
  readonly targets: readonly Target[];
  readonly saved: boolean;
  /** What connections may reach; left out for a saved plan, where only --config says. */
  readonly hosts?: HostList;
}

/** Does what a saved plan says, or plans, shows, asks and does it. */
export async function applyCommand(
  context: CommandContext,
  paths: readonly string[],
  raw: ApplyOptions,
): Promise<ExitCode> {
  const settings = applySettings(raw, context.env);
  await openable(settings.reports.map(({ file }) => file));
  const network = openNetwork({ environment: context.env, secretsDirs: settings.secretsDirs });
  try {
    return await apply(context, paths, settings, raw.selector ?? [], network);
  } finally {
    await network.close();
  }
}

async function apply(
  context: CommandContext,
  paths: readonly string[],
  settings: ApplySettings,
  selector: readonly string[],
  network: Network,
): Promise<ExitCode> {
  const prepared = await prepare(context, paths, settings, network);
  if (!('plan' in prepared)) {
    await reportProblems(context, settings, prepared.problems);
    return prepared.exit;
  }
  const { plan, saved } = prepared;
  // What was saved is shown whole, and done as far as --target says.
  const scope = saved ? narrowPlan(plan, settings, selector) : plan;
  for (const address of [...settings.consent.weaken, ...settings.consent.historyLoss])
    if (!plan.targets.some((target) => target.address === address))
      usageError(`Consent was given to ${address}, which the plan does not have.`);
  const provenance = await readProvenance(context, paths);
  if (settings.format === 'text') {
    context.stdout(planText(plan, context.palette) + consentText(settings));
    // What could not be shown is not done.
    if (((await context.unwritten?.()) ?? null) !== null) return exitCode.error;
  }
  const unplanned = failed(plan.problems) ? exitCode.error : exitCode.done;
  const foreign = saved ? await foreignPlan(plan, settings.baseCommit) : [];
  const refused = [...foreign, ...refusals(scope, settings, context.now())];
  if (refused.length > 0)
    return finish(context, settings, plan, notRun(scope, 'refused'), refused, worstOf([exitCode.refused, unplanned]));
  if (scope.operations.length === 0) return finish(context, settings, plan, [], [], unplanned);
  const question = saved ? 'Apply this saved plan?' : 'Apply these changes?';
  if (!settings.yes && !(await confirmed(context, question))) {
    const problem: Problem = {
      code: 'AF413',
      severity: 'error',
      message: 'Not confirmed; nothing was written.',
      at: null,
      fix: 'Answer yes, or pass --yes.',
    };
    return finish(context, settings, plan, notRun(scope, 'not-run'), [problem], worstOf([exitCode.refused, unplanned]));
  }
  const done = await carryOut(context, settings, { ...prepared, plan: scope, provenance, network });
  if (done.outcomes.some(({ attempts }) => attempts > 0)) context.wrote?.();
  return finish(
    context,
    settings,
    { ...plan, provenance },
    done.outcomes,
    [...(saved ? await manifestsElsewhere(plan) : []), ...done.problems],
    worstOf([done.exit, unplanned]),
  );
}

async function prepare(
  context: CommandContext,
  paths: readonly string[],
  settings: ApplySettings,
  network: Network,
): Promise<Prepared | { readonly problems: readonly Problem[]; readonly exit: ExitCode }> {
  if (await namesPlanFile(paths)) {
    if (settings.packs.length > 0) usageError('--pack judges manifests; judge them when the plan is saved.');
    const plan = await readPlanFile(paths[0]!, context.stop);
    const problems = 'code' in plan ? [plan] : alteredPlan(plan, paths[0]!);
    return 'code' in plan || problems.length > 0
      ? { problems, exit: exitCode.refused }
      : { plan, targets: targetsOf(plan), saved: true };
  }
  const project = await loadProject(paths, settings, context.now);
  if (hasErrors(project.problems)) return { problems: project.problems, exit: exitCode.error };
  const plan = await computePlan(context, project, settings, { network });
  return { plan, targets: project.targets, saved: false, hosts: project.hosts };
}

async function confirmed(context: CommandContext, question: string): Promise<boolean> {
  return context.ask === null ? false : context.ask(`${question} Only yes is taken: `);
}

function notRun(plan: Plan, status: Outcome['status']): Outcome[] {
  return plan.operations.map(({ id }) => ({ operation: id, status, attempts: 0, ms: 0, error: null }));
}

/** Consent is not part of a plan, so it is said beside it. */
function consentText({ consent, reason }: ApplySettings): string {
  const given = [
    ...consent.weaken.map((address) => `weaker auditing of ${address}`),
    ...consent.historyLoss.map((address) => `loss of history of ${address}`),
  ];
  return given.length === 0 ? '' : `Consent given to ${given.join(', ')}: ${printable(reason ?? '')}\n`;
}

async function finish(
  context: CommandContext,
  settings: ApplySettings,
  plan: AppliedPlan,
  outcome: readonly Outcome[],
  problems: readonly Problem[],
  exit: ExitCode,
): Promise<ExitCode> {
  const applied = { ...plan, problems: [...plan.problems, ...problems], outcome, exitCode: exit };
  const incomplete = outcome.some(({ attempts }) => attempts > 0) ? exitCode.stopped : exitCode.error;
  if (settings.format === 'text') {
    await reportProblems(context, { ...settings, reports: [] }, problems);
    if (outcome.some(({ status }) => status !== 'not-run'))
      context.stdout(`\n${outcomesText(outcome, context.palette)}`);
    context.stdout(`${closing(outcome, exit)}\n`);
    await writeOutput({ ...context, stdout: () => undefined }, settings, (format, palette) =>
      renderPlan(applied, format, palette),
    );
  } else
    await writeOutput(context, settings, (format, palette, lost) =>
      renderPlan(lost ? { ...applied, exitCode: worstOf([exit, incomplete]) } : applied, format, palette),
    );
  return exit;
}

function closing(outcomes: readonly Outcome[], exit: ExitCode): string {
  const count = (status: Outcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  if (exit === exitCode.refused && count('done') === 0) return 'Refused: nothing was written.';
  if (outcomes.length === 0) return exit === exitCode.done ? 'Nothing to do.' : 'Nothing was written.';
  const parts = (['done', 'failed', 'uncertain', 'refused', 'not-run'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status}`);
  return `Operations: ${parts.join(', ')}.`;
}
