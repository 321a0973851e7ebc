import { readFileSync } from 'node:fs';
import type { Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import type { FaultRule } from '../../src/sandbox/fault.ts';

/** One thing that happens, with the sentence that tells it. */
export type Step = { readonly tell: string } & (
  | { readonly run: string; readonly answer?: 'yes' | 'no' }
  /** Somebody changes a vendor's state, as a JSON Patch. */
  | { readonly vendor: string; readonly patch: readonly Operation[] }
  | { readonly vendor: string; readonly faults: readonly FaultRule[] | null }
  /** Somebody edits the manifest: every `from` becomes `to`. */
  | { readonly edit: { readonly from: string; readonly to: string; readonly file?: string } }
);

export interface Story {
  readonly about: string;
  readonly steps: readonly Step[];
}

export function readStory(file: string): Story {
  return parse(readFileSync(file, 'utf8')) as Story;
}
