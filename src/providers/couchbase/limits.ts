import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Descriptor } from './wire.ts';

/** What read keeps in `observation.limits`. */
export interface CouchbaseLimits {
  readonly uuid: string;
  readonly version: readonly number[];
  /** Filterable events; null when the manifest does not manage `disabled`. */
  readonly descriptors: readonly Descriptor[] | null;
}

export function limitsOf(live: Observation): CouchbaseLimits {
  return live.limits as unknown as CouchbaseLimits;
}

export function asLimits(limits: CouchbaseLimits): JsonObject {
  return limits as unknown as JsonObject;
}

/** An unknown version counts as new enough: the vendor judges then. */
export function atLeast(version: readonly number[], ...least: readonly number[]): boolean {
  if (version.length === 0) return true;
  const index = least.findIndex((part, at) => (version[at] ?? 0) !== part);
  return index < 0 || (version[index] ?? 0) > least[index]!;
}
