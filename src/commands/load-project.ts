import type { Digest } from '../model/digest.ts';
import type { Target } from '../model/manifest.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import { conflicts } from '../pipeline/conflicts.ts';
import { compileGuardrails, type Rule } from '../pipeline/guardrails.ts';
import { load } from '../pipeline/load.ts';
import { resolve } from '../pipeline/resolve.ts';
import { validate } from '../pipeline/validate.ts';
import { providerOf } from '../providers/index.ts';
import type { CommonOptions } from './common-options.ts';
import { usageError } from './usage-error.ts';

/** All manifests below the paths, judged together and narrowed to what was selected. */
export interface Project {
  readonly targets: readonly Target[];
  readonly rules: readonly Rule[];
  readonly files: readonly { readonly file: string; readonly digest: Digest }[];
  readonly problems: readonly Problem[];
  /** Documents that belong to something else. */
  readonly skipped: number;
}

/** Offline. Bad manifests become problems; only a --target that no manifest has is a usage error. */
export async function loadProject(
  paths: readonly string[],
  options: CommonOptions,
  now: () => number,
): Promise<Project> {
  const loaded = await load(paths.length === 0 ? ['.'] : paths);
  const validated = validate(loaded.documents);
  const today = new Date(now()).toISOString().slice(0, 10);
  const resolved = resolve(validated, providerOf, today);
  const guardrails = await compileGuardrails(validated.guardrails);
  const problems = [
    ...loaded.problems,
    ...validated.problems,
    ...resolved.problems,
    ...conflicts(resolved.targets, providerOf),
    ...guardrails.problems,
  ];
  const ours = loaded.documents.length - validated.skipped;
  if (ours === 0 && !hasErrors(problems)) problems.push(noManifests(paths));
  const targets = narrow(resolved.targets, options, hasErrors(problems));
  return {
    targets,
    rules: guardrails.rules,
    files: loaded.files,
    problems: sortProblems(problems),
    skipped: validated.skipped,
  };
}

function narrow(targets: readonly Target[], options: CommonOptions, broken: boolean): Target[] {
  const { addresses, selects } = options;
  for (const address of addresses) {
    if (!broken && !targets.some((target) => target.address === address))
      usageError(`--target ${address}: no manifest has this address.`);
  }
  return targets.filter(
    (target) => selects(target.labels) && (addresses.length === 0 || addresses.includes(target.address)),
  );
}

function noManifests(paths: readonly string[]): Problem {
  return {
    code: 'AF107',
    severity: 'error',
    message: `There are no auditform manifests below ${paths.join(', ') || '.'}.`,
    at: null,
    fix: 'Name the folder that holds them; a manifest starts with apiVersion: auditform/v1.',
  };
}

/** By file and line, so that equal inputs print equally. */
function sortProblems(problems: readonly Problem[]): Problem[] {
  const key = ({ at, code }: Problem) =>
    `${at?.file ?? ''}\0${String(at?.line ?? 0).padStart(9, '0')}\0${String(at?.column ?? 0).padStart(9, '0')}\0${code}`;
  return [...problems].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
