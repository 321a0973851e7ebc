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

const parsed = new Map<string, Catalogue | null>();
/** Kernels in use beside each other are few, and their catalogues short. */
const MOST_PARSED = 64;
const LONGEST_KEPT = 20_000;

/**
 * JSON inside a string: groups of comma-joined names. The vendor's own example repeats a name, and groups may be new.
 * Instances of one kernel answer alike, and share one catalogue.
 */
export function parseCatalogue(text: string): Catalogue | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const catalogue = readCatalogue(text);
  if (text.length > LONGEST_KEPT) return catalogue;
  if (parsed.size === MOST_PARSED) parsed.clear();
  parsed.set(text, catalogue);
  return catalogue;
}

function readCatalogue(text: string): Catalogue | null {
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

const UNKNOWN: readonly string[] = [EVERY_TYPE];
const sorted = new WeakMap<Catalogue, readonly string[]>();

/** Every operation name of the instance, sorted. */
export function everyType(catalogue: Catalogue | null): readonly string[] {
  if (catalogue === null) return UNKNOWN;
  const known = sorted.get(catalogue);
  if (known !== undefined) return known;
  const all = unique(Object.values(catalogue).flat());
  sorted.set(catalogue, all);
  return all;
}

/**
 * Names with groups unfolded; a name that is both a group and an operation is the operation. An empty list means every
 * type, and so does one that holds the whole catalogue.
 */
export function unfold(names: readonly string[], catalogue: Catalogue | null): readonly string[] {
  const all = everyType(catalogue);
  if (names.length === 0) return all;
  // Groups are few, so that what is one can be told by them alone.
  const groups = catalogue === null ? [] : names.filter((name) => Object.hasOwn(catalogue, name));
  const known = groups.length === 0 ? null : new Set(all);
  const operations = unique(
    known === null ? names : names.flatMap((name) => (known.has(name) ? [name] : (groupOf(name, catalogue) ?? [name]))),
  );
  return recordsAll(operations, catalogue) ? all : operations;
}

/** Do these operations, each of them once, hold the whole catalogue? */
export function recordsAll(operations: readonly string[], catalogue: Catalogue | null): boolean {
  const all = everyType(catalogue);
  if (operations.length < all.length) return false;
  const held = new Set(operations);
  return all.every((name) => held.has(name));
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
