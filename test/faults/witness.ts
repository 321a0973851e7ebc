import { isDeepStrictEqual } from 'node:util';
import type { Fleet, Tamper } from './fleet.ts';

/** Watches one fleet's simulator from its first request to its last. */
export interface Witness {
  readonly fleet: Fleet;
  /** What went wrong, in words. */
  readonly charges: string[];
  /** Looks at the state now. Settings must not be weaker than when it last looked. */
  look(): void;
  /** Somebody else changes something: not our doing, whatever it weakens. */
  tamper(tamper: Tamper): void;
  /** From now on the targets that fit at any moment are counted anew. */
  beginRun(): void;
  /** Fitted its manifest at some moment of this run, but for what the plan says it cannot see. */
  fitted(address: string, skip: readonly string[]): boolean;
  /** Whose settings somebody else changed in this run. */
  readonly tampered: ReadonlySet<string>;
  /** From now on this address may be weakened: consent was given. */
  pardon(address: string): void;
  /** Compares what nobody was to touch with what it was at the start, the others' own changes done to both. */
  compareUntouched(): void;
}

export function createWitness(fleet: Fleet): Witness {
  const charges: string[] = [];
  const pristine = fleet.simulator.state();
  const pardoned = new Set<string>();
  const tampered = new Set<string>();
  let strengths = fleet.strengths(pristine);
  let states: unknown[] = [];
  const see = (state: unknown) => {
    const next = fleet.strengths(state);
    for (const key of new Set([...strengths.keys(), ...next.keys()])) {
      const [was, is] = [strengths.get(key) ?? 0, next.get(key) ?? 0];
      if (is < was && !pardoned.has(key.split('|')[0]!))
        charges.push(`weakened without consent: ${key} from ${was} to ${is}`);
    }
    strengths = next;
    states.push(state);
  };
  const look = () => see(fleet.simulator.state());
  return {
    fleet,
    charges,
    tampered,
    look,
    tamper(tamper) {
      const state = fleet.simulator.state();
      see(state);
      const changed = structuredClone(state);
      tamper.change(changed);
      tamper.change(pristine);
      fleet.simulator.restore(changed);
      if (tamper.address !== null) tampered.add(tamper.address);
      strengths = fleet.strengths(changed);
      states.push(changed);
    },
    beginRun() {
      tampered.clear();
      states = [];
      look();
    },
    fitted: (address, skip) => states.some((state) => fleet.misfit(state, address, skip) === null),
    pardon: (address) => void pardoned.add(address),
    compareUntouched() {
      const state = fleet.simulator.state();
      const [was, is] = [fleet.untouchable(pristine), fleet.untouchable(state)];
      if (!isDeepStrictEqual(was, is))
        charges.push(`${fleet.name}: unmanaged settings changed: ${difference(was, is, '')}`);
      charges.push(...fleet.wrongs(state).map((wrong) => `${fleet.name}: ${wrong}`));
    },
  };
}

/** The first place where two values differ. */
function difference(was: unknown, is: unknown, path: string): string {
  if (typeof was === 'object' && typeof is === 'object' && was !== null && is !== null) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const [left, right] = [(was as Record<string, unknown>)[key], (is as Record<string, unknown>)[key]];
      if (!isDeepStrictEqual(left, right)) return difference(left, right, `${path}/${key}`);
    }
  }
  return `${path} from ${JSON.stringify(was)} to ${JSON.stringify(is)}`;
}
