import type { SimulatedReply } from '../../src/sandbox/simulator.ts';

/** What the suite needs to know of one vendor: data, and nothing about how the provider works. */
export interface Cases {
  readonly vendor: string;
  readonly kind: string;
  /** The manifest's `connection`, with the sandbox's variables. */
  readonly connection: object;
  readonly target: object;
  /** Named wishes; every pair of them must converge. */
  readonly states: Readonly<Record<string, object>>;
  /** A pair whose way there strengthens and whose way back weakens, with the paths of the changes. */
  readonly flip: { readonly weak: string; readonly strong: string; readonly paths: readonly string[] };
  /** A pair whose step needs exactly these operations, in waves. */
  readonly order: { readonly from: string; readonly to: string; readonly waves: readonly (readonly string[])[] };
  /** Operations that the vendor must refuse while what they require does not hold: else the requirement is invented. */
  readonly premature: readonly { readonly from: string; readonly to: string; readonly verb: string }[];
  /** Members of answers that a reading needs: without one, or with another type, the target cannot be read. */
  readonly needed: readonly { readonly request: string; readonly member: readonly (string | number)[] }[];
  /** Part of method and URL of the write whose answer gets lost. */
  readonly write: { readonly method: string; readonly path: string };
  /** Names of environment variables that hold secrets. */
  readonly secrets: readonly string[];
  /** Settings that the vendor does not show, if any. */
  readonly hidden: readonly string[];
  /** Accepted writes so far. */
  readonly writes: (state: unknown) => number;
  /** Clauses that cannot apply here, with the reason. */
  readonly notApplicable: Readonly<Record<string, string>>;
}

/** Number of entries in a simulator's own log of accepted writes. */
export function loggedWrites(state: unknown): number {
  return (state as { log: readonly unknown[] }).log.length;
}

/** The reply with a member that no document names. */
export function withExtra(reply: SimulatedReply): SimulatedReply {
  if (typeof reply.body !== 'object' || reply.body === null || Buffer.isBuffer(reply.body)) return reply;
  if (Array.isArray(reply.body))
    return { ...reply, body: reply.body.map((item) => withExtra({ ...reply, body: item }).body) };
  return { ...reply, body: { ...reply.body, something_new: { enabled: false, items: [1, 2] } } };
}

/** The reply with one member removed, or of another type. */
export function withMember(reply: SimulatedReply, path: readonly (string | number)[], value: unknown): SimulatedReply {
  if (typeof reply.body !== 'object' || reply.body === null) return reply;
  const body = structuredClone(reply.body) as Record<string | number, unknown>;
  let here = body;
  for (const step of path.slice(0, -1)) {
    here = here[step] as Record<string | number, unknown>;
    if (here === undefined || here === null) return reply;
  }
  const last = path.at(-1)!;
  if (value === undefined) delete here[last];
  else here[last] = value;
  return { ...reply, body };
}
