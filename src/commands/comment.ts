import { appendFile } from 'node:fs/promises';
import { driftExitCodes, type ExitCode, exitCode, failed, planExitCodes, worstOf } from '../exit-code.ts';
import { checkReport } from '../forge/check-report.ts';
import { commentBody } from '../forge/comment-body.ts';
import { driftFingerprint } from '../forge/drift-fingerprint.ts';
import type { CheckReport } from '../forge/forge.ts';
import { ForgeError } from '../forge/forge-error.ts';
import { marker } from '../forge/marker.ts';
import { postSticky } from '../forge/post-sticky.ts';
import { reviewedPlan } from '../forge/reviewed-plan.ts';
import { stepOutputs } from '../forge/step-outputs.ts';
import { trackDrift } from '../forge/track-drift.ts';
import type { ProblemCode } from '../model/codes.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { createPalette } from '../render/palette.ts';
import { problemsMarkdown } from '../render/problems-markdown.ts';
import { problemsText } from '../render/problems-text.ts';
import { renderPlan } from '../render/render-plan.ts';
import type { CommandContext } from './command-context.ts';
import { type CommentOptions, type CommentSettings, commentSettings } from './comment-options.ts';
import { type OpenForge, openForge } from './open-forge.ts';
import { readPlanFile } from './read-plan-file.ts';

/** Posts a saved plan where people review it. The exit code says whether that worked, not what the plan holds. */
export async function commentCommand(context: CommandContext, raw: CommentOptions): Promise<ExitCode> {
  const settings = await commentSettings(context, raw);
  const { does, plan: file } = settings;
  const plan = file === null ? null : await readPlanFile(file, context.stop);
  const unusable = plan !== null && 'code' in plan ? plan : null;
  if (unusable !== null) say(context, unusable);
  if (!does.reviewed && plan !== null) await writeOutputs(settings, outputsOf(plan, does.issue));
  const code = unusable === null ? exitCode.done : exitCode.error;
  if (!Object.values(does).includes(true)) return code;
  const opened = openForge(context, settings.place);
  try {
    const posted = does.reviewed
      ? await compareReviewed(context, settings, opened, plan)
      : await post(context, settings, opened, plan!);
    return worstOf([code, posted]);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    say(context, { code: codeOf(error), severity: 'error', message: error.message, at: null, fix: error.fix });
    return exitCode.error;
  } finally {
    await opened.close();
  }
}

async function post(
  context: CommandContext,
  { marker: id, does, place }: CommentSettings,
  { forge }: OpenForge,
  plan: Plan | Problem,
): Promise<ExitCode> {
  const unusable = 'code' in plan;
  const report = unusable
    ? noPlan(plan)
    : await renderPlan(plan, 'markdown', createPalette(false), does.issue ? 'drift' : 'plan');
  const tell = (line: string) => context.stdout(`${line}\n`);
  if (does.issue) {
    if (unusable) return exitCode.error;
    const seenBy = place.url === null ? '' : `Seen by ${place.url}`;
    for (const line of await trackDrift(forge, { id, ...driftOf(plan, report), seenBy })) tell(line);
    return exitCode.done;
  }
  if (does.comment) {
    const mark = marker('comment', id);
    const last = place.commit === null ? null : `_For commit ${place.commit}._`;
    const mayStaySilent =
      !unusable && plan.targets.length === 0 && plan.problems.every(({ severity }) => severity === 'note');
    const sticky = { mark, body: commentBody(mark, report, last), mayStaySilent };
    tell(`comment: ${await postSticky(forge, place.pull!, sticky)}`);
  }
  if (does.check) {
    const { run, url, root } = place;
    const name = id === 'auditform' ? id : `auditform ${id}`;
    const at = { name, root, report: commentBody(marker('check', id), report), run, url };
    tell(`check: ${await forge.postCheck(place.commit!, unusable ? noCheck(at) : checkReport(plan, at))}`);
  }
  return exitCode.done;
}

function driftOf(plan: Plan, report: string) {
  const { changes, summary, targets, problems } = plan;
  const complete = targets.length > 0 && summary.unreadable + summary.blocked === 0 && !failed(problems);
  const drifted = new Set(changes.map(({ address }) => address)).size;
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const title = `auditform: drift in ${count(changes.length, 'setting')} of ${count(drifted, 'target')}`;
  const guide =
    'Live audit settings differ from the manifests. `auditform apply` puts them back; where the new value is right, change the manifest.\n\n';
  const drift = changes.length === 0 ? null : { fingerprint: driftFingerprint(changes), title, report: guide + report };
  return { drift, complete };
}

/** An old plan must not stay on show as if it were the newest. */
function noPlan(problem: Problem): string {
  return `## auditform: no plan\n\nNo plan could be made of this commit; the job's log says why.\n\n${problemsMarkdown([problem])}`;
}

function noCheck(at: Pick<CheckReport, 'name' | 'run' | 'url'> & { readonly report: string }): CheckReport {
  const { name, run, url, report } = at;
  return { name, run, url, conclusion: 'failure', title: 'no plan', summary: report, key: 'none', annotations: [] };
}

/** Finds the plan that was reviewed, or refuses a file that is another one. */
async function compareReviewed(
  context: CommandContext,
  settings: CommentSettings,
  { client }: OpenForge,
  plan: Plan | Problem | null,
): Promise<ExitCode> {
  const { repository, commit } = settings.place;
  const name = settings.marker === 'auditform' ? settings.marker : `auditform ${settings.marker}`;
  const reviewed = await reviewedPlan(client, repository!, commit!, name);
  await writeOutputs(settings, { plan_id: reviewed.planId, plan_run: reviewed.run, pull: reviewed.pull });
  context.stdout(`reviewed with pull request ${reviewed.pull}: ${reviewed.planId} of run ${reviewed.run}\n`);
  if (plan === null) return exitCode.done;
  if (!('code' in plan) && plan.id === reviewed.planId) return exitCode.done;
  if (!('code' in plan))
    say(context, {
      code: 'AF506',
      severity: 'error',
      message: `${settings.plan} is not the plan that was reviewed with pull request ${reviewed.pull}.`,
      at: null,
      fix: `Take the plan of run ${reviewed.run}.`,
    });
  return exitCode.refused;
}

function outputsOf(plan: Plan | Problem, drift: boolean): Readonly<Record<string, string | number | boolean>> {
  // Without a plan nothing is known of changes: conditions on 'false' must not hold.
  if ('code' in plan) return { has_changes: 'unknown', weakens: 'unknown', exit_code: exitCode.error };
  const { weakens, historyLoss, strengthens } = plan.summary;
  const undone = drift ? strengthens : 0;
  const codes = drift ? driftExitCodes(plan) : planExitCodes(plan);
  return {
    has_changes: plan.changes.length > 0,
    weakens: weakens + historyLoss + undone > 0,
    exit_code: worstOf(codes),
  };
}

async function writeOutputs({ outputs }: CommentSettings, values: Parameters<typeof stepOutputs>[0]): Promise<void> {
  if (outputs !== null) await appendFile(outputs, stepOutputs(values));
}

function say(context: CommandContext, problem: Problem): void {
  context.stderr(problemsText([problem], context.talkPalette));
}

function codeOf({ status }: ForgeError): ProblemCode {
  if (status === null) return 'AF301';
  const known: Readonly<Record<number, ProblemCode>> = { 401: 'AF302', 403: 'AF303', 404: 'AF303', 429: 'AF309' };
  return known[status] ?? (status >= 500 ? 'AF310' : 'AF304');
}
