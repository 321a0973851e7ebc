import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';

/** What read keeps in `observation.limits`. */
export interface TairLimits {
  /** The vendor says that this instance has no audit logs. */
  readonly unsupported: boolean;
  readonly region: string;
}

export function limitsOf(live: Observation): TairLimits {
  return live.limits as unknown as TairLimits;
}

export function asLimits(limits: TairLimits): JsonObject {
  return limits as unknown as JsonObject;
}
