import type { Change } from '../model/change.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { byAddress } from './by-address.ts';

/** Consent given on the command line, one address at a time. */
export interface Consent {
  readonly weaken: readonly string[];
  readonly historyLoss: readonly string[];
}

/** What neither a waiver in the manifest nor a flag has consented to, one problem per target and kind of consent. */
export function missingConsent(changes: readonly Change[], consent: Consent): Problem[] {
  const open = changes.filter(({ waiver }) => waiver === null);
  const weakening = open.filter((change) => change.direction === 'weakens' && !consent.weaken.includes(change.address));
  const losing = open.filter((change) => change.historyLoss && !consent.historyLoss.includes(change.address));
  return [
    ...[...byAddress(weakening).values()].map((group) => needs(group, 'AF410', 'weakens auditing', '--allow-weaken')),
    ...[...byAddress(losing).values()].map((group) =>
      needs(group, 'AF411', 'makes the vendor delete existing records', '--allow-history-loss'),
    ),
  ];
}

function needs(changes: readonly Change[], code: 'AF410' | 'AF411', what: string, flag: string): Problem {
  const { address, origin } = changes[0]!;
  const paths = [...new Set(changes.map(({ path, manifestPath }) => manifestPath ?? `/spec${path}`))];
  const waivers = paths.length === 1 ? `a waiver for ${paths[0]}` : 'waivers';
  return {
    code,
    severity: 'warning',
    message: `${address} ${what}: ${listed(paths)}.`,
    at: { ...(origin ?? {}), address, path: paths[0]! },
    fix: `Add ${waivers} to the manifest, or pass ${flag} ${address} --reason TEXT.`,
  };
}

function listed(paths: readonly JsonPointer[]): string {
  const shown = paths.slice(0, 5).join(', ');
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

/** `N` or `P%` of the targets' changes. Null when the text is neither. */
export function parseMaxChanges(text: string): ((plan: Plan) => Problem | null) | null {
  const match = /^(\d+)(%?)$/.exec(text);
  if (match === null) return null;
  const amount = Number(match[1]);
  return (plan) => {
    const [found, of] = match[2] === '%' ? [plan.summary.changed, plan.summary.targets] : [plan.changes.length, null];
    const exceeded = of === null ? found > amount : found * 100 > amount * of;
    if (!exceeded) return null;
    const counted = of === null ? `${found} changes` : `${found} of ${of} targets change`;
    return {
      code: 'AF412',
      severity: 'error',
      message: `${counted}; --max-changes permits ${text}.`,
      at: null,
      fix: `Check the plan; then pass --max-changes ${of === null ? found : `${Math.ceil((found * 100) / Math.max(of, 1))}%`}.`,
    };
  };
}
