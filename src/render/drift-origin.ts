import type { Drift } from '../drift/tell-apart.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';

const CAUSES: Readonly<Record<Drift['by'], string>> = {
  vendor: 'changed at the vendor',
  manifest: 'the manifest has changed and was not applied',
  unknown: 'never seen as wanted by this journal',
};

/** Below the drift itself: who moved, between when and when, and what SIEM rules call it. */
export function driftOrigin(drift: readonly Drift[], palette: Palette): string {
  if (drift.length === 0) return '';
  const rows = drift.map(({ change, by, lastRight, firstWrong, techniques }) => {
    const window = lastRight === null ? `first seen ${firstWrong}` : `between ${lastRight} and ${firstWrong}`;
    const tags = techniques.map(({ version, id }) => `${id} (v${version})`).join(', ');
    return `  ${printable(change)}: ${CAUSES[by]}, ${window}${tags === '' ? '' : `; ATT&CK ${tags}`}\n`;
  });
  return `\n${palette.bold('Where it comes from')}\n${rows.join('')}`;
}
