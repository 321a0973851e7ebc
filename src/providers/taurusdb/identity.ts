import type { JsonObject } from '../../model/json.ts';

/** Ids are unique over all regions and never reused. */
export function identityOf(target: JsonObject): string {
  return `taurusdb/${String(target.instance_id).toLowerCase()}`;
}
