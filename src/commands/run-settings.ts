import { realpath } from 'node:fs/promises';
import type { HostList } from '../connection/host-list.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import type { ChosenPack } from '../packs/chosen-check.ts';
import { findPack, knownPacks } from '../packs/find-pack.ts';
import { load } from '../pipeline/load.ts';
import { type Sourced, validate } from '../pipeline/validate.ts';
import type { Project } from '../schema/generated/project.ts';
import type { CommonOptions } from './common-options.ts';
import { usageError } from './usage-error.ts';

/** What a Project document and the flags beside it say about the whole run. */
export interface RunSettings {
  readonly packs: readonly ChosenPack[];
  readonly hosts: HostList;
  readonly problems: readonly Problem[];
}

/** The trusted Project decides where one is named, else the one among the manifests. Throws UsageError for an unknown --pack. */
export async function runSettings(
  among: readonly Sourced<Project>[],
  options: Pick<CommonOptions, 'config' | 'packs'>,
): Promise<RunSettings> {
  const flagged = options.packs.map((name) => ({
    pack: findPack(name) ?? usageError(`--pack ${name}: there is no such pack. ${knownPacks(name)}`),
    selector: undefined,
  }));
  const trusted = options.config === null ? null : await readTrusted(options.config);
  const [project, ...more] = trusted?.projects ?? among;
  const chosen = (project?.manifest.spec.packs ?? []).map(({ pack: name, selector }, index) => {
    const pack = findPack(name);
    return pack === null ? unknownPack(project!, name, index) : { pack, selector };
  });
  const problems = [
    ...(trusted?.problems ?? []),
    ...more.map((other) => secondProject(other, project!)),
    ...chosen.filter((choice) => 'code' in choice),
    ...(options.config === null ? [] : await ignored(among, options.config)),
  ];
  return {
    packs: [...flagged, ...chosen.filter((choice) => 'pack' in choice)],
    // A Project that cannot be read or is not the only one must not open what it was to close.
    hosts: hasErrors(problems) ? [] : (project?.manifest.spec.hosts ?? null),
    problems,
  };
}

async function readTrusted(file: string): Promise<{ projects: readonly Sourced<Project>[]; problems: Problem[] }> {
  const loaded = load([file]);
  const { projects, problems } = validate(loaded.documents);
  const found = [...loaded.problems, ...problems];
  if (projects.length === 0 && found.length === 0) usageError(`--config ${file} holds no document of kind Project.`);
  return { projects, problems: found };
}

async function ignored(among: readonly Sourced<Project>[], config: string): Promise<Problem[]> {
  const trusted = await realpath(config).catch(() => config);
  const others = await Promise.all(
    among.map(async ({ source }) => ((await realpath(source.file)) === trusted ? [] : [source])),
  );
  return others.flat().map((source) => ({
    code: 'AF221',
    severity: 'note',
    message: `This Project is ignored: --config names ${config}.`,
    at: source.locate(''),
    fix: 'Leave --config out if this one is to count.',
  }));
}

function unknownPack({ source }: Sourced<Project>, name: string, index: number): Problem {
  const path = `/spec/packs/${index}/pack`;
  return {
    code: 'AF202',
    severity: 'error',
    message: `There is no guardrail pack ${JSON.stringify(name.slice(0, 80))}.`,
    at: { ...source.locate(path), path },
    fix: knownPacks(name),
  };
}

function secondProject({ source }: Sourced<Project>, first: Sourced<Project>): Problem {
  const there = first.source.locate('');
  return {
    code: 'AF219',
    severity: 'error',
    message: `A run has one Project, and ${there.file}:${there.line} is one already.`,
    at: source.locate(''),
    fix: 'Merge the two, or name the one that counts with --config FILE.',
  };
}
