import type { Palette } from './palette.ts';
import { plain } from './pieces.ts';
import { oneLine } from './printable.ts';
import { NO_CALL, type ReviewRow, type ReviewSection } from './review.ts';

export const SYMBOLS = { strengthens: '+', weakens: '-', neutral: '~', unknown: '?' } as const;

/** One section for a terminal: each change in words, and below it the line that asks for it and the call that brings it about. */
export function sectionText({ kind, title, count, rows, verb }: ReviewSection, palette: Palette): string {
  const heading = palette.bold(`${title} (${count})`);
  const lines = rows.map((row) => rowText(row, verb, palette)).join('');
  return `${kind === 'worst' ? palette.red(heading) : heading}\n${lines}`;
}

function rowText(
  { address, words, seen, setting, place, calls, marks, aside }: ReviewRow,
  verb: string,
  palette: Palette,
): string {
  const colour = { strengthens: palette.green, weakens: palette.red, neutral: palette.cyan, unknown: palette.yellow };
  const where = place === '' ? '' : `${oneLine(place)}  `;
  const made = calls.length === 0 ? NO_CALL : `${verb} ${calls.map(oneLine).join(' and ')}`;
  const below = [...(aside === null ? [] : [oneLine(aside)]), palette.dim(`${where}${oneLine(setting)}  ${made}`)];
  const loud = marks.map((mark) => `  ${palette.red(oneLine(mark))}`).join('');
  return `  ${colour[seen](`${SYMBOLS[seen]} ${oneLine(address)}  ${plain(words)}`)}${loud}\n${below.map((line) => `      ${line}\n`).join('')}`;
}
