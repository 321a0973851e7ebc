import type { Piece } from './pieces.ts';
import { cut, oneLine } from './printable.ts';

/** Shows nothing, and parts a sign from what would make a reference of it: escapes do not, since references are looked for after rendering. */
const BREAK = '\u200b';
const MOST_TEXT = 1_000;

/** Text that stays text in GitHub and GitLab Markdown, in tables too, and refers to nobody and nothing. */
export function markdownText(text: string): string {
  return cut(oneLine(text), MOST_TEXT)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]#|~$]/g, (char) => `\\${char}`)
    .replaceAll(/@|#|(?:[!$~%]|&amp;)(?=\w)|GH-(?=\d)/gi, (sign) => `${sign}${BREAK}`)
    .replaceAll(/(https?|ftp|mailto|xmpp):/gi, `$1:${BREAK}`)
    .replaceAll(/www\./gi, (start) => `${start}${BREAK}`);
}

/** Inline code: backticks inside cannot end it, a bar cannot end a table cell. */
export function markdownCode(text: string): string {
  const inside = cut(oneLine(text), MOST_TEXT)
    // A backslash before an escaped bar would free the bar again.
    .replaceAll(/(\\?)\|/g, (_, slash: string) => (slash === '' ? '\\|' : '\\¦'))
    .replaceAll('<!--', `<${BREAK}!--`);
  const fence = '`'.repeat(Math.max(0, ...(inside.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  const room = fence.length > 1 || /^\s|\s$/.test(inside) ? ' ' : '';
  return inside.trim() === '' ? '(empty)' : `${fence}${room}${inside}${room}${fence}`;
}

export function markdownPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.code ? markdownCode(piece.text) : markdownText(piece.text))).join('');
}
