import { nearest } from '../model/nearest.ts';
import type { Pack } from '../schema/generated/pack.ts';
import { packs } from '../schema/generated/packs.ts';

/** By name or by another name that it answers to. */
export function findPack(name: string): Pack | null {
  return packs.find((pack) => pack.name === name || pack.aliases?.includes(name)) ?? null;
}

/** What to say about a name that no pack has. */
export function knownPacks(name: string): string {
  const near = nearest(
    name,
    packs.flatMap((pack) => [pack.name, ...(pack.aliases ?? [])]),
  );
  const known = packs.map((pack) => [pack.name, ...(pack.aliases ?? []).map((alias) => `(${alias})`)].join(' '));
  return `${near === null ? '' : `Did you mean ${near}? `}Packs: ${known.join(', ')}.`;
}
