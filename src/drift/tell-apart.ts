import { digest } from '../model/digest.ts';
import type { Change } from '../model/change.ts';
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { tokens } from '../model/pointer.ts';
import { type AttackTechnique, attackTechniques } from './attack-techniques.ts';
import { type Sighting, type Sightings, wantedOf } from './sighting.ts';

/** Where one difference comes from. */
export interface Drift {
  /** Id of the change that would undo it. */
  readonly change: string;
  /** `vendor`: the manifest has wanted the same since it was last seen right. `manifest`: the wish itself has changed. */
  readonly by: 'vendor' | 'manifest' | 'unknown';
  /** Last seen right, first seen wrong; null where it was never seen right. */
  readonly lastRight: string | null;
  readonly firstWrong: string;
  /** Only where auditing was weakened at the vendor. */
  readonly techniques: readonly AttackTechnique[];
  /** Same target, setting and values, same fingerprint: one alert for one drift. */
  readonly fingerprint: string;
}

/** Tells for every change of a plan whether somebody changed the vendor's settings or the manifest, and in which window. */
export function tellApart(plan: Plan, earlier: Sightings, now: string): Drift[] {
  const wanted = new Map(plan.targets.map((target) => [target.address, wantedOf(target)]));
  return plan.changes.map((change) => {
    const old = Object.hasOwn(earlier, change.address) ? earlier[change.address]! : null;
    const by = cause(change, old, wanted.get(change.address)!);
    const known = old?.wrong[change.id];
    return {
      change: change.id,
      by,
      lastRight: known === undefined ? (old?.checked ?? null) : known.before,
      firstWrong: known?.since ?? now,
      techniques: by !== 'manifest' && change.direction === 'strengthens' ? attackTechniques(kindOf(change)) : [],
      fingerprint: digest({ id: change.id, before: change.before, after: change.after } as unknown as Json),
    };
  });
}

function cause({ path }: Change, old: Sighting | null, wanted: Readonly<Record<string, string>>): Drift['by'] {
  if (old === null || old.wanted === null) return 'unknown';
  const [member] = tokens(path);
  return old.wanted[member!] === wanted[member!] ? 'vendor' : 'manifest';
}

function kindOf({ address }: Change): string {
  return address.split('/')[0]!;
}
