import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';

/** Group → operation names, of this very instance. */
export type Catalogue = Readonly<Record<string, readonly string[]>>;

/** Stands for every type while the instance's own catalogue could not be understood. */
export const EVERY_TYPE = '(every type)';

/** What read keeps in `observation.limits`. */
export interface TaurusDBLimits {
  /** Null: not understood. */
  readonly catalogue: Catalogue | null;
  /** `audit_types` exactly as answered, for sending back what the manifest does not manage. */
  readonly answered: readonly string[];
}

export function limitsOf(live: Observation): TaurusDBLimits {
  return live.limits as unknown as TaurusDBLimits;
}

export function asLimits(limits: TaurusDBLimits): JsonObject {
  return limits as unknown as JsonObject;
}

/** JSON inside a string: groups of comma-joined names. The vendor's own example repeats a name, and groups may be new. */
export function parseCatalogue(text: string): Catalogue | null {
  let groups: Json;
  try {
    groups = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  if (!isObject(groups)) return null;
  const named = Object.entries(groups).map(([group, members]) => [group, namesIn(members)] as const);
  if (named.some(([, members]) => members === null) || named.every(([, members]) => members!.length === 0)) return null;
  return Object.fromEntries(named as (readonly [string, readonly string[]])[]);
}

function namesIn(members: Json): string[] | null {
  const parts = typeof members === 'string' ? members.split(',') : members;
  if (!Array.isArray(parts) || !parts.every((name) => typeof name === 'string')) return null;
  return unique((parts as readonly string[]).map((name) => name.trim()).filter((name) => name !== ''));
}

/** Every operation name of the instance, sorted. */
export function everyType(catalogue: Catalogue | null): string[] {
  return catalogue === null ? [EVERY_TYPE] : unique(Object.values(catalogue).flat());
}

/**
 * Names with groups unfolded; a name that is both a group and an operation is the operation. An empty list means every
 * type, and so does one that holds the whole catalogue.
 */
export function unfold(names: readonly string[], catalogue: Catalogue | null): string[] {
  const all = everyType(catalogue);
  if (names.length === 0) return all;
  const known = new Set(all);
  const operations = unique(names.flatMap((name) => (known.has(name) ? [name] : (groupOf(name, catalogue) ?? [name]))));
  return recordsAll(operations, catalogue) ? all : operations;
}

/** Do these operations hold the whole catalogue? */
export function recordsAll(operations: readonly string[], catalogue: Catalogue | null): boolean {
  return everyType(catalogue).every((name) => operations.includes(name));
}

export function groupOf(name: string, catalogue: Catalogue | null): readonly string[] | null {
  return catalogue !== null && Object.hasOwn(catalogue, name) ? catalogue[name]! : null;
}

export function names(value: Json | undefined): readonly string[] {
  return (value ?? []) as readonly string[];
}

export function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}
