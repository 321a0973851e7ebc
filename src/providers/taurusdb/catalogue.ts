import type { Json, JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import { unique } from './wire.ts';

/** Stands for every type while the instance's own catalogue could not be understood. */
export const EVERY_TYPE = '(every type)';

/** What read keeps in `observation.limits`. */
export interface TaurusDBLimits {
  /** Group → operation names; null: not understood. */
  readonly catalogue: Readonly<Record<string, readonly string[]>> | null;
  /** `audit_types` exactly as answered, for sending back what the manifest does not manage. */
  readonly answered: readonly string[];
}

export function limitsOf(live: Observation): TaurusDBLimits {
  return live.limits as unknown as TaurusDBLimits;
}

export function asLimits(limits: TaurusDBLimits): JsonObject {
  return limits as unknown as JsonObject;
}

/** Every operation name of the instance, sorted. */
export function everyType(catalogue: TaurusDBLimits['catalogue']): string[] {
  return catalogue === null ? [EVERY_TYPE] : unique(Object.values(catalogue).flat());
}

/** Names with groups unfolded; a name that is both a group and an operation is the operation. Empty means every type. */
export function unfold(names: readonly string[], catalogue: TaurusDBLimits['catalogue']): string[] {
  if (names.length === 0) return everyType(catalogue);
  const all = new Set(everyType(catalogue));
  return unique(names.flatMap((name) => (all.has(name) ? [name] : (groupOf(name, catalogue) ?? [name]))));
}

export function groupOf(name: string, catalogue: TaurusDBLimits['catalogue']): readonly string[] | null {
  return catalogue !== null && Object.hasOwn(catalogue, name) ? catalogue[name]! : null;
}

export function names(value: Json | undefined): readonly string[] {
  return (value ?? []) as readonly string[];
}
