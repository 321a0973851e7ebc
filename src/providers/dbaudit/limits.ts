import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';

/** What read keeps in `observation.limits`. */
export interface DbauditLimits {
  /** The vendor's id; null when there is no such object. */
  readonly id: string | null;
  /** audit_options as answered, unknown keys too; null when not shown. */
  readonly options: JsonObject | null;
  readonly status: string | null;
  readonly auditStatus: string | null;
  readonly policiesActive: number | null;
  readonly alertsPending: number | null;
}

export const NO_DATABASE: DbauditLimits = {
  id: null,
  options: null,
  status: null,
  auditStatus: null,
  policiesActive: null,
  alertsPending: null,
};

export function limitsOf(live: Observation): DbauditLimits {
  return live.limits as unknown as DbauditLimits;
}

export function asLimits(limits: DbauditLimits): JsonObject {
  return limits as unknown as JsonObject;
}
