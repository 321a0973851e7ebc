import type { Json, JsonObject } from '../../model/json.ts';

/** What a wish means for one instance. */
export interface Intent {
  /** Auditing is to be on afterwards. */
  readonly on: boolean;
  readonly enabling: boolean;
  readonly disabling: boolean;
  /** The retention to have; undefined: as it is, or of no concern while auditing is off. */
  readonly retention: Json | undefined;
}

/** DbAudit left out means "as it is"; a retention never switches anything on. */
export function intentOf(wish: JsonObject, liveOn: boolean): Intent {
  const on = wish.DbAudit === undefined ? liveOn : wish.DbAudit === true;
  return { on, enabling: on && !liveOn, disabling: liveOn && !on, retention: on ? wish.Retention : undefined };
}
