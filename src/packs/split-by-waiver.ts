import type { Waiver } from '../model/change.ts';
import { isWithin } from '../model/pointer.ts';
import type { FailedSetting } from '../pipeline/failed-setting.ts';

export interface Waived {
  readonly waiver: Waiver;
  readonly setting: FailedSetting;
}

export interface Split {
  /** Each waiver once, at the first setting that it covers. */
  readonly waived: readonly Waived[];
  readonly open: readonly FailedSetting[];
}

/**
 * Goes through a check's rules, one after the other, until one fails where no waiver covers it. What a later rule says of
 * a whole list follows from the item that was waived, and is covered with it.
 */
export function splitByWaiver(
  check: string,
  waivers: readonly Waiver[],
  rules: readonly (() => readonly FailedSetting[])[],
): Split {
  const own = waivers.filter((waiver) => waiver.check === check);
  const waived: Waived[] = [];
  for (const rule of rules) {
    const open: FailedSetting[] = [];
    for (const setting of rule()) {
      const waiver = own.find(({ path }) => setting.path !== null && isWithin(setting.path, path));
      if (waiver !== undefined) waived.push({ waiver, setting });
      else if (!waived.some((earlier) => follows(setting, earlier.setting))) open.push(setting);
    }
    if (open.length > 0) return { waived: once(waived), open };
  }
  return { waived: once(waived), open: [] };
}

function follows(setting: FailedSetting, waived: FailedSetting): boolean {
  return setting.path !== null && waived.path !== null && isWithin(waived.path, setting.path);
}

function once(waived: readonly Waived[]): Waived[] {
  return waived.filter(({ waiver }, index) => waived.findIndex((other) => other.waiver === waiver) === index);
}
