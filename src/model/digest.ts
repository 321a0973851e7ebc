import { createHash, hash } from 'node:crypto';
import { canonical, type Json, writeCanonical } from './json.ts';

/** Characters hashed at a time: a whole plan's text would take as much memory as the plan. */
const PIECE = 65_536;
/** A plan's targets, changes and operations lie two levels down. */
const LEVELS = 2;

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

export function digest(value: Json): Digest {
  return `sha256:${sha256(canonical(value))}`;
}

/** The same for a value as large as a plan. */
export function digestInPieces(value: Json): Digest {
  const hashed = createHash('sha256');
  let pending = '';
  writeCanonical(value, LEVELS, (piece) => {
    pending += piece;
    if (pending.length < PIECE) return;
    hashed.update(pending);
    pending = '';
  });
  return `sha256:${hashed.update(pending).digest('hex')}`;
}

/** 64 lower-case hex digits; of a text, that of its UTF-8 bytes. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}
