import type { Drift } from '../drift/tell-apart.ts';

const CAUSES: Readonly<Record<Drift['by'], string>> = {
  vendor: 'changed at the vendor',
  manifest: 'the manifest has changed and was not applied',
  unknown: 'never seen as wanted by this journal',
};

/** Who moved, between when and when, and what SIEM rules call it. */
export function driftWords({ by, lastRight, firstWrong, techniques }: Drift): string {
  const window = lastRight === null ? `first seen ${firstWrong}` : `between ${lastRight} and ${firstWrong}`;
  const tags = techniques.map(({ version, id }) => `${id} (v${version})`).join(', ');
  return `${CAUSES[by]}, ${window}${tags === '' ? '' : `; ATT&CK ${tags}`}`;
}
