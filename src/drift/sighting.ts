import { digest } from '../model/digest.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Plan, PlannedTarget } from '../model/plan.ts';

/** What was last seen of one target. Times are ISO 8601, UTC. */
export interface Sighting {
  readonly checked: string;
  /** Digests of what the manifest wanted, by member of the spec, when the target was last seen as wanted; null: never. */
  readonly wanted: Readonly<Record<string, string>> | null;
  /** By change id: when the difference was first seen, and when it was last seen not to be there. */
  readonly wrong: Readonly<Record<string, { readonly since: string; readonly before: string | null }>>;
}

/** By address. */
export type Sightings = Readonly<Record<string, Sighting>>;

/** What this plan saw, added to what was seen before. Targets that could not be read stay as they were. */
export function sightingsOf(plan: Plan, earlier: Sightings, now: string): Sightings {
  const seen: Record<string, Sighting> = { ...earlier };
  for (const target of plan.targets) {
    if (target.status === 'unreadable') continue;
    const old = Object.hasOwn(earlier, target.address) ? earlier[target.address]! : null;
    const ids = plan.changes.filter(({ address }) => address === target.address).map(({ id }) => id);
    const wrong = ids.map((id) => [id, old?.wrong[id] ?? { since: now, before: old?.checked ?? null }] as const);
    seen[target.address] = {
      checked: now,
      wanted: ids.length === 0 ? wantedOf(target) : (old?.wanted ?? null),
      wrong: Object.fromEntries(wrong),
    };
  }
  return seen;
}

/** Targets that apply has brought to what the manifest wants. */
export function broughtAbout(plan: Plan, addresses: ReadonlySet<string>, earlier: Sightings, now: string): Sightings {
  const done = plan.targets.filter(({ address }) => addresses.has(address));
  const entries = done.map(
    (target) => [target.address, { checked: now, wanted: wantedOf(target), wrong: {} }] as const,
  );
  return { ...earlier, ...Object.fromEntries(entries) };
}

/** Secrets are references here, so their digests tell nothing. */
export function wantedOf({ desired: { spec, ensure } }: PlannedTarget): Record<string, string> {
  const members: JsonObject = { ...spec, ensure };
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, digest(value as Json)]));
}
