import { createHash } from 'node:crypto';
import { canonical, type Json } from './json.ts';

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

export function digest(value: Json): Digest {
  return `sha256:${sha256(canonical(value))}`;
}

export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
