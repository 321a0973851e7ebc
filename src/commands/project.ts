import type { HostList } from '../connection/host-list.ts';
import type { Digest } from '../model/digest.ts';
import type { Target } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { Rule } from '../pipeline/guardrails.ts';
import type { Guardrail } from '../schema/generated/guardrail.ts';

/** All manifests below the paths, judged together and narrowed to what was selected. */
export interface Project {
  readonly targets: readonly Target[];
  /** Of all manifests, selected or not. */
  readonly addresses: ReadonlySet<string>;
  /** Guardrails and the checks of packs. */
  readonly rules: readonly Rule[];
  readonly guardrails: readonly Guardrail[];
  /** What connections may reach. */
  readonly hosts: HostList;
  readonly files: readonly { readonly file: string; readonly digest: Digest }[];
  readonly problems: readonly Problem[];
  /** Documents that belong to something else. */
  readonly skipped: number;
}
