import type { Plan } from '../model/plan.ts';
import type { Palette } from './palette.ts';

/** `Plan: 5 targets, 3 in sync, …`: the numbers of `summary`, zeros left out. */
export function planSummary({ summary, verdict }: Plan, palette: Palette): string {
  const counts: [number, string][] = [
    [summary.inSync, 'in sync'],
    [summary.changed, 'to change'],
    [summary.blocked, 'blocked'],
    [summary.unreadable, 'unreadable'],
  ];
  const directions: [number, string][] = [
    [summary.weakens, 'weaken'],
    [summary.historyLoss, 'lose history'],
    [summary.unknown, 'unknown'],
    [summary.strengthens, 'strengthen'],
    [summary.neutral, 'neutral'],
  ];
  const list = (entries: [number, string][]) =>
    entries
      .filter(([count]) => count > 0)
      .map(([count, words]) => `${count} ${words}`)
      .join(', ');
  const details = list(directions);
  const colour = {
    'in-sync': palette.green,
    ready: palette.cyan,
    'needs-consent': palette.yellow,
    blocked: palette.red,
  }[verdict];
  const changes = details === '' ? '' : ` Changes: ${details}.`;
  const hidden =
    summary.unverifiable === 0
      ? ''
      : ` Cannot be verified: ${summary.unverifiable} ${summary.unverifiable === 1 ? 'setting' : 'settings'}.`;
  return `Plan: ${summary.targets} ${summary.targets === 1 ? 'target' : 'targets'}: ${list(counts) || 'none'}.${changes}${hidden} Verdict: ${colour(palette.bold(verdict))}`;
}
