import type { SourceDocument } from '../manifest/source-document.ts';
import type { Connection as ConnectionManifest } from '../schema/generated/connection.ts';
import type { Guardrail } from '../schema/generated/guardrail.ts';
import type { Profile } from '../schema/generated/profile.ts';
import type { Project } from '../schema/generated/project.ts';
import type { Waiver } from '../model/change.ts';
import { isObject, type Json, type JsonObject, member } from '../model/json.ts';
import { addProblems, MOST_PROBLEMS, type Problem } from '../model/problem.ts';
import { allKinds, API_VERSION, isTargetKind, kindEntry } from '../schema/kinds.ts';
import { nearest } from '../model/nearest.ts';
import { violations } from '../schema/schema-problems.ts';
import { wrongHosts } from './wrong-hosts.ts';

/** A document that fits its schema. */
export interface Sourced<Manifest> {
  readonly manifest: Manifest;
  readonly source: SourceDocument;
}

/** A manifest of one of the vendors' kinds, as written. */
export interface TargetManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly connection: string | JsonObject;
  readonly target?: JsonObject;
  readonly spec?: JsonObject;
  readonly ensure?: 'present' | 'absent';
  readonly waivers?: readonly Waiver[];
}

export interface Validated {
  readonly targets: readonly Sourced<TargetManifest>[];
  readonly connections: readonly Sourced<ConnectionManifest>[];
  readonly profiles: readonly Sourced<Profile>[];
  readonly guardrails: readonly Sourced<Guardrail>[];
  readonly projects: readonly Sourced<Project>[];
  /** Documents that belong to something else. */
  readonly skipped: number;
  readonly problems: readonly Problem[];
}

/** Judges every document by its schema and sorts the valid ones by kind; an address used twice is an error. */
export function validate(documents: readonly SourceDocument[]): Validated {
  const problems: Problem[] = [];
  const valid: Sourced<{ kind: string; metadata: { name: string } }>[] = [];
  let skipped = 0;
  for (const source of documents) {
    if (problems.length > MOST_PROBLEMS) break;
    const owner = ownership(source);
    if (owner === 'foreign') skipped++;
    else if (owner !== 'ours') addProblems(problems, [owner]);
    else {
      const kind = member(source.value, 'kind') as string;
      const hosts = wrongHosts(source.value);
      // Of an address that no pattern fits either, theirs are the better words.
      const misfits = violations(source.value, kindEntry(kind)!).filter(
        ({ path }) => !hosts.some((h) => h.path === path),
      );
      const found = [...misfits, ...hosts];
      addProblems(
        problems,
        found.map(({ code, path, what, message, fix }) => ({
          code,
          severity: 'error',
          message,
          at: { ...source.locate(path, what), path, ...addressOf(source.value) },
          fix,
        })),
      );
      if (found.length === 0)
        valid.push({ manifest: source.value as unknown as { kind: string; metadata: { name: string } }, source });
    }
  }
  addProblems(problems, duplicates(valid));
  const of = <Manifest>(kind: string) =>
    valid.filter(({ manifest }) => manifest.kind === kind) as unknown as Sourced<Manifest>[];
  return {
    targets: valid.filter(({ manifest }) => isTargetKind(manifest.kind)) as unknown as Sourced<TargetManifest>[],
    connections: of<ConnectionManifest>('Connection'),
    profiles: of<Profile>('Profile'),
    guardrails: of<Guardrail>('Guardrail'),
    projects: of<Project>('Project'),
    skipped,
    problems,
  };
}

function ownership(source: SourceDocument): 'ours' | 'foreign' | Problem {
  const { value } = source;
  const apiVersion = member(value, 'apiVersion');
  const kind = member(value, 'kind');
  const problem = (path: string, message: string, fix: string): Problem => ({
    code: path === '/kind' ? 'AF204' : 'AF203',
    severity: 'error',
    message,
    at: { ...source.locate(path), path },
    fix,
  });
  if (!isObject(value))
    return problem('', 'The document is not a mapping.', `Start it with apiVersion: ${API_VERSION}.`);
  if (typeof apiVersion !== 'string')
    return problem('', 'The document has no apiVersion.', `Add apiVersion: ${API_VERSION}.`);
  if (typeof kind !== 'string') return problem('', 'The document has no kind.', `Add kind: ${allKinds.join(', ')}.`);
  const oursByGroup = apiVersion === 'auditform' || apiVersion.startsWith('auditform/');
  if (!oursByGroup && kindEntry(kind) === null) return 'foreign';
  if (apiVersion !== API_VERSION) {
    return {
      ...problem(
        '/apiVersion',
        `The kind ${kind} is ours, but apiVersion is not ${API_VERSION}.`,
        `Write apiVersion: ${API_VERSION}.`,
      ),
      code: 'AF204',
    };
  }
  if (kindEntry(kind) !== null) return 'ours';
  const near = nearest(kind, allKinds);
  return problem(
    '/kind',
    `There is no kind ${JSON.stringify(kind.slice(0, 80))}.`,
    near === null ? `Kinds: ${allKinds.join(', ')}.` : `Did you mean \`${near}\`?`,
  );
}

function addressOf(value: Json): { address?: string } {
  const kind = member(value, 'kind');
  const name = member(member(value, 'metadata'), 'name');
  return typeof kind === 'string' && typeof name === 'string' && isTargetKind(kind)
    ? { address: `${kind}/${name.slice(0, 253)}` }
    : {};
}

function duplicates(valid: readonly Sourced<{ kind: string; metadata: { name: string } }>[]): Problem[] {
  const first = new Map<string, SourceDocument>();
  const problems: Problem[] = [];
  for (const { manifest, source } of valid) {
    const address = `${manifest.kind}/${manifest.metadata.name}`;
    const earlier = first.get(address);
    if (earlier === undefined) first.set(address, source);
    else {
      const there = earlier.locate('/metadata/name');
      problems.push({
        code: 'AF206',
        severity: 'error',
        message: `${address} is already at ${there.file}:${there.line}.`,
        at: { ...source.locate('/metadata/name'), address, path: '/metadata/name' },
        fix: 'Rename one of the two, or merge them.',
      });
    }
  }
  return problems;
}
