import type { Drift } from '../drift/tell-apart.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';

const CAUSES: Readonly<Record<Drift['by'], string>> = {
  vendor: 'changed at the vendor',
  manifest: 'the manifest has changed and was not applied',
  unknown: 'never seen as wanted by this journal',
};

/** Below the drift itself: where each difference comes from. */
export function driftOrigin(drift: readonly Drift[], palette: Palette): string {
  if (drift.length === 0) return '';
  const rows = drift.map((one) => `  ${printable(one.change)}: ${driftWords(one)}\n`);
  return `\n${palette.bold('Where it comes from')}\n${rows.join('')}`;
}

/** Who moved, between when and when, and what SIEM rules call it. */
export function driftWords({ by, lastRight, firstWrong, techniques }: Drift): string {
  const window = lastRight === null ? `first seen ${firstWrong}` : `between ${lastRight} and ${firstWrong}`;
  const tags = techniques.map(({ version, id }) => `${id} (v${version})`).join(', ');
  return `${CAUSES[by]}, ${window}${tags === '' ? '' : `; ATT&CK ${tags}`}`;
}
