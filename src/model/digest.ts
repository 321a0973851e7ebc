import { createHash } from 'node:crypto';
import { canonicalPieces, type Json } from './json.ts';

/** Characters hashed at a time: a whole plan's text would take as much memory as the plan. */
const PIECE = 65_536;
/** A plan's targets, changes and operations lie two levels down. */
const LEVELS = 2;

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

export function digest(value: Json): Digest {
  const hash = createHash('sha256');
  let pending = '';
  for (const piece of canonicalPieces(value, LEVELS)) {
    pending += piece;
    if (pending.length < PIECE) continue;
    hash.update(pending);
    pending = '';
  }
  return `sha256:${hash.update(pending).digest('hex')}`;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
