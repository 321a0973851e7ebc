import type { Plan } from '../model/plan.ts';

/** The numbers of a plan at a glance; what is in sync is one of them, whatever the number of targets. */
export function planTiles({ summary }: Plan): string {
  const tiles: [number, string, string][] = [
    [summary.targets, 'targets', ''],
    [summary.inSync, 'in sync', 'good'],
    [summary.changed, 'to change', ''],
    [summary.blocked, 'blocked', 'bad'],
    [summary.unreadable, 'unreadable', 'bad'],
    [summary.weakens, 'weaken', 'bad'],
    [summary.historyLoss, 'lose history', 'bad'],
    [summary.unknown, 'direction unknown', 'doubt'],
    [summary.strengthens, 'strengthen', 'good'],
    [summary.neutral, 'neutral', ''],
    [summary.unverifiable, 'cannot be verified', 'doubt'],
  ];
  const shown = tiles.filter(([count, title]) => count > 0 || title === 'targets');
  return `<dl class="tiles">${shown.map(([count, title, kind]) => `<div${kind === '' ? '' : ` class="${kind}"`}><dt>${title}</dt><dd>${count}</dd></div>`).join('')}</dl>\n`;
}
