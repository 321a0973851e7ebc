import type { SimulatedReply, SimulatedRequest, Simulator } from '../../src/sandbox/simulator.ts';
import type { Random } from './random.ts';

/** Something that somebody else does at the vendor. */
export interface Tamper {
  readonly says: string;
  /** Whose settings are touched; null: nobody's that a manifest speaks of. */
  readonly address: string | null;
  /** Changes the state in place; done to the live state and to the one that the end is compared with. */
  readonly change: (state: unknown) => void;
}

/**
 * One simulator and the manifests for its objects. What the manifests say is never weaker than what is there at the
 * start, so a run that obeys its guards may only ever strengthen. Told apart from the providers on purpose: what fits is
 * judged by the simulator's state alone.
 */
export interface Fleet {
  readonly name: string;
  readonly simulator: Simulator;
  readonly addresses: readonly string[];
  /** Connections and manifests, once the addresses of the listeners are known. */
  documents(origins: readonly string[]): readonly object[];
  /** What an object lacks of its manifest; null: nothing. `skip` are pointers that the plan says it cannot see. */
  misfit(state: unknown, address: string, skip: readonly string[]): string | null;
  /** How strongly things are recorded or kept, by `address|what`. None of it may fall but by somebody else's hand. */
  strengths(state: unknown): Map<string, number>;
  /** What no manifest speaks of and no clock changes. */
  untouchable(state: unknown): unknown;
  /** Weakens or disturbs something. */
  tamper(state: unknown, random: Random): Tamper;
  /** Makes something stronger than its manifest, so that going back needs consent; null: this fleet has no such thing. */
  outdo(state: unknown, random: Random): Tamper | null;
  /** Whose settings were written, once for every accepted write. */
  written(state: unknown): readonly string[];
  /** Things that must not be, beside all this. */
  wrongs(state: unknown): readonly string[];
  isWrite(request: SimulatedRequest): boolean;
  /** What was wrong about a write, by what came of it; null: nothing. */
  blame?(request: SimulatedRequest, reply: SimulatedReply): string | null;
  /** Ends what was logged in, where the vendor has logins that end; says how many. */
  expireLogins?(state: unknown): number;
}

export const LIMITS = { concurrency: 16, requestsPerSecond: 2_000 };
/** Short, so that a stall costs half a second and not half a minute. */
export const TIMEOUT_SECONDS = 0.5;
export const STALL_MS = 700;

export function connection(name: string, spec: object): object {
  return {
    apiVersion: 'auditform/v1',
    kind: 'Connection',
    metadata: { name },
    spec: { limits: LIMITS, timeoutSeconds: TIMEOUT_SECONDS, ...spec },
  };
}

export function manifest(kind: string, name: string, uses: string, rest: object): object {
  return { apiVersion: 'auditform/v1', kind, metadata: { name }, connection: uses, ...rest };
}

/** Without these members. */
export function without<T extends object>(value: T, ...names: readonly (keyof T)[]): Partial<T> {
  const rest: Partial<T> = { ...value };
  for (const name of names) delete rest[name];
  return rest;
}
