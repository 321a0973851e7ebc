import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Release } from './release.ts';
import type { Descriptor } from './wire.ts';

/** What read keeps in `observation.limits`. */
export interface CouchbaseLimits {
  /** As the server spells it. */
  readonly uuid: string;
  /** Of the active nodes: they differ during an upgrade. */
  readonly lowest: Release;
  readonly highest: Release;
  /** Filterable events; null when the manifest does not manage `disabled`. */
  readonly descriptors: readonly Descriptor[] | null;
  /** Events that are always recorded; only read to explain why one is refused. */
  readonly fixed: readonly Descriptor[] | null;
}

export function limitsOf(live: Observation): CouchbaseLimits {
  return live.limits as unknown as CouchbaseLimits;
}

export function asLimits(limits: CouchbaseLimits): JsonObject {
  return limits as unknown as JsonObject;
}
