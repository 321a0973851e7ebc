import type { Selector } from '../pipeline/selector.ts';
import type { PackCheck } from '../schema/generated/pack-checks.ts';
import type { Pack } from '../schema/generated/pack.ts';
import { packChecks } from '../schema/generated/packs.ts';

/** A pack that is switched on, for the manifests that the selector chooses; without one for all. */
export interface ChosenPack {
  readonly pack: Pack;
  readonly selector: Selector | undefined;
}

/** One check, and every chosen pack that asks for it: it is judged once and told once. */
export interface ChosenCheck {
  readonly check: PackCheck;
  readonly demands: readonly Demand[];
}

export interface Demand extends ChosenPack {
  /** `PCI-DSS-4.0.1/10.5.1`. */
  readonly controls: readonly string[];
  readonly severity: 'error' | 'warning';
  readonly reason: string | undefined;
}

/** In the order of the catalogue. */
export function chosenChecks(chosen: readonly ChosenPack[]): ChosenCheck[] {
  return packChecks.flatMap((check) => {
    const demands = chosen.flatMap((choice) => demandOf(choice, check.id));
    return demands.length === 0 ? [] : [{ check, demands }];
  });
}

function demandOf({ pack, selector }: ChosenPack, id: string): Demand[] {
  const entry = pack.checks.find(({ check }) => check === id);
  if (entry === undefined) return [];
  const controls = entry.controls.map((control) => `${pack.controlPrefix}/${control}`);
  return [{ pack, selector, controls, severity: entry.severity, reason: entry.reason }];
}
