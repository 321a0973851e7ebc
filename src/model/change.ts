import type { Json } from './json.ts';
import type { JsonPointer } from './pointer.ts';
import type { SourceSpan } from './problem.ts';

export type Direction = 'strengthens' | 'weakens' | 'neutral' | 'unknown';

/** A value fit for output: `{ secret: true }` and `{ hidden: true }` stand for what must not or cannot be shown. */
export type Shown = Json | { readonly secret: true } | { readonly hidden: true };

/** One RFC 6902 operation over the normalised live document. */
export type PatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: JsonPointer; readonly value: Json }
  | { readonly op: 'remove'; readonly path: JsonPointer };

/** One difference between what is wanted and what is. */
export interface Change {
  /** `Kind/name#/path`. */
  readonly id: string;
  readonly address: string;
  /** Pointer into the spec; members of sets and keyed lists are addressed by member, not by position. */
  readonly path: JsonPointer;
  /** What the vendor calls this member, where the path alone says little: `memcached/document read`. */
  readonly label?: string;
  /** Pointer into the manifest, where that is not `/spec` and `path`: items of a list stand there by their place. */
  readonly manifestPath?: JsonPointer;
  readonly before: Shown;
  readonly after: Shown;
  readonly direction: Direction;
  /** The vendor deletes existing records when this change is made. */
  readonly historyLoss: boolean;
  /** The manifest line that asks for it. */
  readonly origin: SourceSpan | null;
  readonly patch: readonly PatchOperation[];
  /** Consent given in the manifest, where there is any. */
  readonly waiver: Waiver | null;
}

/**
 * Consent to weaker values at and below `path`, valid through the day `until` (UTC). With `check` it is consent to the
 * failure of that one check of a guardrail pack there, and to nothing else.
 */
export interface Waiver {
  readonly path: JsonPointer;
  readonly check?: string;
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly until: string;
}
