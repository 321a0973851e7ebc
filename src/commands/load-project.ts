import type { HostList } from '../connection/host-list.ts';
import { unlistedHosts } from '../connection/unlisted-hosts.ts';
import type { Target } from '../model/manifest.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import { compilePacks } from '../packs/compile-packs.ts';
import { conflicts } from '../pipeline/conflicts.ts';
import { compileGuardrails } from '../pipeline/guardrails.ts';
import { load } from '../pipeline/load.ts';
import { resolve } from '../pipeline/resolve.ts';
import { connectionOf } from '../pipeline/resolve-connection.ts';
import { type Validated, validate } from '../pipeline/validate.ts';
import { providerOf } from '../providers/index.ts';
import type { CommonOptions } from './common-options.ts';
import { narrowToChange } from './narrow-to-change.ts';
import { placeOf } from './place-of.ts';
import type { Project } from './project.ts';
import { runSettings } from './run-settings.ts';
import { usageError } from './usage-error.ts';

/** Offline. Bad manifests become problems; only a --target that no manifest has is a usage error. */
export async function loadProject(
  paths: readonly string[],
  options: CommonOptions,
  now: () => number,
): Promise<Project> {
  const loaded = load(paths.length === 0 ? ['.'] : paths);
  const validated = validate(loaded.documents);
  const today = new Date(now()).toISOString().slice(0, 10);
  const resolved = resolve(validated, providerOf, today);
  const settings = await runSettings(validated.projects, options);
  const guardrails = await compileGuardrails(validated.guardrails);
  const checks = await compilePacks(settings.packs);
  const problems = [
    ...loaded.problems,
    ...validated.problems,
    ...resolved.problems,
    ...conflicts(resolved.targets, providerOf),
    ...guardrails.problems,
    ...settings.problems,
    ...(hasErrors(settings.problems) ? [] : unreachable(validated, resolved.targets, settings.hosts)),
  ];
  const ours = loaded.documents.length - validated.skipped;
  if (ours === 0 && !hasErrors(problems)) problems.push(noManifests(paths));
  const targets = narrow(resolved.targets, options, hasErrors(problems));
  if (targets.length === 0 && !hasErrors(problems)) problems.push(nothingSelected(paths, resolved.targets.length));
  const project = {
    targets,
    addresses: new Set(resolved.targets.map(({ address }) => address)),
    rules: [...guardrails.rules, ...checks],
    guardrails: validated.guardrails.map(({ manifest }) => manifest),
    hosts: settings.hosts,
    files: loaded.files,
    problems: sortProblems(problems),
    skipped: validated.skipped,
  };
  const projects = validated.projects.map(({ manifest }) => manifest);
  return narrowToChange(project, projects, paths, { revision: options.changedSince, now });
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

/** Hosts that the Project does not list, of every connection, used or not. */
function unreachable(validated: Validated, targets: readonly Target[], hosts: HostList): Problem[] {
  if (hosts === null) return [];
  const named = validated.connections.flatMap((connection) =>
    unlistedHosts(connectionOf(connection), hosts, (path) => ({
      ...connection.source.locate(`/spec${path}`),
      path: `/spec${path}`,
    })),
  );
  const inline = targets
    .filter(({ connection }) => connection.name === null)
    .flatMap((target) =>
      unlistedHosts(target.connection, hosts, (path) => ({
        ...target.locate(`/connection${path}`),
        path: `/connection${path}`,
        address: target.address,
      })),
    );
  return [...named, ...inline];
}

function noManifests(paths: readonly string[]): Problem {
  return {
    code: 'AF107',
    severity: 'error',
    message: `There are no auditform manifests below ${paths.join(', ') || 'this folder'}.`,
    at: placeOf(paths),
    fix: 'Name the folder that holds them; a manifest starts with apiVersion: auditform/v1.',
  };
}

/** A mistyped selector must not read as "all is well". */
function nothingSelected(paths: readonly string[], loaded: number): Problem {
  const message =
    loaded === 0
      ? 'No manifest describes a database.'
      : `None of the ${loaded} manifests is selected; nothing was looked at.`;
  return {
    code: 'AF107',
    severity: 'warning',
    message,
    at: placeOf(paths),
    fix:
      loaded === 0
        ? 'Add one, such as a TairInstance; auditform discover prints those of what exists.'
        : 'Check --selector and --target.',
  };
}

/** By file and line, so that equal inputs print equally. */
function sortProblems(problems: readonly Problem[]): Problem[] {
  const key = ({ at, code }: Problem) =>
    `${at?.file ?? ''}\0${String(at?.line ?? 0).padStart(9, '0')}\0${String(at?.column ?? 0).padStart(9, '0')}\0${code}`;
  return [...problems].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
