import type { Condition, Fact } from '../model/fact.ts';
import type { Operation } from '../model/operation.ts';
import type { Edge } from '../model/plan.ts';

export interface Ordered {
  readonly waves: readonly (readonly string[])[];
  readonly edges: readonly Edge[];
  readonly faults: readonly OrderFault[];
}

/** Why a set of operations has no sound order. */
export type OrderFault =
  | { readonly kind: 'unmet'; readonly operation: string; readonly condition: Condition }
  | { readonly kind: 'opposed'; readonly operations: readonly [string, string]; readonly fact: Fact }
  | { readonly kind: 'cycle'; readonly operations: readonly string[] };

/**
 * Orders the operations of one target by what they require and ensure. Two operations may not ensure opposite values
 * of one fact; so a fact changes once at most, and this is enough: a wave takes every waiting operation whose
 * requirements hold and that takes away nothing a waiting one still needs as it is. A requirement that does not hold
 * and that nobody brings about is unmet. The result does not depend on input order.
 */
export function order(operations: readonly Operation[], facts: readonly Fact[]): Ordered {
  const sorted = [...operations].sort((left, right) => (left.id < right.id ? -1 : 1));
  const faults = [...opposed(sorted), ...withoutMaker(sorted, new Set(facts))];
  if (faults.length > 0) return { waves: [], edges: [], faults };
  const now = new Set(facts);
  const waves: Operation[][] = [];
  let waiting = sorted;
  while (waiting.length > 0) {
    const wave = waiting.filter(
      (operation) => unmet(operation, now).length === 0 && !takesAway(operation, waiting, now),
    );
    if (wave.length === 0)
      return { waves: [], edges: [], faults: [{ kind: 'cycle', operations: waiting.map(({ id }) => id) }] };
    waves.push(wave);
    for (const operation of wave) bringAbout(operation, now);
    waiting = waiting.filter((operation) => !wave.includes(operation));
  }
  return { waves: waves.map((wave) => wave.map(({ id }) => id)), edges: edgesOf(waves, facts), faults: [] };
}

/** Walks the waves and checks every requirement again, at plan time and at run time. Returns what does not hold. */
export function recheck(waves: readonly (readonly Operation[])[], facts: readonly Fact[]): OrderFault[] {
  const now = new Set(facts);
  const faults: OrderFault[] = [];
  for (const wave of waves) {
    for (const operation of wave) faults.push(...unmet(operation, now));
    for (const operation of wave) bringAbout(operation, now);
  }
  return faults;
}

/** Requirements of one operation that the facts do not meet. */
export function unmet(operation: Operation, facts: ReadonlySet<Fact>): OrderFault[] {
  return operation.requires
    .filter(({ fact, holds }) => facts.has(fact) !== holds)
    .map((condition) => ({ kind: 'unmet', operation: operation.id, condition }));
}

function bringAbout({ ensures }: Operation, facts: Set<Fact>): void {
  for (const { fact, holds } of ensures) {
    if (holds) facts.add(fact);
    else facts.delete(fact);
  }
}

function makes(operation: Operation, { fact, holds }: Condition): boolean {
  return operation.ensures.some((ensured) => ensured.fact === fact && ensured.holds === holds);
}

/** Would it end something that another waiting operation still needs as it is now? */
function takesAway(operation: Operation, waiting: readonly Operation[], now: ReadonlySet<Fact>): boolean {
  const ended = operation.ensures.filter(({ fact, holds }) => now.has(fact) !== holds);
  return (
    ended.length > 0 &&
    waiting.some(
      (other) =>
        other !== operation &&
        other.requires.some(({ fact, holds }) => ended.some((end) => end.fact === fact && end.holds !== holds)),
    )
  );
}

function* withoutMaker(operations: readonly Operation[], now: ReadonlySet<Fact>): Generator<OrderFault> {
  for (const operation of operations) {
    for (const fault of unmet(operation, now)) {
      if (fault.kind === 'unmet' && !operations.some((other) => other !== operation && makes(other, fault.condition)))
        yield fault;
    }
  }
}

/** Why one operation comes before another: it brings about what the other needs, or needs what the other ends. */
function edgesOf(waves: readonly (readonly Operation[])[], facts: readonly Fact[]): Edge[] {
  const now = new Set(facts);
  const all = waves.flat();
  const waveOf = new Map(waves.flatMap((wave, index) => wave.map((operation) => [operation, index] as const)));
  const edges: Edge[] = [];
  for (const operation of all) {
    for (const because of operation.requires) {
      const holds = now.has(because.fact) === because.holds;
      for (const other of all) {
        if (holds && makes(other, { ...because, holds: !because.holds }) && other !== operation)
          edges.push({ before: operation.id, after: other.id, because });
        if (!holds && makes(other, because) && waveOf.get(other)! < waveOf.get(operation)!)
          edges.push({ before: other.id, after: operation.id, because });
      }
    }
  }
  return edges.sort((left, right) => (`${left.before} ${left.after}` < `${right.before} ${right.after}` ? -1 : 1));
}

function* opposed(operations: readonly Operation[]): Generator<OrderFault> {
  const first = new Map<Fact, { readonly operation: string; readonly holds: boolean }>();
  for (const { id, ensures } of operations) {
    for (const { fact, holds } of ensures) {
      const earlier = first.get(fact);
      if (earlier === undefined) first.set(fact, { operation: id, holds });
      else if (earlier.holds !== holds) yield { kind: 'opposed', operations: [earlier.operation, id], fact };
    }
  }
}
