import type { JsonObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import { isWithin } from '../model/pointer.ts';
import { addProblems, type Problem } from '../model/problem.ts';
import type { Provider } from '../providers/provider.ts';
import { schemaNode } from '../schema/annotations.ts';
import type { Connection as ConnectionManifest } from '../schema/generated/connection.ts';
import type { Profile } from '../schema/generated/profile.ts';
import { type Kind, kinds } from '../schema/kinds.ts';
import { violations } from '../schema/schema-problems.ts';
import { checkWaivers } from './check-waivers.ts';
import { fillDefaults } from './fill-defaults.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { resolveConnection, rooted } from './resolve-connection.ts';
import type { Sourced, TargetManifest, Validated } from './validate.ts';

export interface Resolved {
  readonly targets: readonly Target[];
  readonly problems: readonly Problem[];
}

/**
 * Makes targets of manifests: connection looked up, profiles merged in, defaults filled in, waivers checked. Secrets
 * stay references. `today` is YYYY-MM-DD, UTC.
 */
export function resolve(validated: Validated, providerOf: (kind: string) => Provider, today: string): Resolved {
  const problems = validated.profiles.flatMap(checkProfile);
  const targets: Target[] = [];
  const connections = new Map(validated.connections.map((sourced) => [sourced.manifest.metadata.name, sourced]));
  for (const sourced of validated.targets) {
    const result = resolveTarget(sourced, { connections, profiles: validated.profiles }, today);
    addProblems(problems, result.problems);
    if (result.target === null) continue;
    targets.push(result.target);
    addProblems(problems, offlineFindings(result.target, providerOf(result.target.kind)));
  }
  return { targets, problems };
}

/** What manifests refer to. */
interface Known {
  readonly connections: ReadonlyMap<string, Sourced<ConnectionManifest>>;
  readonly profiles: readonly Sourced<Profile>[];
}

function resolveTarget(
  sourced: Sourced<TargetManifest>,
  known: Known,
  today: string,
): { target: Target | null; problems: Problem[] } {
  const { manifest, source } = sourced;
  const { schema, system, validate } = kinds[manifest.kind as Kind];
  const address = `${manifest.kind}/${manifest.metadata.name}`;
  const problems: Problem[] = [];
  const connection = resolveConnection(sourced, system, known.connections);
  if (Array.isArray(connection)) problems.push(...connection);
  const merged = mergeProfiles(sourced, known.profiles);
  if (merged.profiles.length > 0) {
    for (const { code, path, message, fix } of violations(
      { ...(manifest as unknown as JsonObject), spec: merged.spec },
      { schema, validate },
    )) {
      problems.push({
        code,
        severity: 'error',
        message: `Together with its profiles: ${message}`,
        at: { ...merged.locate(path), path, address },
        fix,
      });
    }
  }
  problems.push(...checkWaivers(manifest, merged.spec, schema, today, source.locate));
  if (
    Array.isArray(connection) ||
    problems.some(({ code }) => code === 'AF201' || code === 'AF202' || code === 'AF203')
  )
    return { target: null, problems };
  const spec = rooted(fillDefaults(merged.spec, schemaNode(schema).child('spec')), source) as JsonObject;
  const target: Target = {
    address,
    kind: manifest.kind,
    name: manifest.metadata.name,
    labels: manifest.metadata.labels ?? {},
    connection,
    target: manifest.target ?? {},
    spec,
    ensure: manifest.ensure ?? 'present',
    waivers: manifest.waivers ?? [],
    origin: source.locate(''),
    locate: merged.locate,
  };
  return { target, problems };
}

function offlineFindings(target: Target, provider: Provider): Problem[] {
  return provider.check(target.spec, target.target).map(({ path, ...finding }) => ({
    ...finding,
    at: { ...target.locate(path), path, address: target.address },
  }));
}

/** A profile is part of a spec: everything about it must fit the kind's schema but what it leaves out. */
function checkProfile({ manifest, source }: Sourced<Profile>): Problem[] {
  const { spec } = manifest;
  const entry = kinds[spec.kind];
  const stub = {
    apiVersion: manifest.apiVersion,
    kind: spec.kind,
    metadata: { name: 'x' },
    connection: 'x',
    spec: spec.spec,
  } as unknown as JsonObject;
  return violations(stub, entry)
    .filter(({ path, code }) => isWithin(path, '/spec') && code !== 'AF203')
    .map(({ code, path, what, message, fix }) => ({
      code,
      severity: 'error' as const,
      message,
      at: { ...source.locate(`/spec${path}`, what), path: `/spec${path}` },
      fix,
    }));
}
