import { readCommit } from '../git/read-commit.ts';
import { readRegularFile } from '../journal/read-regular-file.ts';
import { sha256 } from '../model/digest.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { version } from '../version.ts';

/** Why a saved plan is not the one for here and now; empty when it is. */
export async function foreignPlan(plan: Plan, baseCommit: string | null): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (plan.made.version !== version)
    problems.push(refused('AF506', `The plan was made by auditform ${plan.made.version}; this is ${version}.`));
  if (baseCommit !== null) {
    const wanted = (await readCommit(plan.basis.manifests[0]?.file ?? '.', baseCommit)) ?? baseCommit;
    const made = plan.basis.base ?? plan.basis.commit;
    if (made !== wanted)
      problems.push(refused('AF508', `The plan was made on top of commit ${made ?? '(none)'}, not of ${wanted}.`));
  }
  return problems;
}

/** Says so where none of a plan's manifests is here: then nobody can tell whether they changed. */
export async function manifestsElsewhere(plan: Plan): Promise<Problem[]> {
  const found = await Promise.all(plan.basis.manifests.map(({ file }) => digestOf(file)));
  if (found.length === 0 || found.some((digest) => digest !== null)) return [];
  const message =
    'None of the manifests that the plan was made from is here, so whether they changed since cannot be told.';
  const fix = 'Run apply in the folder where the plan was made.';
  return [{ code: 'AF508', severity: 'warning', message, at: null, fix }];
}

/**
 * Targets whose manifests are not those that the plan was made from, one problem each. Where none of the files is there
 * the plan was carried elsewhere, and only its own digest speaks for it.
 */
export async function staleManifests(plan: Plan): Promise<Problem[]> {
  const files = await Promise.all(
    plan.basis.manifests.map(async ({ file, digest }) => ({ file, now: await digestOf(file), digest })),
  );
  if (files.every(({ now }) => now === null)) return [];
  const changed = new Set(files.filter(({ now, digest }) => now !== digest).map(({ file }) => file));
  const owners = new Set(plan.targets.map(({ origin }) => origin.file));
  // A file without targets holds what many share: connections, profiles, guardrails.
  const shared = [...changed].find((file) => !owners.has(file));
  return plan.targets
    .filter(({ origin }) => shared !== undefined || changed.has(origin.file))
    .map(({ address, origin }) => ({
      ...refused('AF508', `${shared ?? origin.file} changed since the plan was made.`),
      at: { ...origin, address },
    }));
}

async function digestOf(file: string): Promise<string | null> {
  const bytes = await readRegularFile(file).catch(() => null);
  return bytes === null ? null : `sha256:${sha256(bytes)}`;
}

function refused(code: 'AF506' | 'AF508', message: string): Problem {
  return { code, severity: 'error', message, at: null, fix: 'Plan again, and have that reviewed.' };
}
