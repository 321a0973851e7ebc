import type { Change } from './change.ts';
import type { Digest } from './digest.ts';
import type { Condition } from './fact.ts';
import type { JsonObject } from './json.ts';
import type { Connection } from './manifest.ts';
import type { Operation } from './operation.ts';
import type { JsonPointer } from './pointer.ts';
import type { Posture } from './posture.ts';
import type { Problem, SourceSpan } from './problem.ts';

export const PLAN_FORMAT = 'auditform.plan/1';

export type TargetStatus = 'in-sync' | 'changed' | 'unreadable' | 'blocked';
export type Verdict = 'in-sync' | 'ready' | 'needs-consent' | 'blocked';

export interface PlannedTarget {
  readonly address: string;
  readonly status: TargetStatus;
  readonly origin: SourceSpan;
  /** Of the live settings this plan was made from; null when they could not be read. */
  readonly fingerprint: Digest | null;
  /** Pointers into the manifest whose live value the vendor does not show. */
  readonly unverifiable: readonly JsonPointer[];
  readonly posture: { readonly live: Posture | null; readonly desired: Posture | null };
  /** Live values, at plan time, of settings that the vendor shares beyond this target (`x-audit.scope`), by member. */
  readonly shared: JsonObject;
  /** What apply needs to do exactly this again; secrets stay references. */
  readonly desired: {
    readonly target: JsonObject;
    readonly spec: JsonObject;
    readonly ensure: 'present' | 'absent';
    /** Key into the plan's `connections`. */
    readonly connection: string;
  };
}

export interface Edge {
  readonly before: string;
  readonly after: string;
  readonly because: Condition;
}

export interface PlanSummary {
  readonly targets: number;
  readonly inSync: number;
  readonly changed: number;
  readonly unreadable: number;
  readonly blocked: number;
  readonly operations: number;
  readonly strengthens: number;
  readonly weakens: number;
  readonly historyLoss: number;
  readonly neutral: number;
  readonly unknown: number;
  readonly unverifiable: number;
}

/** What the plan was made from. */
export interface Basis {
  readonly manifests: readonly { readonly file: string; readonly digest: Digest }[];
  /** Commit that the manifests were read at; null outside a Git repository. */
  readonly commit: string | null;
  /** Commit that `--changed-since` named; null without it. */
  readonly base: string | null;
}

/** A plan is plain JSON: no functions, dates, classes or secrets. */
export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  /** Of everything but `id` and `made`: same inputs, same id. */
  readonly id: Digest;
  readonly made: { readonly at: string; readonly version: string };
  readonly verdict: Verdict;
  readonly summary: PlanSummary;
  readonly basis: Basis;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly targets: readonly PlannedTarget[];
  readonly changes: readonly Change[];
  readonly operations: readonly Operation[];
  /** Operation ids; a wave starts when the one before it has ended for the same target. */
  readonly waves: readonly (readonly string[])[];
  readonly edges: readonly Edge[];
  readonly problems: readonly Problem[];
}
