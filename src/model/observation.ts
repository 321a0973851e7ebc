import { type Digest, digest } from './digest.ts';
import type { Fact } from './fact.ts';
import type { Json, JsonObject } from './json.ts';
import type { JsonPointer } from './pointer.ts';
import type { Problem } from './problem.ts';

/** Live settings of one target, in the normal form of the provider's schema. */
export interface Observation {
  readonly address: string;
  /** The vendor object itself (cluster uuid, instance id): two manifests with one identity are a conflict. */
  readonly identity: string;
  readonly presence: 'present' | 'absent';
  /** Spec-shaped; sets sorted and without repeats; what the vendor did not report is left out. Null when absent. */
  readonly document: JsonObject | null;
  /** Members of the spec that this vendor does not let us read back: never compared, never called equal. */
  readonly hidden: readonly JsonPointer[];
  /** Facts that are true now, sorted. */
  readonly facts: readonly Fact[];
  /** What this very instance accepts: versions, event ids, operation types. For the provider's own use. */
  readonly limits: JsonObject;
  /** False while a change of the vendor's own is still under way. */
  readonly settled: boolean;
  /** The vendor's change token, where it has one. */
  readonly token: string | null;
  /** What the reader noticed and a person should know. */
  readonly notes: readonly Problem[];
}

/** Same settings, same fingerprint. Memory and limits are not part of it. */
export function fingerprint(observation: Observation): Digest {
  const { identity, presence, document, token } = observation;
  return digest({ identity, presence, document, token } satisfies Record<string, Json>);
}
