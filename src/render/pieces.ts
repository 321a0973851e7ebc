import { oneLine } from './printable.ts';

/** A stretch of a sentence: words of ours, or (`code`) text of a manifest or vendor, which each format has to keep from being markup. */
export interface Piece {
  readonly text: string;
  readonly code: boolean;
}

export function word(text: string): Piece {
  return { text, code: false };
}

export function code(text: string): Piece {
  return { text, code: true };
}

/** For a terminal and for messages that are plain text: what is not ours stands in backticks. */
export function plain(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.code ? `\`${oneLine(piece.text)}\`` : oneLine(piece.text))).join('');
}
