import type { Piece } from './pieces.ts';
import { oneLine } from './printable.ts';

/** Text that stays text in HTML and SVG, in attributes too. */
export function htmlText(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export function htmlCode(text: string): string {
  return text === '' ? '' : `<code>${htmlText(text)}</code>`;
}

export function htmlPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.code ? htmlCode(piece.text) : htmlText(piece.text))).join('');
}
