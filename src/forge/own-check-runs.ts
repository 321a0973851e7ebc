import { listIn, numberIn, objectIn } from './answer-fields.ts';
import type { ForgeClient } from './forge-client.ts';
import { listPages } from './list-pages.ts';

/** Check runs of a name on a commit, newest first, as far as auditform has written them. */
export async function ownCheckRuns(
  client: ForgeClient,
  base: string,
  commit: string,
  name: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const path = `${base}/commits/${commit}/check-runs?check_name=${encodeURIComponent(name)}&filter=latest`;
  const pick = (value: unknown) => listIn(objectIn(value, 'checks').check_runs, 'check_runs');
  return (await listPages(client, path, 'checks: read', pick))
    .map((run) => objectIn(run, 'check run'))
    .filter((run) => typeof run.external_id === 'string' && run.external_id.startsWith('auditform '))
    .sort((left, right) => numberIn(right, 'id') - numberIn(left, 'id'));
}
