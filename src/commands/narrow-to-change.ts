import { manifestsAt } from '../git/manifests-at.ts';
import { readCommit } from '../git/read-commit.ts';
import { parseFiles } from '../manifest/parse-files.ts';
import type { Problem } from '../model/problem.ts';
import { resolve } from '../pipeline/resolve.ts';
import { type Judged, touched } from '../pipeline/touched.ts';
import { validate } from '../pipeline/validate.ts';
import { providerOf } from '../providers/index.ts';
import type { Project } from './project.ts';

/** Leaves only what the manifests' change since `revision` touches. Manifests of then that are invalid count as not there. */
export async function narrowToChange(
  project: Project,
  projects: Judged['projects'],
  paths: readonly string[],
  { revision, now }: { readonly revision: string | null; readonly now: () => number },
): Promise<Project> {
  if (revision === null) return project;
  const given = paths.length === 0 ? ['.'] : paths;
  const base = await readCommit(given[0]!, revision);
  const files = base === null ? null : await manifestsAt(base, given);
  if (files === null) return { ...project, problems: [...project.problems, unknown(revision)] };
  const before = judge(
    parseFiles(files).flatMap(({ documents }) => documents),
    now,
  );
  const { addresses, gone } = touched(before, { targets: project.targets, guardrails: project.guardrails, projects });
  const removed = gone.filter((address) => !project.addresses.has(address));
  const targets = project.targets.filter(({ address }) => addresses.has(address));
  const notes = [...leftOut(project.targets.length - targets.length, revision), ...removed.map(unmanaged)];
  return { ...project, targets, problems: [...project.problems, ...notes] };
}

function judge(documents: Parameters<typeof validate>[0], now: () => number): Judged {
  const validated = validate(documents);
  const { targets } = resolve(validated, providerOf, new Date(now()).toISOString().slice(0, 10));
  return {
    targets,
    guardrails: validated.guardrails.map(({ manifest }) => manifest),
    projects: validated.projects.map(({ manifest }) => manifest),
  };
}

function unknown(revision: string): Problem {
  return {
    code: 'AF108',
    severity: 'error',
    message: `${revision} names no commit that git can read here.`,
    at: null,
    fix: 'Run it in a clone that has this commit: shallow clones often lack it (fetch-depth: 0).',
  };
}

function leftOut(count: number, revision: string): Problem[] {
  if (count === 0) return [];
  const message = `${count} ${count === 1 ? 'target is' : 'targets are'} as at ${revision} and not looked at.`;
  return [{ code: 'AF109', severity: 'note', message, at: null, fix: 'Leave --changed-since out to look at all.' }];
}

function unmanaged(address: string): Problem {
  return {
    code: 'AF109',
    severity: 'warning',
    message: `${address} is not managed any more; its settings stay as they are.`,
    at: { address },
    fix: 'To switch something off, say so in the manifest before removing it.',
  };
}
