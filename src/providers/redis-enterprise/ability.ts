import { isObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { odd } from './field.ts';
import type { Node } from './wire.ts';

export interface Ability {
  /** Lowest version of all nodes, null when it does not tell (development build, or not permitted to look). */
  readonly version: string | null;
  readonly auditSettings: boolean;
  /** Distinct versions, sorted; more than one while an upgrade is under way. */
  readonly versions: readonly string[];
  /** True when only what the databases show told, because the cluster shows neither versions nor schemas. */
  readonly guessed?: true;
}

type Release = readonly [number, number, number];

/** `7.8.6-60` is a release; `100.0.21-16135` and the like are development builds. */
function releaseOf(version: string): Release | null {
  const found = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-\d+)?$/.exec(version.trim());
  if (found === null) return null;
  const release: Release = [Number(found[1]), Number(found[2]), Number(found[3])];
  return release[0] >= 100 ? null : release;
}

function compare(left: Release, right: Release): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/**
 * What the lowest node can do. Null: the versions do not tell, ask the schema of the database object.
 * Throws AF306 below 6.2.18, where there is no auditing.
 */
export function abilityOf(nodes: readonly Node[]): Ability | null {
  const versions = [...new Set(nodes.map((node) => node.version))].sort();
  const releases = nodes.flatMap(({ version }) => {
    const release = releaseOf(version);
    return release === null ? [] : [{ version, release }];
  });
  const lowest = releases.sort((left, right) => compare(left.release, right.release))[0];
  if (lowest !== undefined && compare(lowest.release, [6, 2, 18]) < 0) throw tooOld(lowest.version);
  if (lowest !== undefined && compare(lowest.release, [8, 2, 0]) < 0) {
    return { version: lowest.version, auditSettings: false, versions };
  }
  if (lowest === undefined || releases.length < nodes.length) return null;
  return { version: lowest.version, auditSettings: true, versions };
}

function tooOld(version: string): ProviderError {
  return new ProviderError(`A node of the cluster runs ${version}; auditing came with 6.2.18.`, {
    code: 'AF306',
    trouble: 'refused',
    fix: 'Upgrade every node of the cluster.',
  });
}

/** From GET /v1/jsonschema?object=bdb: what a database has on this very version. AF304 when it is no such schema. */
export function abilityFromSchema(schema: unknown, source: string, versions: readonly string[]): Ability {
  if (names(schema, 'audit_settings', 0)) return { version: null, auditSettings: true, versions };
  if (names(schema, 'db_conns_auditing', 0)) return { version: null, auditSettings: false, versions };
  throw odd(source, 'the schema of a database names neither audit_settings nor db_conns_auditing');
}

function names(value: unknown, name: string, depth: number): boolean {
  if (depth > 8) return false;
  if (Array.isArray(value)) return value.some((item) => names(item, name, depth + 1));
  if (!isObject(value)) return false;
  return Object.hasOwn(value, name) || Object.values(value).some((item) => names(item, name, depth + 1));
}
