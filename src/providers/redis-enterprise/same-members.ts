import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** `value` reduced to the members that `like` has, at every level. */
export function sameMembers(like: JsonObject, value: JsonObject): JsonObject {
  const entries = Object.keys(like).flatMap((key): [string, Json][] => {
    const [wanted, found] = [like[key], Object.hasOwn(value, key) ? value[key] : undefined];
    if (found === undefined) return [];
    return [[key, isObject(wanted) && isObject(found) ? sameMembers(wanted, found) : found]];
  });
  return Object.fromEntries(entries);
}
