import { numberIn, objectIn, textIn } from './answer-fields.ts';
import type { ForgeClient } from './forge-client.ts';
import { ForgeError } from './forge-error.ts';
import { listPages } from './list-pages.ts';
import { ownCheckRuns } from './own-check-runs.ts';

export interface ReviewedPlan {
  readonly pull: number;
  /** `sha256:…` */
  readonly planId: string;
  /** The workflow run that made the plan and keeps it as an artifact. */
  readonly run: string;
}

/**
 * The plan that stood beside the pull request which was merged as `commit`: GitHub only. Check runs can be written by
 * apps only, never by the pipeline of a fork, so what stands there was made by a trusted job. Throws ForgeError when
 * there is none.
 */
export async function reviewedPlan(
  client: ForgeClient,
  repository: string,
  commit: string,
  checkName: string,
): Promise<ReviewedPlan> {
  const base = `/repos/${repository}`;
  const { number, head } = await mergedPull(client, base, commit);
  const [latest] = await ownCheckRuns(client, base, head, checkName);
  const match = /^auditform (sha256:[0-9a-f]{64}) (\d{1,20})$/.exec(String(latest?.external_id ?? ''));
  if (match === null || latest?.status !== 'completed')
    throw new ForgeError(
      `No plan stands beside the head of pull request ${number}, so none was reviewed`,
      'Plans of forks are not made; have someone with access push the branch, or plan and apply by hand.',
    );
  return { pull: number, planId: match[1]!, run: match[2]! };
}

async function mergedPull(
  client: ForgeClient,
  base: string,
  commit: string,
): Promise<{ number: number; head: string }> {
  const listed = await listPages(client, `${base}/commits/${commit}/pulls`, 'pull-requests: read');
  const merged = listed.filter((pull) => {
    const { merged_at, merge_commit_sha } = objectIn(pull, 'pull request');
    return typeof merged_at === 'string' && merge_commit_sha === commit;
  });
  const [pull] = merged;
  if (pull === undefined || merged.length > 1)
    throw new ForgeError(
      `Commit ${commit} is not the merge of exactly one pull request, so no plan of it was reviewed`,
      'Change audit settings through a pull request, or plan and apply by hand.',
    );
  return { number: numberIn(pull, 'number'), head: textIn(objectIn(pull, 'pull request').head, 'sha') };
}
