import type { Waiver } from './change.ts';
import type { JsonObject } from './json.ts';
import type { JsonPointer } from './pointer.ts';
import type { SourceSpan } from './problem.ts';

/** A secret by reference; never the value. `fromFile` is resolved against `base` and must stay below `root`. */
export type SecretReference =
  | { readonly fromEnv: string }
  | { readonly fromFile: string; readonly base?: string; readonly root?: string };

/** Credential members by name: plain text for what is no secret (user names, key ids), references otherwise. */
export type CredentialReferences = Readonly<Record<string, string | SecretReference>>;

/** How to reach a vendor. JSON only; nothing in it is opened yet. */
export interface Connection {
  readonly name: string | null;
  readonly system: string;
  readonly endpoint: string | { readonly fromEnv: string } | null;
  readonly metricsEndpoint: string | { readonly fromEnv: string } | null;
  readonly region: string | null;
  readonly projectId: string | { readonly fromEnv: string } | null;
  readonly iamEndpoint: string | { readonly fromEnv: string } | null;
  readonly credentials: CredentialReferences | null;
  readonly writeCredentials: CredentialReferences | null;
  readonly tls: {
    readonly caFile?: SecretReference;
    readonly serverName?: string;
    readonly insecureSkipVerify?: boolean;
  };
  readonly limits: { readonly concurrency?: number; readonly requestsPerSecond?: number };
  readonly timeoutSeconds: number;
}

/** One manifest after profiles are merged in and its connection is looked up. */
export interface Target {
  /** `Kind/name`. */
  readonly address: string;
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly connection: Connection;
  /** The manifest's `target`: which thing. */
  readonly target: JsonObject;
  /** The manifest's `spec` with profiles merged under it and null replaced by the schema's default where it has one. */
  readonly spec: JsonObject;
  readonly ensure: 'present' | 'absent';
  readonly waivers: readonly Waiver[];
  readonly origin: SourceSpan;
  /** Where a member was written, by pointer into the manifest (`/spec/Retention`), or the nearest one above it; in a profile for what came from there. */
  readonly locate: (path: JsonPointer) => SourceSpan;
}
