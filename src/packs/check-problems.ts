import type { Target } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { FailedSetting } from '../pipeline/failed-setting.ts';
import type { KindCheck, PackCheck } from '../schema/generated/pack-checks.ts';
import type { Demand } from './chosen-check.ts';
import type { Split, Waived } from './split-by-waiver.ts';

export interface JudgedCheck {
  readonly check: PackCheck;
  readonly ofKind: KindCheck;
  /** Never empty. */
  readonly demands: readonly Demand[];
}

/** At most one problem for what fails, at its first setting, and a note for each waiver that silences the check somewhere. */
export function checkProblems(judged: JudgedCheck, target: Target, { open, waived }: Split): Problem[] {
  const notes = waived.map((one) => waivedNote(judged, target, one));
  // A wrong value tells more than one that is not there.
  const sorted = [...open.filter(({ missing }) => !missing), ...open.filter(({ missing }) => missing)];
  return sorted.length === 0 ? notes : [failure(judged, target, sorted), ...notes];
}

function failure({ check, ofKind, demands }: JudgedCheck, target: Target, open: readonly FailedSetting[]): Problem {
  const [first, ...others] = open;
  const paths = others.flatMap(({ path }) => (path === null ? [] : [path]));
  const also = paths.length === 0 ? '' : ` Also ${listed(paths)}.`;
  const reason = demands.find((demand) => demand.reason !== undefined)?.reason ?? check.reason;
  return {
    code: 'AF214',
    severity: severityOf(demands, ofKind),
    message: `${target.address} fails ${named(check, demands)}: ${first!.words}; would pass: ${ofKind.passes}.${also} ${reason}`,
    at: first!.at,
    fix: ofKind.remedy,
  };
}

function waivedNote({ check, demands }: JudgedCheck, target: Target, { waiver, setting }: Waived): Problem {
  return {
    code: 'AF218',
    severity: 'note',
    message: `${target.address} fails ${named(check, demands)}, waived until ${waiver.until} by ${waiver.owner}: ${waiver.reason} (${setting.words})`,
    at: setting.at,
    fix: null,
  };
}

/** `kept-365-days of pci-dss-4.0.1 [PCI-DSS-4.0.1/10.5.1]`. */
function named({ id }: PackCheck, demands: readonly Demand[]): string {
  const packs = [...new Set(demands.map(({ pack }) => pack.name))];
  const controls = [...new Set(demands.flatMap((demand) => demand.controls))];
  return `${id} of ${packs.join(', ')} [${controls.join(', ')}]`;
}

function severityOf(demands: readonly Demand[], ofKind: KindCheck): 'error' | 'warning' {
  return ofKind.severity ?? (demands.some(({ severity }) => severity === 'error') ? 'error' : 'warning');
}

function listed(paths: readonly string[]): string {
  return paths.length > 5 ? `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more` : paths.join(', ');
}
