import type { Digest } from '../model/digest.ts';
import type { Target } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { Rule } from '../pipeline/guardrails.ts';

/** All manifests below the paths, judged together and narrowed to what was selected. */
export interface Project {
  readonly targets: readonly Target[];
  /** Of all manifests, selected or not. */
  readonly addresses: ReadonlySet<string>;
  readonly rules: readonly Rule[];
  readonly files: readonly { readonly file: string; readonly digest: Digest }[];
  readonly problems: readonly Problem[];
  /** Documents that belong to something else. */
  readonly skipped: number;
}
