import { createHash } from 'node:crypto';
import { type Json, writeCanonical } from './json.ts';

/** Characters hashed at a time: a whole plan's text would take as much memory as the plan. */
const PIECE = 65_536;

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

export function digest(value: Json): Digest {
  const hash = createHash('sha256');
  let pending = '';
  writeCanonical(value, (text) => {
    pending += text;
    if (pending.length < PIECE) return;
    hash.update(pending);
    pending = '';
  });
  return `sha256:${hash.update(pending).digest('hex')}`;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
