import type { Condition } from '../model/fact.ts';
import type { Plan } from '../model/plan.ts';
import { oneLine } from './printable.ts';

/** Why one step has to wait for another, in words. */
export interface OrderReason {
  readonly before: string;
  readonly after: string;
  readonly because: string;
}

/** One reason for each pair of steps that has an order. */
export function whyInOrder({ operations, edges }: Plan): OrderReason[] {
  const needs = new Map(operations.map(({ id, requires }) => [id, requires]));
  const pairs = new Map<string, { before: string; after: string; because: string[] }>();
  for (const { before, after, because } of edges) {
    const wanted =
      needs.get(after)?.some(({ fact, holds }) => fact === because.fact && holds === because.holds) ?? true;
    const said = wanted
      ? `the later step needs ${inWords(because)}`
      : `the first step needs ${inWords(because)}, which the later one ends`;
    const key = JSON.stringify([before, after]);
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { before, after, because: [said] });
    else known.because.push(said);
  }
  return [...pairs.values()].map(({ because, ...pair }) => ({ ...pair, because: because.join('; ') }));
}

/** `database/7.audited` as "database 7 audited". */
function inWords({ fact, holds }: Condition): string {
  const said = oneLine(fact).replaceAll(/[./]/g, ' ');
  return holds ? `"${said}"` : `"${said}" to hold no longer`;
}
