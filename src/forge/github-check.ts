import { numberIn, objectIn } from './answer-fields.ts';
import type { Annotation, CheckPosted, CheckReport } from './forge.ts';
import type { ForgeClient } from './forge-client.ts';
import { ForgeError } from './forge-error.ts';
import { listPages } from './list-pages.ts';
import { ownCheckRuns } from './own-check-runs.ts';

/** The checks API takes no more in one call. https://docs.github.com/rest/checks/runs */
const BATCH = 50;
const LONGEST_TITLE = 255;
const LONGEST_DESCRIPTION = 140;

/**
 * A check run with annotations; a commit status where the token may not write check runs: only apps may, a person's token
 * never. Nothing is written when the same outcome stands there already.
 */
export async function postGithubCheck(
  client: ForgeClient,
  base: string,
  commit: string,
  report: CheckReport,
): Promise<CheckPosted> {
  try {
    return await postCheckRun(client, base, commit, report);
  } catch (error) {
    if (!(error instanceof ForgeError) || error.status !== 403) throw error;
    return postStatus(client, base, commit, report);
  }
}

async function postCheckRun(
  client: ForgeClient,
  base: string,
  commit: string,
  report: CheckReport,
): Promise<CheckPosted> {
  const { name, conclusion, key, run, url } = report;
  const [latest] = await ownCheckRuns(client, base, commit, name);
  const stands = latest?.status === 'completed' && latest.conclusion === conclusion;
  if (stands && String(latest.external_id).startsWith(`auditform ${key} `)) return 'unchanged';
  const batches = batchesOf(report.annotations);
  const end = { status: 'completed', conclusion };
  const output = (index: number) => ({
    title: report.title.slice(0, LONGEST_TITLE),
    summary: report.summary,
    annotations: batches[index]!.map(wireAnnotation),
  });
  const needs = 'checks: write';
  const body = {
    name,
    head_sha: commit,
    // Binds the check to the plan and to the run that made it.
    external_id: `auditform ${key} ${run ?? '-'}`,
    ...(url === null ? {} : { details_url: url }),
    ...(batches.length > 1 ? { status: 'in_progress' } : end),
    output: output(0),
  };
  const created = await client.send({ method: 'POST', path: `${base}/check-runs`, needs, body });
  const path = `${base}/check-runs/${numberIn(created.value, 'id')}`;
  // Annotations of later calls are added to the earlier ones; only the last call says that the check is complete.
  for (let index = 1; index < batches.length; index += 1) {
    const last = index === batches.length - 1 ? end : {};
    await client.send({ method: 'PATCH', path, needs, body: { ...last, output: output(index) } });
  }
  return 'check run';
}

async function postStatus(
  client: ForgeClient,
  base: string,
  commit: string,
  { name, conclusion, title, url }: CheckReport,
): Promise<CheckPosted> {
  const state = conclusion === 'failure' ? 'failure' : 'success';
  const description = title.slice(0, LONGEST_DESCRIPTION);
  const needs = 'checks: write" or "statuses: write';
  const listed = await listPages(client, `${base}/commits/${commit}/statuses`, needs);
  // Newest first.
  const latest = listed.map((status) => objectIn(status, 'status')).find(({ context }) => context === name);
  if (latest?.state === state && latest.description === description) return 'unchanged';
  const body = { state, description, context: name, ...(url === null ? {} : { target_url: url }) };
  await client.send({ method: 'POST', path: `${base}/statuses/${commit}`, needs, body });
  return 'commit status';
}

function batchesOf(annotations: readonly Annotation[]): Annotation[][] {
  const count = Math.max(1, Math.ceil(annotations.length / BATCH));
  return Array.from({ length: count }, (_, index) => annotations.slice(index * BATCH, (index + 1) * BATCH));
}

function wireAnnotation({ path, line, level, title, message }: Annotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: title.slice(0, LONGEST_TITLE),
    message: message.slice(0, 4_000),
  };
}
