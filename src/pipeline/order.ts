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
 * Orders the operations of one target by what they require and ensure. For each requirement: true already, then
 * whoever makes it false comes later; not yet true, then every operation that makes it true comes first; nobody makes
 * it true: unmet. Two operations may not ensure opposite values of one fact. The result does not depend on input order.
 */
export function order(operations: readonly Operation[], facts: readonly Fact[]): Ordered {
  const sorted = [...operations].sort((left, right) => (left.id < right.id ? -1 : 1));
  const now = new Set(facts);
  const faults: OrderFault[] = [...opposed(sorted)];
  const edges: Edge[] = [];
  for (const operation of sorted) {
    for (const condition of operation.requires) {
      const holds = now.has(condition.fact) === condition.holds;
      const [makers, breakers] = [ensuring(sorted, condition), ensuring(sorted, { ...condition, holds: !condition.holds })];
      if (holds) edges.push(...breakers.filter(({ id }) => id !== operation.id).map(({ id }) => ({ before: operation.id, after: id, because: condition })));
      else if (makers.every(({ id }) => id === operation.id)) faults.push({ kind: 'unmet', operation: operation.id, condition });
      else edges.push(...makers.map(({ id }) => ({ before: id, after: operation.id, because: condition })));
    }
  }
  if (faults.length > 0) return { waves: [], edges: [], faults };
  return layer(sorted, edges);
}

/** Walks the waves and checks every requirement again, at plan time and at run time. Returns what does not hold. */
export function recheck(waves: readonly (readonly Operation[])[], facts: readonly Fact[]): OrderFault[] {
  const now = new Set(facts);
  const faults: OrderFault[] = [];
  for (const wave of waves) {
    for (const operation of wave) faults.push(...unmet(operation, now));
    for (const { ensures } of wave) {
      for (const { fact, holds } of ensures) {
        if (holds) now.add(fact);
        else now.delete(fact);
      }
    }
  }
  return faults;
}

/** Requirements of one operation that the facts do not meet. */
export function unmet(operation: Operation, facts: ReadonlySet<Fact>): OrderFault[] {
  return operation.requires
    .filter(({ fact, holds }) => facts.has(fact) !== holds)
    .map((condition) => ({ kind: 'unmet', operation: operation.id, condition }));
}

function ensuring(operations: readonly Operation[], { fact, holds }: Condition): Operation[] {
  return operations.filter((operation) => operation.ensures.some((ensured) => ensured.fact === fact && ensured.holds === holds));
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

/** Kahn's algorithm, a whole wave at a time. */
function layer(operations: readonly Operation[], edges: readonly Edge[]): Ordered {
  const waves: string[][] = [];
  let waiting = operations.map(({ id }) => id);
  while (waiting.length > 0) {
    const left = new Set(waiting);
    const wave = waiting.filter((id) => !edges.some(({ before, after }) => after === id && left.has(before)));
    if (wave.length === 0) return { waves: [], edges: [], faults: [{ kind: 'cycle', operations: waiting }] };
    waves.push(wave);
    waiting = waiting.filter((id) => !wave.includes(id));
  }
  return { waves, edges, faults: [] };
}
